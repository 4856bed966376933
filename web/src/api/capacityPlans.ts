import { ProblemError } from './problem';
import { getAll, get, request } from './request';
import { runOf } from './runs';

/** What volumes may do. */
export interface VolumeScenario {
  name: string;
  volumeChangePercent?: number;
  annualGrowthPercent?: number;
  averageHandleTimeChangePercent?: number;
}

export interface StaffingGroup {
  name: string;
  planningGroupAllocations: { planningGroupId: string; percentage: number }[];
  startingFullTimeEquivalents: { tenureWeeks: number; fullTimeEquivalentCount: number }[];
  annualAttritionPercentage: number;
  rampUp: { trainingWeeks: number; productivityPercent: number[] };
}

/** A plan to be kept; what is left out is the service's. */
export interface NewCapacityPlan {
  name: string;
  shortTermForecastId: string;
  startBusinessUnitDate: string;
  weekCount: number;
  fullTimeEquivalentWeeklyHours: number;
  schedulingEfficiencyPercent?: number;
  volumeScenarios: VolumeScenario[];
  staffingGroups: StaffingGroup[];
  money: { costOfPaidHour?: number; costOfLostContact?: number; costOfHire?: number; costOfTrainingWeek?: number };
  hiring: { leadTimeWeeks?: number; minimumClassSize?: number; maximumClassSize?: number };
}

export interface CapacityPlan extends NewCapacityPlan {
  id: string;
  businessUnitId: string;
  endBusinessUnitDate: string;
  version: number;
  modifiedAt: string;
}

/** Money over all weeks. */
export interface CapacityCost {
  wages: number;
  overtime: number;
  hiring: number;
  training: number;
  lostContacts: number;
  total: number;
}

/** Planned less required as volumes and leavers may fall out, one value a week. */
export interface CapacityGap {
  staffingOverUnderFullTimeEquivalentCountP10: number[];
  staffingOverUnderFullTimeEquivalentCountP90: number[];
  probabilityOfBeingStaffed: number[];
  probabilityOfEveryWeekBeingStaffed: number;
}

export interface HiringClass {
  weekDate: string;
  decideBy: string;
  fullTimeEquivalentCount: number;
}

export interface StaffingGroupRequirement {
  staffingGroup: string;
  metrics: {
    requiredStaffFullTimeEquivalentCount: number[];
    plannedFullTimeEquivalentCount: number[];
    staffingOverUnderFullTimeEquivalentCount: number[];
    attritionFullTimeEquivalentCount: number[];
  };
  gap: CapacityGap;
  advice: {
    classes: HiringClass[];
    hires: number;
    overtimeFullTimeEquivalentCount: number[];
    shortageFullTimeEquivalentCount: number[];
    relativeGap: number;
    staffingOverUnderFullTimeEquivalentCount: number[];
    gap: CapacityGap;
  };
}

/** What a plan comes to under one volume scenario. */
export interface ScenarioRequirement {
  name: string;
  planningGroups: { planningGroupId: string; planningGroupName: string; offeredPerWeek: number[]; averageHandleTimeSecondsPerWeek: number[] }[];
  staffingGroups: StaffingGroupRequirement[];
  cost: CapacityCost;
  costWithAdvice: CapacityCost;
}

export interface CapacityPlanRequirement {
  /** The plan has changed since when its own version is another. */
  planVersion: number;
  createdAt: string;
  inputHash: string;
  seed: number;
  prices?: { currency?: string };
  weekDates: string[];
  scenarios: ScenarioRequirement[];
}

const root = (businessUnitId: string) => `/business-units/${businessUnitId}/capacity-plans`;
const path = (plan: CapacityPlan) => `${root(plan.businessUnitId)}/${plan.id}`;

/** The oldest first. */
export const listCapacityPlans = (businessUnitId: string): Promise<CapacityPlan[]> => getAll(root(businessUnitId));

export const addCapacityPlan = async (businessUnitId: string, plan: NewCapacityPlan): Promise<CapacityPlan> =>
  (await request<CapacityPlan>('POST', root(businessUnitId), { body: plan })).body;

export const deleteCapacityPlan = (plan: CapacityPlan): Promise<unknown> => request('DELETE', path(plan));

/** Asks what a plan takes, and gives the id of the run. */
export const generateCapacity = async (plan: CapacityPlan): Promise<string> => runOf(await request('POST', `${path(plan)}/requirement/generate`, { body: {} }));

/** What a plan comes to; null before it was computed. */
export async function capacityRequirement(plan: CapacityPlan): Promise<CapacityPlanRequirement | null> {
  try {
    return await get<CapacityPlanRequirement>(`${path(plan)}/staffing-requirements`);
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.problem.code === 'not-generated') return null;
    throw thrown;
  }
}

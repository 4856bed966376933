import type { Fault } from './problem';
import { getAll, request } from './request';

/** A break, meal or other activity inside a shift; starts are minutes from the shift's. */
export interface PlanActivity {
  activityCodeId: string;
  description?: string;
  lengthMinutes: number;
  flexibleStartTime: boolean;
  exactStartTimeMinutes?: number | null;
  earliestStartTimeMinutes?: number | null;
  latestStartTimeMinutes?: number | null;
  startTimeIncrementMinutes?: number | null;
  countsAsPaidTime: boolean;
  minimumDistanceMinutes?: number | null;
  minimumLengthFromShiftEndMinutes?: number | null;
  /** Of the gap of a split shift. */
  split?: unknown;
}

/** One kind of shift; starts are minutes of the local day. */
export interface PlanShift {
  name: string;
  /** `Monday` to `Sunday`. */
  days: string[];
  flexibleStartTime: boolean;
  exactStartTimeMinutesFromMidnight?: number | null;
  earliestStartTimeMinutesFromMidnight?: number | null;
  latestStartTimeMinutesFromMidnight?: number | null;
  startIncrementMinutes?: number | null;
  constrainLatestStopTime: boolean;
  latestStopTimeMinutesFromMidnight?: number | null;
  flexiblePaidTime: boolean;
  exactPaidTimeMinutes?: number | null;
  minimumPaidTimeMinutes?: number | null;
  maximumPaidTimeMinutes?: number | null;
  activities: PlanActivity[];
}

/** A contract and its rules, as they are sent. A limit with a flag beside it holds only while the flag is set. */
export interface PlanTerms {
  name: string;
  enabled: boolean;
  constrainWeeklyPaidTime: boolean;
  flexibleWeeklyPaidTime: boolean;
  weeklyExactPaidMinutes?: number | null;
  weeklyMinimumPaidMinutes?: number | null;
  weeklyMaximumPaidMinutes?: number | null;
  constrainPaidTimeGranularity?: boolean;
  paidTimeGranularityMinutes?: number | null;
  constrainMinimumTimeBetweenShifts: boolean;
  minimumTimeBetweenShiftsMinutes?: number | null;
  maximumDays?: number | null;
  minimumWorkingDaysPerWeek?: number | null;
  constrainMaximumConsecutiveWorkingDays: boolean;
  maximumConsecutiveWorkingDays?: number | null;
  minimumDaysOffPerPlanningPeriod?: number | null;
  /** Further rules, as the API has them. */
  rules: Record<string, unknown>;
  labourLaw?: unknown;
  shifts: PlanShift[];
}

export interface FullWorkPlan extends PlanTerms {
  id: string;
  managementUnitId: string;
  version: number;
  createdAt: string;
  modifiedAt: string;
}

export interface PlanValidation {
  valid: boolean;
  faults: Fault[];
}

const root = (managementUnitId: string) => `/management-units/${managementUnitId}/work-plans`;

/** All of a management unit, those not enabled included. */
export const listPlans = (managementUnitId: string): Promise<FullWorkPlan[]> => getAll(root(managementUnitId));

/** Everything that stands against a work plan; nothing is kept. */
export const validatePlan = async (managementUnitId: string, terms: PlanTerms): Promise<PlanValidation> =>
  (await request<PlanValidation>('POST', `${root(managementUnitId)}/validate`, { body: terms, idempotencyKey: null })).body;

export const addPlan = async (managementUnitId: string, terms: PlanTerms): Promise<FullWorkPlan> =>
  (await request<FullWorkPlan>('POST', root(managementUnitId), { body: terms })).body;

export const replacePlan = async (plan: FullWorkPlan, terms: PlanTerms): Promise<FullWorkPlan> =>
  (await request<FullWorkPlan>('PUT', `${root(plan.managementUnitId)}/${plan.id}`, { ifMatch: plan.version, body: terms })).body;

export const deletePlan = (plan: FullWorkPlan): Promise<unknown> => request('DELETE', `${root(plan.managementUnitId)}/${plan.id}`);

import { getAll } from './request';

/** The planning scope: its zone, first day of the week and interval length rule every screen. */
export interface BusinessUnit {
  id: string;
  name: string;
  timeZone: string;
  /** A weekday's English name or its first three letters. */
  startDayOfWeek: string;
  intervalLengthMinutes: number;
  /** What it is reported under together with others. */
  region?: string;
  version: number;
}

export interface ManagementUnit {
  id: string;
  name: string;
  businessUnitId: string;
  /** Kept as it is by whoever changes the name. */
  labourLaw?: unknown;
  version: number;
}

export interface Queue {
  id: string;
  name: string;
  businessUnitId: string;
}

export interface PlanningGroup {
  id: string;
  name: string;
  routePaths: { queueId: string }[];
}

export type ActivityCategory =
  | 'OnQueueWork'
  | 'Break'
  | 'Meal'
  | 'Meeting'
  | 'OffQueueWork'
  | 'TimeOff'
  | 'Training'
  | 'Unavailable'
  | 'Unscheduled';

export interface ActivityCode {
  id: string;
  name: string;
  category: ActivityCategory;
  /** Whether planners can still choose it. */
  active: boolean;
  lengthInMinutes: number;
  countsAsPaidTime: boolean;
  /** Whether agents may ask for it as time off. */
  agentTimeOffSelectable?: boolean;
}

export interface Agent {
  id: string;
  name: string;
  managementUnitId: string;
  active: boolean;
  teamId?: string | null;
  workPlanId?: string | null;
  skills: { skillId: string; proficiency: number }[];
}

export interface Team {
  id: string;
  name: string;
  managementUnitId: string;
  version: number;
}

export interface Skill {
  id: string;
  name: string;
  version: number;
}

/** An agent's contract and rules. */
export interface WorkPlan {
  id: string;
  name: string;
  enabled: boolean;
}

export const listBusinessUnits = (): Promise<BusinessUnit[]> => getAll('/business-units');

export const listManagementUnits = async (businessUnitId: string): Promise<ManagementUnit[]> =>
  (await getAll<ManagementUnit>('/management-units')).filter((unit) => unit.businessUnitId === businessUnitId);

/** The work plans of a business unit's management units that are in use. */
export async function listWorkPlans(businessUnitId: string): Promise<WorkPlan[]> {
  const sites = await listManagementUnits(businessUnitId);
  const plans = await Promise.all(sites.map((site) => getAll<WorkPlan>(`/management-units/${site.id}/work-plans`)));
  return plans.flat().filter((plan) => plan.enabled);
}

export const listPlanningGroups = (businessUnitId: string): Promise<PlanningGroup[]> =>
  getAll(`/business-units/${businessUnitId}/planning-groups`);

export const listActivityCodes = (businessUnitId: string): Promise<ActivityCode[]> =>
  getAll(`/business-units/${businessUnitId}/activity-codes`);

export const listAgents = (): Promise<Agent[]> => getAll('/agents');

export const listTeams = (): Promise<Team[]> => getAll('/teams');

export const listSkills = (): Promise<Skill[]> => getAll('/skills');

import { getAll, request } from './request';
import type { OnRuleFailure, ValidationResult } from './scheduleEdits';
import type { Schedule } from './schedules';

export const OBJECTIVES = ['FavorServiceGoals', 'FavorSchedulingAll'] as const;

/** A meeting or training that is to find its place in a schedule. */
export interface ActivityPlanBody {
  name: string;
  description?: string;
  /** Of category Meeting, Training or OffQueueWork. */
  activityCodeId: string;
  type: 'Individual' | 'Group';
  lengthMinutes: number;
  /** Local dates; the last is not included. */
  startDate: string;
  endDate: string;
  earliestStartMinutesFromMidnight?: number | null;
  latestEndMinutesFromMidnight?: number | null;
  agentIds: string[];
  teamIds: string[];
  managementUnitIds: string[];
  groupSettings?: { minimumAttendees?: number; maximumAttendees?: number | null } | null;
  optimizationObjective: (typeof OBJECTIVES)[number];
  countsAsPaidTime?: boolean | null;
}

export interface ActivityPlan extends ActivityPlanBody {
  id: string;
  businessUnitId: string;
  version: number;
}

export interface Placement {
  agentId: string;
  shiftId: string;
  startDate: string;
  lengthMinutes: number;
  /** Head-hours that are missed for it. */
  shortHours: number;
}

export interface PlacementCoverage {
  planningGroupId: string;
  shortHoursBefore: number;
  shortHoursAfter: number;
  spareHoursBefore: number;
  spareHoursAfter: number;
}

/** What placing a plan did, or would do. */
export interface ActivityPlanRun {
  activityPlanId: string;
  applied: boolean;
  placements: Placement[];
  unplaced: { agentId: string; code: string }[];
  coverage: PlacementCoverage[];
  validationResults: ValidationResult[];
  schedule: Schedule;
}

const path = (businessUnitId: string) => `/business-units/${businessUnitId}/activity-plans`;
const pathOf = (plan: ActivityPlan) => `${path(plan.businessUnitId)}/${plan.id}`;

export const listActivityPlans = (businessUnitId: string): Promise<ActivityPlan[]> => getAll(path(businessUnitId));

export const addActivityPlan = async (businessUnitId: string, body: ActivityPlanBody): Promise<ActivityPlan> => (await request<ActivityPlan>('POST', path(businessUnitId), { body })).body;

export const replaceActivityPlan = async (plan: ActivityPlan, body: ActivityPlanBody): Promise<ActivityPlan> =>
  (await request<ActivityPlan>('PUT', pathOf(plan), { body, ifMatch: plan.version })).body;

/** What it has placed stays. */
export const deleteActivityPlan = (plan: ActivityPlan): Promise<unknown> => request('DELETE', pathOf(plan));

/** Where everybody would have it, with nothing placed. */
export const tryActivityPlan = async (plan: ActivityPlan, schedule: Schedule): Promise<ActivityPlanRun> =>
  (await request<ActivityPlanRun>('POST', `${pathOf(plan)}/runs`, { ifMatch: schedule.version, body: { scheduleId: schedule.id, dryRun: true }, idempotencyKey: null })).body;

export const placeActivityPlan = async (plan: ActivityPlan, schedule: Schedule, onFailure: OnRuleFailure): Promise<ActivityPlanRun> =>
  (await request<ActivityPlanRun>('POST', `${pathOf(plan)}/runs`, { ifMatch: schedule.version, body: { scheduleId: schedule.id, ...onFailure } })).body;

import type { Problem } from './problem';
import { get, getAll, request } from './request';
import { schedulePath, type Schedule, type Shift } from './schedules';

/** A stretch of a shift as it is sent. */
export interface ActivityEdit {
  activityCodeId: string;
  startDate: string;
  lengthMinutes: number;
  description?: string;
  paid: boolean;
}

/** A shift that is changed (`id`), removed (`id` and `delete`) or added (without `id`). */
export interface ShiftEdit {
  id?: string;
  delete?: boolean;
  activities?: ActivityEdit[];
}

export interface AgentScheduleEdit {
  agentId: string;
  shifts: ShiftEdit[];
}

export type RuleFailureAction = 'REJECT' | 'OVERRIDE';

/** One rule that a change does not keep. */
export interface ValidationResult {
  /** A strict rule that the change breaks, or one with a price, a wish, a breach of before. */
  severity: 'WARNING' | 'ERROR';
  code: string;
  agentId: string;
  date: string | null;
  startDate: string | null;
  detail: string;
  standsAlready: boolean;
}

/** What the rules say where they stand against a change. */
export const findingsOf = (problem: Problem): ValidationResult[] => (problem.validationResults ?? []) as ValidationResult[];

export type ShiftChangeKind = 'added' | 'removed' | 'moved' | 'activitiesChanged';

export interface ShiftChange {
  agentId: string;
  change: ShiftChangeKind;
  before: Shift | null;
  after: Shift | null;
}

/** The schedule as it is after a change, or would be of a dry run. */
export interface EditOutcome extends Schedule {
  applied: boolean;
  validationResults: ValidationResult[];
  changes: ShiftChange[];
}

export interface ScheduleVersion {
  version: number;
  kind: string;
  reason: string | null;
  ruleFailureAction: RuleFailureAction | null;
  changedBy: string;
  changedAt: string;
  agentCount: number;
  shiftsAdded: number;
  shiftsRemoved: number;
  shiftsMoved: number;
  activitiesChanged: number;
}

export interface ScheduleComparison {
  shiftsAdded: number;
  shiftsRemoved: number;
  shiftsMoved: number;
  activitiesChanged: number;
  paidMinutesBefore: number;
  paidMinutesAfter: number;
  agents: { agentId: string; name: string; paidMinutesBefore: number; paidMinutesAfter: number; changes: ShiftChange[] }[];
}

/** What is to become of broken rules. */
export interface OnRuleFailure {
  ruleFailureAction: RuleFailureAction;
  reason?: string;
}

export const updateSchedule = async (schedule: Schedule, agentSchedules: AgentScheduleEdit[], onFailure: OnRuleFailure): Promise<EditOutcome> =>
  (await request<EditOutcome>('POST', `${schedulePath(schedule)}/update`, { ifMatch: schedule.version, body: { agentSchedules, ...onFailure } })).body;

/** What the rules say of a change that is not made. */
export const tryUpdate = async (schedule: Schedule, agentSchedules: AgentScheduleEdit[], signal: AbortSignal): Promise<ValidationResult[]> =>
  (await request<EditOutcome>('POST', `${schedulePath(schedule)}/update`, { ifMatch: schedule.version, body: { agentSchedules, dryRun: true }, idempotencyKey: null, signal }))
    .body.validationResults;

/** Takes the last saved change back, as a new version. */
export const undoSchedule = async (schedule: Schedule, onFailure: OnRuleFailure): Promise<EditOutcome> =>
  (await request<EditOutcome>('POST', `${schedulePath(schedule)}/undo`, { ifMatch: schedule.version, body: onFailure })).body;

/** Newest first. */
export const scheduleVersions = (schedule: Schedule): Promise<ScheduleVersion[]> => getAll(`${schedulePath(schedule)}/versions`);

/** How a schedule differs from another one, or from an earlier version of itself. */
export const compareSchedule = (schedule: Schedule, before: { withScheduleId?: string; withVersion?: number }): Promise<ScheduleComparison> =>
  get(`${schedulePath(schedule)}/compare`, before);

import type { Estimate } from './performancePredictions';
import { get, request } from './request';
import { runOf } from './runs';
import type { EditOutcome, OnRuleFailure, ShiftChange, ValidationResult } from './scheduleEdits';
import { schedulePath, type Schedule } from './schedules';

/** Somebody is away for a local day, or from one instant to another. */
export interface RescheduleAbsence {
  agentId: string;
  date?: string;
  startDate?: string;
  endDate?: string;
  /** Of category TimeOff or Unavailable. */
  activityCodeId?: string;
}

/** What may change and what stays; what is left out is the service's. */
export interface RescheduleOptions {
  absences: RescheduleAbsence[];
  startDate?: string;
  endDate?: string;
  /** Only these agents' shifts change. */
  agentIds?: string[];
  managementUnitIds?: string[];
  doNotChangeWeeklyPaidTime: boolean;
  doNotChangeDailyPaidTime: boolean;
  doNotChangeShiftStartTimes: boolean;
  doNotChangeManuallyEditedShifts: boolean;
  /** Most days of agents that change, absences not counted. */
  maximumChanges?: number;
  /** What a changed day must save, in minutes of one agent too many. */
  changedDayHeadMinutes?: number;
  timeLimitSeconds?: number;
  seed?: number;
  /** How often the weeks are simulated; 0 for not at all. */
  replications?: number;
}

/** What a day's shifts give. */
export interface ServiceOfShifts {
  serviceLevel: Estimate;
  averageSpeedOfAnswerSeconds: Estimate;
  abandonRate: Estimate;
  occupancy: Estimate;
}

/** One planning group's day under three plans, from equal simulated contacts. */
export interface DayService {
  planningGroupId: string;
  planningGroupName: string;
  date: string;
  /** Everybody there. */
  asPlanned: ServiceOfShifts;
  /** With the absences, nothing changed. */
  before: ServiceOfShifts;
  after: ServiceOfShifts;
}

/** The shifts that would change, and what they would mean. */
export interface RescheduleProposal {
  runId: string;
  scheduleId: string;
  /** The version it was made from. */
  scheduleVersion: number;
  state: 'proposed' | 'applied' | 'outdated';
  createdAt: string;
  appliedAt: string | null;
  appliedVersion: number | null;
  changes: ShiftChange[];
  validationResults: ValidationResult[];
  service: DayService[];
  audit: { clean: boolean; breachCount: number };
  leftOut: { agentId: string; reason: string }[];
  changedDays: number;
  movedBreaks: number;
  /** More than was asked for where the changes were too many. */
  changedDayHeadMinutes: number;
  rounds: number;
  secondsToChanges: number;
  secondsOfSimulation: number;
}

const runPath = (businessUnitId: string, runId: string) => `/business-units/${businessUnitId}/scheduling/runs/${runId}`;

/** Asks for shifts planned anew and gives the id of its run; nothing changes by it. */
export const startReschedule = async (schedule: Schedule, options: RescheduleOptions): Promise<string> =>
  runOf(await request('POST', `${schedulePath(schedule)}/reschedule`, { body: options }));

export const rescheduleProposal = (businessUnitId: string, runId: string): Promise<RescheduleProposal> => get(`${runPath(businessUnitId, runId)}/result`);

/** Applies all of a proposal as one version, or nothing. */
export const applyReschedule = async (businessUnitId: string, runId: string, onFailure: OnRuleFailure): Promise<EditOutcome> =>
  (await request<EditOutcome>('PATCH', runPath(businessUnitId, runId), { body: { state: 'Applied', ...onFailure } })).body;

/** Stops a run; unlike the runs of others, whoever may reschedule may stop it. */
export const cancelReschedule = (businessUnitId: string, runId: string): Promise<unknown> => request('PATCH', runPath(businessUnitId, runId), { body: { state: 'Canceled' } });

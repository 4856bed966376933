import { get, request } from './request';
import { runOf, type Run } from './runs';
import { schedulePath, type Schedule } from './schedules';

/** What a burden more than that of the agent who carried least costs, in minutes of one agent too many. */
export interface RosterFairness {
  months?: number;
  weekendDayHeadMinutes?: number;
  nightHeadMinutes?: number;
  unpopularStartHeadMinutes?: number;
  publicHolidayHeadMinutes?: number;
}

/** What is asked of a roster; what is left out is the service's. */
export interface RosterOptions {
  shortTermForecastId: string;
  weekCount: number;
  description: string;
  seed?: number;
  timeLimitSeconds?: number;
  /** A share of 1. */
  gap?: number;
  fairness?: RosterFairness;
  wishWeights?: { percentPerYearOfService: number; mostYears: number };
}

/** How two schedules of the same weeks differ in shifts. */
export interface ScheduleComparison {
  shiftsAdded: number;
  shiftsRemoved: number;
  shiftsMoved: number;
  activitiesChanged: number;
  paidMinutesBefore: number;
  paidMinutesAfter: number;
  agents: { agentId: string; name: string; paidMinutesBefore: number; paidMinutesAfter: number }[];
}

/** Asks for a roster and gives the id of its run. */
export const startRosterRun = async (businessUnitId: string, weekDate: string, options: RosterOptions): Promise<string> =>
  runOf(await request('POST', `/business-units/${businessUnitId}/weeks/${weekDate}/schedules/generate`, { body: options }));

const LATEST = 100;

/** The latest runs of every kind, newest first; the service tells neither their business unit nor their weeks. */
export const latestRuns = async (): Promise<Run[]> => (await get<{ entities: Run[] }>('/runs', { pageSize: LATEST })).entities;

/** How a schedule differs from another one. */
export const compareSchedules = (schedule: Schedule, withScheduleId: string): Promise<ScheduleComparison> =>
  get(`${schedulePath(schedule)}/compare`, { withScheduleId });

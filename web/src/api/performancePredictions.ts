import { ProblemError } from './problem';
import { get, request } from './request';
import { runOf } from './runs';
import { schedulePath, type Schedule } from './schedules';

/** A figure with how sure it is and how far single weeks spread. */
export interface Estimate {
  mean: number | null;
  halfWidth: number | null;
  p10: number | null;
  p90: number | null;
}

export interface PeriodPrediction {
  offered: number;
  serviceLevel: Estimate;
  averageSpeedOfAnswerSeconds: Estimate;
  occupancy: Estimate;
  abandonRate: Estimate;
  probabilityOfMeetingGoal: { share: number; lower: number; upper: number } | null;
}

export interface GroupPrediction {
  planningGroupId: string;
  planningGroupName: string;
  days: (PeriodPrediction & { date: string })[];
  total: PeriodPrediction;
}

export interface ScenarioPrediction {
  scenario: { name: string };
  replications: number;
  simulatedContacts: number;
  planningGroups: GroupPrediction[];
}

/** A schedule played many times against its forecast. */
export interface PerformancePrediction {
  id: string;
  createdAt: string;
  stale: boolean;
  seed: number;
  inputHash: string;
  simulatedContacts: number;
  scenarios: ScenarioPrediction[];
  messages: { code: string; detail: string }[];
}

const path = (schedule: Schedule) => `${schedulePath(schedule)}/performance-predictions`;

/** The latest simulation; null while there is none. */
export async function performancePrediction(schedule: Schedule): Promise<PerformancePrediction | null> {
  try {
    return await get<PerformancePrediction>(path(schedule));
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.problem.status === 404) return null;
    throw thrown;
  }
}

/** Asks for a simulation of the whole stress library and gives the id of its run. */
export const recalculatePerformance = async (schedule: Schedule): Promise<string> => runOf(await request('POST', `${path(schedule)}/recalculations`, { body: {} }));

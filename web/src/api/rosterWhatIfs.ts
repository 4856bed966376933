import { get, request } from './request';
import { runOf } from './runs';

/** A change of a roster's problem: an object with one member. */
export type RosterChange =
  | { addAgents: { count: number; workPlanId: string; planningGroupIds: string[] } }
  | { removeAgent: { agentId: string } }
  | { changeDemand: { planningGroupId: string; factor: number } };

export interface RosterTally {
  objective: number;
  bound: number;
  gap: number;
  agentCount: number;
  shiftCount: number;
  paidHours: number;
  shortHours: number;
  idleHours: number;
}

export interface ChangedLine {
  kind: 'agentAdded' | 'agentRemoved' | 'shiftsChanged';
  agentId: string;
  agentName: string;
  changedDates: string[];
}

/** A roster searched on from as it stands, and with the changes. */
export interface RosterWhatIf {
  id: string;
  stopped: boolean;
  before: RosterTally;
  after: RosterTally;
  lines: ChangedLine[];
}

/** Asks what changes would mean for a roster run's roster, and gives the id of the run, which is that of the answer. */
export const askWhatIf = async (runId: string, changes: RosterChange[]): Promise<string> =>
  runOf(await request('POST', `/runs/${runId}/what-ifs`, { body: { changes } }));

export const rosterWhatIf = (runId: string, id: string): Promise<RosterWhatIf> => get(`/runs/${runId}/what-ifs/${id}`);

import { ProblemError } from './problem';
import { get, request } from './request';
import { runOf } from './runs';

/** A limit, an absence or a lock that binds an agent. */
export interface BindingConstraint {
  kind: string;
  rule: string;
  /** Minutes for limits of time, otherwise a count. */
  limit?: number;
  workPlanShift?: string;
  text: string;
}

/** What one roster costs more than another, in hours of one agent too many. */
export interface CostDifference {
  cost: number;
  coverage: { planningGroupId: string; startDate: string; lengthMinutes: number; underHeadMinutes: number; overHeadMinutes: number; cost: number }[];
  rules: { agentId: string; rule: string; cost: number }[];
  wishes: { agentId: string; rule: string; cost: number }[];
  /** Left out where no limit on breaks at once is concerned. */
  breaks?: { planningGroupId: string; mostAtOnce: number; beyondHeadMinutes: number; cost: number }[];
}

export interface LineShift {
  date: string;
  startDate: string;
  lengthMinutes: number;
  workPlanShift: string;
}

export interface AlternativeLine {
  agentId: string;
  shifts: LineShift[];
  changedDates: string[];
  difference: CostDifference;
}

export interface ConflictOfRules {
  agentIds: string[];
  constraints: BindingConstraint[];
  wayOut: { broken: (BindingConstraint & { by?: number; cost: number })[]; cost: number; isCheapest: boolean } | null;
}

/** What stands against meeting a planning group's demand at a moment. */
export interface IntervalExplanation {
  planningGroupId: string;
  startDate: string;
  required: number;
  missing: number;
  mostPossible: number;
  causes: { code: string; rules: string[]; agentIds: string[]; cheapest: AlternativeLine | null }[];
}

export interface LineExplanation {
  agentId: string;
  code: string;
  worth: number;
  shifts: LineShift[];
  alternative: AlternativeLine | null;
}

export interface WishExplanation {
  agentId: string;
  date: string;
  shift: string | null;
  code: string;
  conflict: ConflictOfRules | null;
  alternative: AlternativeLine | null;
}

export interface ConfirmedChange {
  gain: number;
  shortHoursSaved: number;
}

export interface PricedRule extends BindingConstraint {
  workPlanName: string;
  looserBy?: number;
  agentCount: number;
  predicted: number;
  confirmed: ConfirmedChange | null;
}

export interface RosterPrices {
  rules: PricedRule[];
  oneMoreAgent: { workPlanName: string; planningGroupIds: string[]; predicted: number; confirmed: ConfirmedChange | null }[];
  stopped: boolean;
}

export interface RosterConflicts {
  conflicts: ConflictOfRules[];
  notExaminedAgentIds: string[];
}

const explanations = <T>(runId: string, query: Record<string, string | boolean>): Promise<T> => get<T>(`/runs/${runId}/explanations`, query);

export const whyUnmet = async (runId: string, planningGroupId: string, startDate: string): Promise<IntervalExplanation> =>
  (await explanations<{ interval: IntervalExplanation }>(runId, { planningGroupId, startDate })).interval;

export const whyThisLine = async (runId: string, agentId: string): Promise<LineExplanation> => (await explanations<{ line: LineExplanation }>(runId, { agentId })).line;

/** Why a day off, or a shift of the work plan, is not in an agent's line. */
export const whyNot = async (runId: string, agentId: string, date: string, shift: string | null): Promise<WishExplanation> =>
  (await explanations<{ wish: WishExplanation }>(runId, { agentId, date, ...(shift === null ? { dayOff: true } : { shift }) })).wish;

export const rosterConflicts = (runId: string): Promise<RosterConflicts> => get(`/runs/${runId}/conflicts`);

/** What rules cost, as last found; null while they were not priced. */
export async function rosterPrices(runId: string): Promise<RosterPrices | null> {
  try {
    return await get<RosterPrices>(`/runs/${runId}/prices`);
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.problem.code === 'not-priced') return null;
    throw thrown;
  }
}

/** Asks for prices, the dearest rule and the most welcome agent confirmed, and gives the id of the run. */
export const priceRoster = async (runId: string): Promise<string> =>
  runOf(await request('POST', `/runs/${runId}/prices`, { body: { confirmRules: 1, confirmAgents: 1 } }));

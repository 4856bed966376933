import { request } from './request';

/** What one side of a loss statement loses. */
export interface Loss {
  staffedHeads: number;
  staffedHours: number;
  overHours: number;
  overCost: number;
  underHours: number;
  lostContacts: number;
  lostContactCost: number;
  /** Null where no agents are named, as in a requirement. */
  overtimeHours: number | null;
  overtimePremiumCost: number | null;
  totalCost: number;
}

export interface LossQuery {
  businessUnitId: string;
  interval: string;
  demand: 'Actual' | 'Forecast';
  habit: { weeksEarlier: number };
  proposal: { scheduleIds: string[] };
}

export interface GroupLoss {
  planningGroupId: string;
  planningGroupName: string;
  comparedIntervals: number;
  intervalsWithoutHabit: number;
  intervalsWithoutProposal: number;
  habit: Loss;
  proposal: Loss;
  saving: number;
}

export interface LossStatement {
  currency: string | null;
  comparedHours: number;
  requiredHeads: number;
  requiredHours: number;
  habit: Loss;
  proposal: Loss;
  saving: number;
  planningGroups: GroupLoss[];
  formulas: { name: string; formula: string }[];
}

export const stateLoss = async (query: LossQuery): Promise<LossStatement> =>
  (await request<LossStatement>('POST', '/performance/loss-statement', { body: query, idempotencyKey: null })).body;

/** What hours and lost contacts cost from a day on. */
export interface NewCostRate {
  subjectType: 'BusinessUnit';
  effectiveDate: string;
  currency: string;
  costPerPaidHour: number;
  overtimeMultiplier: number;
  costPerLostContact: number;
}

export const addCostRate = (businessUnitId: string, rate: NewCostRate): Promise<unknown> => request('POST', `/business-units/${businessUnitId}/cost-rates`, { body: rate });

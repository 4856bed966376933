import type { CoverageEffect, RuleFailureAction } from './coverageEffect';
import { get, getAll, getPage, request, type Page } from './request';

export const TRADE_STATES = ['Unmatched', 'Matched', 'Approved', 'Denied', 'Expired', 'Canceled'] as const;
export type TradeState = (typeof TRADE_STATES)[number];

/** A rule that a trade would break and that is not broken without it. */
export interface BrokenRule {
  agentId: string;
  date?: string | null;
  rule: string;
  detail: string;
}

/** A published shift that is offered for another, or given away. */
export interface ShiftTrade {
  id: string;
  managementUnitId: string;
  state: TradeState;
  initiatingAgentId: string;
  initiatingShiftId: string;
  initiatingShiftStart: string;
  initiatingShiftEnd: string;
  /** Who takes it, or the one agent it is offered to; absent on the board. */
  receivingAgentId?: string | null;
  receivingShiftId?: string | null;
  receivingShiftStart?: string | null;
  receivingShiftEnd?: string | null;
  /** Stretches `start/end` in which a shift given in return must lie; any where there are none. */
  acceptableIntervals: string[];
  oneSided: boolean;
  expiration: string;
  notes: string;
  /** Known once it is matched. */
  coverage?: CoverageEffect | null;
  brokenRules: BrokenRule[];
  /** In English, or in the words of whoever decided. */
  decision: string;
  automatic: boolean;
  overrideReason?: string | null;
  reviewedBy?: string | null;
  createdDate: string;
  modifiedDate: string;
  version: number;
}

export interface NewShiftTrade {
  initiatingShiftId: string;
  oneSided: boolean;
  acceptableIntervals: string[];
  notes: string;
}

/** How the agents of a management unit trade. */
export interface ShiftTradeSettings {
  enabled: boolean;
  autoReview: boolean;
  oneSidedAllowed: boolean;
  minimumHoursBeforeShift: number;
}

export interface TradeChange {
  state: TradeState;
  reason?: string;
  ruleFailureAction?: RuleFailureAction;
}

export interface TradeQuery {
  managementUnitId?: string;
  agentId?: string;
  state?: TradeState;
}

/** What became of one trade of many; without a failure it is decided. */
export interface BulkResult {
  shiftTradeId: string;
  failure?: { failureCode: string; detail: string } | null;
}

const PATH = '/shift-trades';
/** How many the service decides at once. */
export const TRADES_AT_ONCE = 100;

/** What the credential may see: an agent their own, those offered to them and the board of their management unit. */
export const listTrades = (query: TradeQuery = {}): Promise<ShiftTrade[]> => getAll(PATH, { ...query });

export const pageOfTrades = (query: TradeQuery, pageToken: string | undefined, pageSize: number): Promise<Page<ShiftTrade>> => getPage(PATH, pageToken, pageSize, { ...query });

export const offerTrade = async (body: NewShiftTrade): Promise<ShiftTrade> => (await request<ShiftTrade>('POST', PATH, { body })).body;

/** Takes an offered shift; for one of the own unless it is given away. */
export const matchTrade = async (trade: ShiftTrade, receivingShiftId: string | undefined): Promise<ShiftTrade> =>
  (await request<ShiftTrade>('POST', `${PATH}/${trade.id}/match`, { body: { receivingShiftId }, ifMatch: trade.version })).body;

export const changeTrade = async (trade: ShiftTrade, body: TradeChange): Promise<ShiftTrade> =>
  (await request<ShiftTrade>('PATCH', `${PATH}/${trade.id}`, { body, ifMatch: trade.version })).body;

/** Decides up to {@link TRADES_AT_ONCE}, each for itself. */
export const changeTrades = async (trades: ShiftTrade[], change: TradeChange): Promise<BulkResult[]> => {
  const body = { trades: trades.map(({ id, version }) => ({ shiftTradeId: id, version, change })) };
  return (await request<{ results: BulkResult[] }>('POST', `${PATH}/state/bulk`, { body })).body.results;
};

export const tradeSettings = (managementUnitId: string): Promise<ShiftTradeSettings> => get(`/management-units/${managementUnitId}/shift-trade-settings`);

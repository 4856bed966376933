import type { ShiftTrade } from '../../api/shiftTrades';

/** What a trade is to an agent. */
export type Side =
  /** Offered to them alone: they take or decline it. */
  | 'toMe'
  /** On the board: anybody may take it. */
  | 'board'
  /** Theirs, and still open. */
  | 'mine'
  /** Agreed to by them, to be decided. */
  | 'agreed'
  /** Done with. */
  | 'over';

export function sideOf(trade: ShiftTrade, agentId: string): Side {
  if (trade.state !== 'Unmatched' && trade.state !== 'Matched') return 'over';
  if (trade.initiatingAgentId === agentId) return 'mine';
  if (trade.state === 'Matched') return 'agreed';
  return trade.receivingAgentId ? 'toMe' : 'board';
}

/** The shift that an agent gives up by a trade, and the one they get; null where there is none, or not yet. */
export function exchangeOf(trade: ShiftTrade, agentId: string): { gives: [string, string] | null; gets: [string, string] | null } {
  const initiating: [string, string] = [trade.initiatingShiftStart, trade.initiatingShiftEnd];
  const receiving: [string, string] | null = trade.receivingShiftStart && trade.receivingShiftEnd ? [trade.receivingShiftStart, trade.receivingShiftEnd] : null;
  return trade.initiatingAgentId === agentId ? { gives: initiating, gets: receiving } : { gives: receiving, gets: initiating };
}

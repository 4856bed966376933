import type { ModificationMetric, NewModification } from '../../api/modifications';
import type { IntervalRange } from '../modifications/range';

/** What was moved in the graph and is not kept yet: single points, or a whole range by percent; never both. */
export interface Moves {
  points: ReadonlyMap<number, number>;
  percent: number;
}

export const NO_MOVES: Moves = { points: new Map(), percent: 0 };

const LEAST_PERCENT = -100;
const MOST_PERCENT = 1_000;

/** Contacts and seconds are told to a tenth. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

export const isPending = (moves: Moves): boolean => moves.points.size > 0 || moves.percent !== 0;

export const holds = (range: IntervalRange | null, interval: number): boolean => range !== null && interval >= range.start && interval <= range.end;

/** Whether a point is moved with its whole range, as it is where a range is chosen and no single point was moved before. */
export const movesRange = (range: IntervalRange | null, moves: Moves, interval: number): boolean => holds(range, interval) && moves.points.size === 0;

/** The values as they would be with the moves. */
export function laidOver(values: number[], range: IntervalRange | null, moves: Moves): number[] {
  if (!isPending(moves)) return values;
  return values.map((value, interval) => moves.points.get(interval) ?? (holds(range, interval) ? Math.max(0, value * (1 + moves.percent / 100)) : value));
}

/** The moves after a point was taken to a value, of which `values` has what it was. */
export function movedTo(moves: Moves, range: IntervalRange | null, values: number[], interval: number, value: number): Moves {
  const was = values[interval];
  if (was === undefined) return moves;
  if (movesRange(range, moves, interval)) return was > 0 ? { ...moves, percent: asPercent((value / was - 1) * 100) } : moves;
  // What was begun with a range goes on with that range, or is kept or discarded first.
  if (moves.percent !== 0) return moves;
  return { ...moves, points: new Map(moves.points).set(interval, rounded(Math.max(0, value))) };
}

/** The moves after an arrow key: a point by steps of its unit, its range by steps of one percent. */
export function nudged(moves: Moves, range: IntervalRange | null, values: number[], interval: number, steps: number): Moves {
  const was = values[interval];
  if (was === undefined) return moves;
  if (movesRange(range, moves, interval)) return { ...moves, percent: asPercent(moves.percent + steps) };
  return movedTo(moves, range, values, interval, (moves.points.get(interval) ?? was) + steps);
}

/** The moves without one point's. */
export function putBack(moves: Moves, interval: number): Moves {
  const points = new Map(moves.points);
  return points.delete(interval) ? { ...moves, points } : { ...moves, percent: 0 };
}

const asPercent = (percent: number): number => Math.min(MOST_PERCENT, Math.max(LEAST_PERCENT, rounded(percent)));

/** The modification that the moves ask for; null while nothing was moved or no reason is given. */
export function modificationOfMoves(moves: Moves, range: IntervalRange | null, metric: ModificationMetric, planningGroupId: string, reason: string): NewModification | null {
  const said = reason.trim();
  if (said === '' || !isPending(moves)) return null;
  const common = { metric, planningGroupIds: [planningGroupId], reason: said };
  if (moves.points.size > 0) {
    const values = [...moves.points].map(([intervalIndex, value]) => ({ intervalIndex, value })).toSorted((left, right) => left.intervalIndex - right.intervalIndex);
    return { ...common, type: 'SetValuesForIntervalSet', values };
  }
  if (range === null) return null;
  return { ...common, type: 'ChangePercentPerInterval', startIntervalIndex: range.start, endIntervalIndex: range.end, value: moves.percent };
}

/** A point of the graph, in its pixels. */
export interface Dot {
  interval: number;
  x: number;
  y: number;
}

/** The dot that a pointer means, within a reach of so many pixels. */
export function nearest(dots: Dot[], x: number, y: number, reach: number): Dot | null {
  let best: Dot | null = null;
  let least = reach;
  for (const dot of dots) {
    const distance = Math.hypot(dot.x - x, dot.y - y);
    if (distance <= least) [best, least] = [dot, distance];
  }
  return best;
}

import type { WeekGrid } from '../../time/weekGrid';
import { MINUTE_MS, pieceEnd, type DeskShift, type Plan } from './plan';

/** Adds what a shift puts on queue to the heads of every interval; `sign` −1 takes it away. A part of an interval counts as that part of a head. */
export function addHeads(heads: Float64Array, shift: DeskShift, grid: WeekGrid, sign: 1 | -1): void {
  const step = grid.intervalMinutes * MINUTE_MS;
  for (const piece of shift.pieces) {
    if (piece.category !== 'OnQueueWork') continue;
    const [start, end] = [piece.start, pieceEnd(piece)];
    const last = Math.min(heads.length - 1, Math.ceil((end - grid.start) / step) - 1);
    for (let interval = Math.max(0, Math.floor((start - grid.start) / step)); interval <= last; interval += 1) {
      const from = grid.start + interval * step;
      heads[interval] = (heads[interval] ?? 0) + (sign * (Math.min(end, from + step) - Math.max(start, from))) / step;
    }
  }
}

/** Agents on queue, one value an interval, as the service counts them. */
export function onQueueHeads(plan: Plan, grid: WeekGrid): Float64Array {
  const heads = new Float64Array(grid.intervals);
  for (const line of plan.values()) for (const shift of line) addHeads(heads, shift, grid, 1);
  return heads;
}

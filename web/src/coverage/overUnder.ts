import type { WeekGrid } from '../time/weekGrid';

export type Fit = 'under' | 'over' | 'fit' | 'closed';

/** Scheduled on queue less required, both counted on the roster (shrinkage included), of one interval. */
export interface Difference {
  interval: number;
  required: number;
  scheduled: number;
  difference: number;
  fit: Fit;
}

/** Half an agent: a share of an interval spent on a break is no gap. */
const TOLERANCE = 0.5;

export function difference(interval: number, required: number, scheduled: number): Difference {
  const over = scheduled - required;
  const closed = required === 0 && scheduled === 0;
  return { interval, required, scheduled, difference: over, fit: closed ? 'closed' : over <= -TOLERANCE ? 'under' : over >= TOLERANCE ? 'over' : 'fit' };
}

export function differences(required: number[], scheduled: number[]): Difference[] {
  return required.map((value, interval) => difference(interval, value, scheduled[interval] ?? 0));
}

/** Where somebody is required or scheduled on any day: the part of the day that a grid of days needs to show. */
export function openSlots(all: Difference[], grid: WeekGrid): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  for (const day of grid.days) {
    for (let slot = 0; slot < day.intervals; slot += 1) {
      if ((all[day.firstInterval + slot]?.fit ?? 'closed') === 'closed') continue;
      first = Math.min(first, slot);
      last = Math.max(last, slot);
    }
  }
  return last < 0 ? [0, Math.max(...grid.days.map((day) => day.intervals))] : [first, last + 1];
}

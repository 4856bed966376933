import { offsetMs, type GridDay, type WeekGrid } from '../time/weekGrid';

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

/** Where an interval stands in a row of a day: under what its clock shows, in a half of that where clocks show it twice. */
export interface Place {
  /** Intervals from midnight, as the clocks count them. */
  slot: number;
  /** Where in the slot it begins, and how much of it it takes. */
  part: 0 | 0.5;
  width: 0.5 | 1;
}

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/** Where the intervals of a day stand, so that nine o'clock is under nine o'clock also after clocks have changed. */
export function placesOf(day: GridDay, grid: WeekGrid): Place[] {
  const slots = Array.from({ length: day.intervals }, (_, index) => index);
  // Asking for a zone's offset is dear, and most days have the usual hours.
  if (day.intervals * grid.intervalMinutes === DAY_MINUTES) return slots.map((slot) => ({ slot, part: 0, width: 1 }));
  const opening = offsetMs(grid.startOf(day.firstInterval), grid.zone);
  const step = grid.intervalMinutes * MINUTE_MS;
  const shown = slots.map((index) => index + Math.round((offsetMs(grid.startOf(day.firstInterval + index), grid.zone) - opening) / step));
  return shown.map((slot, index) => {
    if (shown.indexOf(slot) < index) return { slot, part: 0.5, width: 0.5 };
    return { slot, part: 0, width: shown.lastIndexOf(slot) > index ? 0.5 : 1 };
  });
}

/** Where somebody is required or scheduled on any day: the part of the day that a grid of days needs to show. */
export function openSlots(all: Difference[], grid: WeekGrid, places: ReadonlyMap<string, readonly Place[]>): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  for (const day of grid.days) {
    for (const [index, { slot }] of (places.get(day.date) ?? []).entries()) {
      if ((all[day.firstInterval + index]?.fit ?? 'closed') === 'closed') continue;
      first = Math.min(first, slot);
      last = Math.max(last, slot);
    }
  }
  return last < 0 ? [0, Math.max(...grid.days.map((day) => day.intervals))] : [first, last + 1];
}

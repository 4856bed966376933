import type { Granularity } from '../../api/modifications';
import { clocksOf } from '../../time/localClock';
import type { WeekGrid } from '../../time/weekGrid';

/** Intervals of a forecast, both ends included. */
export interface IntervalRange {
  start: number;
  end: number;
}

/** The local clock at the start of every interval and at the end of the last, as `datetime-local` fields write it. */
export function localClocks(grid: WeekGrid): string[] {
  const clock = clocksOf(grid.zone);
  return Array.from({ length: grid.intervals + 1 }, (_, index) => clock(grid.startOf(index)));
}

/**
 * The intervals that start from one local time up to another, exclusive; null where there are none. An hour that clocks
 * show twice belongs to the range with both its passes.
 */
export function rangeOf(clocks: string[], from: string, to: string): IntervalRange | null {
  const starts = clocks.slice(0, -1);
  const start = starts.findIndex((clock) => clock >= from);
  const end = starts.findLastIndex((clock) => clock < to);
  return from === '' || to === '' || start < 0 || end < start ? null : { start, end };
}

/** The first intervals of the hours, days or weeks that start within a range. */
export function periodStarts(grid: WeekGrid, granularity: Granularity, range: IntervalRange): number[] {
  const starts = grid.days.flatMap((day, index) => {
    if (granularity === 'P1W') return index % 7 === 0 ? [day.firstInterval] : [];
    if (granularity === 'P1D') return [day.firstInterval];
    const length = 60 / grid.intervalMinutes;
    return Array.from({ length: Math.ceil(day.intervals / length) }, (_, hour) => day.firstInterval + hour * length);
  });
  return starts.filter((index) => index >= range.start && index <= range.end);
}

/** The interval after the last of the period that starts here. */
export function periodEnd(grid: WeekGrid, granularity: Granularity, start: number): number {
  return periodStarts(grid, granularity, { start: start + 1, end: grid.intervals })[0] ?? grid.intervals;
}

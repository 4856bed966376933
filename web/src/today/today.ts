import type { NewModification } from '../api/modifications';
import type { GroupReforecast } from '../api/reforecast';
import type { WeekGrid } from '../time/weekGrid';

/** A running day in a few figures, in contacts. */
export interface DayFigures {
  /** What came. */
  came: number;
  /** What was told for the intervals of which it is known what came. */
  toldOfCame: number;
  /** What was told for the whole day. */
  toldInAll: number;
  /** What came, and what is told now for the intervals of which nothing is known. */
  nowInAll: number;
}

export function dayFigures(group: GroupReforecast): DayFigures {
  const figures: DayFigures = { came: 0, toldOfCame: 0, toldInAll: 0, nowInAll: 0 };
  for (const one of group.intervals) {
    figures.toldInAll += one.forecast;
    figures.nowInAll += one.actual ?? one.reforecast;
    if (one.actual === undefined) continue;
    figures.came += one.actual;
    figures.toldOfCame += one.forecast;
  }
  return figures;
}

/** By how many percent one count differs from another; null where that is none. */
export const percentBetween = (from: number, to: number): number | null => (from > 0 ? 100 * (to / from - 1) : null);

/** The place in the day of the first interval after the last one observed. */
export function restStart(group: GroupReforecast): number {
  const until = Date.parse(group.observedUntil);
  const first = group.intervals.findIndex((one) => Date.parse(one.startDate) >= until);
  return first < 0 ? group.intervals.length : first;
}

/** The stretch of the day, half-open, outside of which nothing was told, nothing is told and nothing came. */
export function openStretch(group: GroupReforecast): [number, number] {
  const busy = group.intervals.map((one) => one.forecast > 0 || one.reforecast > 0 || (one.actual ?? 0) > 0);
  const first = busy.indexOf(true);
  return first < 0 ? [0, group.intervals.length] : [first, busy.lastIndexOf(true) + 1];
}

/** Thousandths of a contact are more than anybody plans by. */
const rounded = (contacts: number): number => Math.round(contacts * 1_000) / 1_000;

/** The modification that makes a forecast say for the rest of the day what is told now; null where no rest is left. */
export function takenOver(group: GroupReforecast, grid: WeekGrid, reason: string): NewModification | null {
  const step = grid.intervalMinutes * 60_000;
  const values = group.intervals.slice(restStart(group)).map((one) => ({
    intervalIndex: Math.round((Date.parse(one.startDate) - grid.start) / step), value: rounded(one.reforecast),
  }));
  if (values.length === 0) return null;
  return { type: 'SetValuesForIntervalSet', metric: 'Offered', planningGroupIds: [group.planningGroupId], values, reason };
}

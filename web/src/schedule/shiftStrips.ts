import type { ActivityCategory } from '../api/organisation';
import type { ShiftChange } from '../api/scheduleEdits';
import type { Shift } from '../api/schedules';

/** One activity in a strip; places are shares of the strip's width. */
export interface Strip {
  left: number;
  width: number;
  category: ActivityCategory;
  startDate: string;
  lengthMinutes: number;
}

const MINUTE_MS = 60_000;
const end = (shift: Shift) => Date.parse(shift.startDate) + shift.lengthMinutes * MINUTE_MS;

/** From the first start to the last end of all shifts before and after: one scale for all strips. */
export function spanOf(changes: readonly ShiftChange[]): [number, number] {
  const shifts = changes.flatMap((one) => [one.before, one.after].filter((shift) => shift !== null));
  if (shifts.length === 0) return [0, 0];
  return [Math.min(...shifts.map((one) => Date.parse(one.startDate))), Math.max(...shifts.map(end))];
}

export function stripsOf(shift: Shift | null, [from, to]: [number, number]): Strip[] {
  if (!shift || to <= from) return [];
  return shift.activities.map((one) => ({
    left: (Date.parse(one.startDate) - from) / (to - from),
    width: (one.lengthMinutes * MINUTE_MS) / (to - from),
    category: one.category,
    startDate: one.startDate,
    lengthMinutes: one.lengthMinutes,
  }));
}

/** Activities of the one that the other does not have at that time. */
export function onlyIn(strips: readonly Strip[], other: readonly Strip[]): Strip[] {
  return strips.filter((one) => !other.some((same) => same.startDate === one.startDate && same.lengthMinutes === one.lengthMinutes && same.category === one.category));
}

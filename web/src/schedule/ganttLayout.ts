import type { ActivityCategory } from '../api/organisation';
import type { Shift } from '../api/schedules';

const MINUTE_MS = 60_000;

/** The stretch of time a Gantt shows, and how wide it is. */
export interface TimeWindow {
  from: number;
  to: number;
  width: number;
}

export interface Bar {
  x: number;
  width: number;
}

export interface ActivityBar extends Bar {
  category: ActivityCategory;
  activityCodeId: string;
  start: number;
  end: number;
}

/** Where a stretch of time lies in the window; null outside it. */
export function bar(start: number, end: number, window: TimeWindow): Bar | null {
  if (end <= window.from || start >= window.to) return null;
  const scale = window.width / (window.to - window.from);
  const x = (Math.max(start, window.from) - window.from) * scale;
  return { x, width: (Math.min(end, window.to) - window.from) * scale - x };
}

export const shiftEnd = (shift: Shift): number => Date.parse(shift.startDate) + shift.lengthMinutes * MINUTE_MS;

/** A shift's activities in the window, in the order of time. */
export function activityBars(shift: Shift, window: TimeWindow): ActivityBar[] {
  return shift.activities
    .map((one) => ({ one, start: Date.parse(one.startDate), end: Date.parse(one.startDate) + one.lengthMinutes * MINUTE_MS }))
    .sort((left, right) => left.start - right.start)
    .flatMap(({ one, start, end }) => {
      const place = bar(start, end, window);
      return place ? [{ ...place, category: one.category, activityCodeId: one.activityCodeId, start, end }] : [];
    });
}

/** The rows that can be seen, with a few more on either side; half-open. */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, count: number): [number, number] {
  const SPARE = 6;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
  return [Math.min(first, count), Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + SPARE)];
}

/** The hours of a window that hold all shifts, whole hours, so that a night without work takes no room. */
export function trimmed(shifts: Shift[], from: number, to: number): [number, number] {
  const HOUR = 3_600_000;
  let [first, last] = [to, from];
  for (const shift of shifts) {
    const [start, end] = [Date.parse(shift.startDate), shiftEnd(shift)];
    if (end <= from || start >= to) continue;
    first = Math.min(first, Math.max(start, from));
    last = Math.max(last, Math.min(end, to));
  }
  if (first >= last) return [from, to];
  return [from + Math.floor((first - from) / HOUR) * HOUR, Math.min(to, from + Math.ceil((last - from) / HOUR) * HOUR)];
}

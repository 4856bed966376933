import { expect, test } from 'vitest';
import type { Shift } from '../api/schedules';
import { activityBars, bar, trimmed, visibleRows } from './ganttLayout';

const MIDNIGHT = Date.parse('2026-11-23T00:00:00Z');
const HOUR = 3_600_000;
const day = { from: MIDNIGHT, to: MIDNIGHT + 24 * HOUR, width: 240 };

const shift: Shift = {
  id: 's', startDate: '2026-11-23T08:00:00Z', lengthMinutes: 480,
  activities: [
    { activityCodeId: 'm', startDate: '2026-11-23T12:00:00Z', lengthMinutes: 60, paid: false, category: 'Meal' },
    { activityCodeId: 'w', startDate: '2026-11-23T08:00:00Z', lengthMinutes: 240, paid: true, category: 'OnQueueWork' },
  ],
};

test('a bar lies where its time lies, and is cut at the edges of the window', () => {
  expect(bar(MIDNIGHT + 6 * HOUR, MIDNIGHT + 12 * HOUR, day)).toEqual({ x: 60, width: 60 });
  expect(bar(MIDNIGHT - 2 * HOUR, MIDNIGHT + 3 * HOUR, day)).toEqual({ x: 0, width: 30 });
  expect(bar(MIDNIGHT + 24 * HOUR, MIDNIGHT + 30 * HOUR, day)).toBeNull();
});

test('activities come in the order of time, whatever the order of the answer', () => {
  expect(activityBars(shift, day).map((one) => [one.category, one.x, one.width])).toEqual([['OnQueueWork', 80, 40], ['Meal', 120, 10]]);
});

test('of 500 agents only those in sight are drawn', () => {
  const [first, last] = visibleRows(2_600, 520, 26, 500);
  expect([first, last]).toEqual([94, 126]);
  expect(visibleRows(0, 520, 26, 3)).toEqual([0, 3]);
});

test('a day is shown from the first shift to the last, in whole hours', () => {
  expect(trimmed([shift], day.from, day.to)).toEqual([MIDNIGHT + 8 * HOUR, MIDNIGHT + 16 * HOUR]);
  expect(trimmed([], day.from, day.to)).toEqual([day.from, day.to]);
});

import { expect, test } from 'vitest';
import { WeekGrid, midnight, weekStart } from './weekGrid';

test('a week with a spring change has a day of 23 hours, as the service cuts it', () => {
  const grid = new WeekGrid('2026-03-23', 'Europe/Berlin', 30);
  expect(grid.days.map((day) => day.intervals)).toEqual([48, 48, 48, 48, 48, 48, 46]);
  expect(grid.intervals).toBe(7 * 48 - 2);
});

test('a week with an autumn change has a day of 25 hours', () => {
  const grid = new WeekGrid('2026-10-26', 'America/New_York', 15);
  expect(grid.days[6]?.intervals).toBe(100);
  expect(grid.dayOf(7 * 96)?.date).toBe('2026-11-01');
});

test('a day begins when the clocks land where they jump over midnight', () => {
  expect(new Date(midnight('2024-09-08', 'America/Santiago')).toISOString()).toBe('2024-09-08T04:00:00.000Z');
});

test('midnight is right where the zone is far from UTC', () => {
  expect(new Date(midnight('2026-11-22', 'Asia/Shanghai')).toISOString()).toBe('2026-11-21T16:00:00.000Z');
  expect(new Date(midnight('2026-11-22', 'Pacific/Auckland')).toISOString()).toBe('2026-11-21T11:00:00.000Z');
});

test('a week starts on the first day of its business unit', () => {
  expect(weekStart('2026-11-22', 'Monday')).toBe('2026-11-16');
  expect(weekStart('2026-11-22', 'sun')).toBe('2026-11-22');
  expect(weekStart('2026-11-22', 'Mon')).toBe('2026-11-16');
});

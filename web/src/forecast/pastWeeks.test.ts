import { expect, test } from 'vitest';
import { WeekGrid } from '../time/weekGrid';
import { layOver } from './pastWeeks';

const at = (startAt: string, offered: number, averageHandleTimeSeconds: number | null = null) => ({
  startAt, intervalMinutes: 60, offered, handled: offered, abandoned: 0, averageHandleTimeSeconds,
});

test('nine o’clock stays nine o’clock across a clock change', () => {
  const before = new WeekGrid('2026-03-23', 'Europe/Berlin', 60);
  const after = new WeekGrid('2026-03-30', 'Europe/Berlin', 60);
  // Sunday the 29th at 09:00 summer time.
  const laid = layOver([at('2026-03-29T07:00:00Z', 12)], before, after);
  expect(laid.offered.findIndex((value) => value === 12)).toBe(6 * 24 + 8);
  expect(laid.offered).toHaveLength(168);
});

test('queues add up, and their handle times weigh by contacts', () => {
  const grid = new WeekGrid('2026-11-16', 'UTC', 60);
  const laid = layOver([at('2026-11-16T08:00:00Z', 30, 200), at('2026-11-16T08:00:00Z', 10, 400)], grid, grid);
  expect(laid.offered[8]).toBe(40);
  expect(laid.averageHandleTimeSeconds[8]).toBe(250);
  expect(laid.offered[9]).toBeNull();
});

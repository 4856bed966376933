import { expect, test } from 'vitest';
import { WeekGrid } from '../time/weekGrid';
import { markedDays } from './overlays.svelte';

test('days of the calendar are marked over the whole local day, several names of a date together, and no others', () => {
  const grid = new WeekGrid('2026-11-30', 'Asia/Shanghai', 30);
  const days = [{ date: '2026-12-02', name: 'Billing day' }, { date: '2026-12-02', name: 'Fair' }, { date: '2026-12-25', name: 'Christmas Day' }];
  expect(markedDays(days, grid)).toEqual([
    { name: 'Billing day · Fair', start: Date.parse('2026-12-01T16:00:00Z') / 1_000, end: Date.parse('2026-12-02T16:00:00Z') / 1_000 },
  ]);
});

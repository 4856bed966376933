import { expect, test } from 'vitest';
import type { GroupForecast } from '../api/forecasts';
import { WeekGrid } from '../time/weekGrid';
import { dailyTotals } from './dailyTotals';

const grid = new WeekGrid('2026-11-16', 'UTC', 30);
const series = (...head: number[]) => [...head, ...new Array<number>(grid.intervals - head.length).fill(0)];
const volumes = (planningGroupId: string, offeredPerInterval: number[]) => ({ planningGroupId, offeredPerInterval }) as GroupForecast;
const start = { referenceStartDate: '2026-11-16T00:00:00Z' };

test('over in one interval does not make up for under in another', () => {
  const group = { planningGroupId: 'g', required: series(4, 4), scheduled: series(6, 2) };
  expect(dailyTotals(grid, [group], [], start)[0]).toMatchObject({ requiredHours: 4, scheduledHours: 4, overHours: 1, underHours: 1 });
});

test('intervals weigh by their contacts and an endless queue counts as nobody answered in time', () => {
  const group = { planningGroupId: 'g', required: series(4, 4), scheduled: series(4, 1), serviceLevelPerInterval: [0.8, null] };
  expect(dailyTotals(grid, [group], [volumes('g', series(30, 10))], start)[0]?.predictedServiceLevel).toBeCloseTo(0.6);
});

test('a group without a service-level goal says nothing of the service level', () => {
  const group = { planningGroupId: 'g', required: series(4), scheduled: series(4), serviceLevelPerInterval: [null, null] };
  expect(dailyTotals(grid, [group], [volumes('g', series(30))], start)[0]).toMatchObject({ volume: 30, predictedServiceLevel: null });
});

test('volumes are read where the schedule’s week lies in a longer forecast', () => {
  const late = { referenceStartDate: '2026-11-09T00:00:00Z' };
  const offered = new Array<number>(2 * grid.intervals).fill(0);
  offered[grid.intervals] = 7;
  expect(dailyTotals(grid, [{ planningGroupId: 'g', required: series() }], [volumes('g', offered)], late)[0]?.volume).toBe(7);
});

import { expect, test } from 'vitest';
import { WeekGrid } from '../time/weekGrid';
import { busyHours, dearest, highestOf, hoursOf, sumOf, unusedIn, unusedInAll } from './board';

const berlin = (week: string) => new WeekGrid(week, 'Europe/Berlin', 30);
const dayOf = (grid: WeekGrid, date: string) => grid.days.find((one) => one.date === date)!;
const clock = (start: number, zone: string) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(start);

test('a day has its 24 hours, each of two half hours', () => {
  const grid = berlin('2026-03-23');
  const hours = hoursOf(grid, dayOf(grid, '2026-03-24'));
  expect(hours.map((hour) => hour.intervals)).toEqual(Array(24).fill(2));
  expect(clock(hours[9]!.start, grid.zone)).toBe('09:00');
});

test('an hour that the clocks jump over is not there, and one that comes twice is two', () => {
  const spring = berlin('2026-03-23');
  const autumn = berlin('2026-10-19');
  expect(hoursOf(spring, dayOf(spring, '2026-03-29')).map((hour) => clock(hour.start, spring.zone))).not.toContain('02:00');
  expect(hoursOf(autumn, dayOf(autumn, '2026-10-25')).filter((hour) => clock(hour.start, autumn.zone) === '02:00')).toHaveLength(2);
});

test('hours are those of the clock also where it stands half an hour from UTC', () => {
  const grid = new WeekGrid('2026-03-23', 'Asia/Kolkata', 15);
  expect(hoursOf(grid, grid.days[0]!).every((hour) => clock(hour.start, grid.zone).endsWith(':00') && hour.intervals === 4)).toBe(true);
});

const grid = new WeekGrid('2026-03-23', 'Etc/UTC', 30);
const series = (values: Record<number, number>) => Array.from({ length: grid.intervals }, (_, index) => values[index] ?? 0);
const allocation = {
  campaigns: [{ minutesPerInterval: series({ 18: 20, 19: 10 }) }],
  planningGroups: [{ planningGroupId: 'g', surplusMinutesPerInterval: series({ 18: 30, 19: 10, 40: 5 }), pricesPerInterval: series({ 18: 0.5, 19: 1.25 }) }],
} as unknown as Parameters<typeof unusedIn>[0] & Parameters<typeof dearest>[0];

test('minutes of an hour are summed, of its prices the highest counts', () => {
  const nine = hoursOf(grid, grid.days[0]!)[9]!;
  expect(sumOf(allocation.campaigns[0]!.minutesPerInterval, nine)).toBe(30);
  expect(highestOf(allocation.planningGroups[0]!.pricesPerInterval, nine)).toBe(1.25);
  expect(unusedIn(allocation, nine)).toBe(10);
  expect(unusedInAll(allocation)).toBe(15);
});

test('hours without surplus and without minutes are left out', () => {
  expect(busyHours(allocation, hoursOf(grid, grid.days[0]!)).map((hour) => clock(hour.start, 'UTC'))).toEqual(['09:00', '20:00']);
});

test('prices are told an agent-hour, the dearest first, unless the service tells them itself', () => {
  expect(dearest(allocation, grid)).toEqual([{ kind: 'agentHour', planningGroupId: 'g', campaignId: null, at: '2026-03-23T09:00:00.000Z', price: 75, furtherTimes: 0 }]);
  const told = [{ kind: 'budget' as const, planningGroupId: null, campaignId: 'c', at: null, price: 3, text: '' }];
  expect(dearest({ ...allocation, prices: told }, grid)).toEqual([{ kind: 'budget', planningGroupId: null, campaignId: 'c', at: null, price: 3, furtherTimes: 0 }]);
});

test('the same price at several times is told once, with how many more there are', () => {
  const at = (hour: number) => ({ kind: 'agentHour' as const, planningGroupId: 'g', campaignId: null, at: `2026-03-23T${hour}:00:00Z`, price: 96, text: '' });
  expect(dearest({ ...allocation, prices: [at(10), at(11), at(12), { ...at(13), planningGroupId: 'h' }] }, grid).map((one) => [one.planningGroupId, one.at, one.furtherTimes])).toEqual([
    ['g', '2026-03-23T10:00:00Z', 2],
    ['h', '2026-03-23T13:00:00Z', 0],
  ]);
});

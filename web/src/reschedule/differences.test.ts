import { expect, test } from 'vitest';
import type { ShiftChange } from '../api/scheduleEdits';
import type { HeadcountForecast, Shift } from '../api/schedules';
import { WeekGrid } from '../time/weekGrid';
import { coverageOf, dayCoverage } from './coverage';
import { absencesIn, changesByDay, movesOf, sortOf } from './differences';

const shift = (startDate: string, ...parts: [string, number][]): Shift => {
  let at = Date.parse(startDate);
  const activities = parts.map(([category, lengthMinutes]) => {
    const start = new Date(at).toISOString();
    at += lengthMinutes * 60_000;
    return { activityCodeId: category, startDate: start, lengthMinutes, paid: true, category: category as Shift['activities'][number]['category'] };
  });
  return { id: 's', startDate, lengthMinutes: parts.reduce((sum, [, minutes]) => sum + minutes, 0), activities };
};

const DAY = '2026-11-30T';
const sick: ShiftChange = { agentId: 'a', change: 'activitiesChanged', before: shift(`${DAY}08:00:00Z`, ['OnQueueWork', 60]), after: shift(`${DAY}08:00:00Z`, ['TimeOff', 60]) };
const later: ShiftChange = {
  agentId: 'b', change: 'activitiesChanged', before: shift(`${DAY}08:00:00Z`, ['OnQueueWork', 60], ['Break', 15], ['OnQueueWork', 45]), after: shift(`${DAY}08:00:00Z`, ['OnQueueWork', 90], ['Break', 15], ['OnQueueWork', 15]),
};
const moved: ShiftChange = { agentId: 'c', change: 'moved', before: shift(`${DAY}09:00:00Z`, ['OnQueueWork', 60]), after: shift(`${DAY}08:00:00Z`, ['OnQueueWork', 60]) };

test('a shift that becomes time off is an absence, a moved one is moved', () => {
  expect([sick, later, moved].map(sortOf)).toEqual(['absence', 'activitiesChanged', 'moved']);
});

test('a day away is one stretch, whatever the shift was made of', () => {
  const day = shift(`${DAY}08:00:00Z`, ['TimeOff', 60], ['TimeOff', 15], ['OnQueueWork', 15], ['TimeOff', 30]);
  expect(absencesIn(day).map((one) => [one.startDate, one.lengthMinutes])).toEqual([['2026-11-30T08:00:00.000Z', 75], ['2026-11-30T09:30:00.000Z', 30]]);
});

test('a break that moved is told from where to where', () => {
  expect(movesOf(later).map((one) => [one.category, one.from?.startDate, one.to?.startDate])).toEqual([['Break', '2026-11-30T09:00:00.000Z', '2026-11-30T09:30:00.000Z']]);
  expect(movesOf(moved)).toEqual([]);
});

test('days come in order, and on each the absences first', () => {
  const tomorrow: ShiftChange = { agentId: 'a', change: 'added', before: null, after: shift('2026-12-01T08:00:00Z', ['OnQueueWork', 60]) };
  const days = changesByDay([tomorrow, moved, later, sick], 'UTC', (id) => id);
  expect(days.map((one) => [one.date, one.changes.map((change) => change.agentId)])).toEqual([['2026-11-30', ['a', 'b', 'c']], ['2026-12-01', ['a']]]);
});

test('heads are told as planned, with the absence, and with what is planned around it, also once it is applied', () => {
  const grid = new WeekGrid('2026-11-30', 'UTC', 60);
  const heads = (at8: number, at9: number) => Array.from({ length: grid.intervals }, (_, interval) => (interval === 8 ? at8 : interval === 9 ? at9 : 0));
  const headcount = (onQueue: number[]): HeadcountForecast => ({
    onQueuePerInterval: onQueue, planningGroups: [{ planningGroupId: 'g', required: heads(2, 1), requiredWithoutShrinkage: [], scheduled: [], serviceLevelPerInterval: [] }],
  });
  const found = coverageOf(headcount(heads(2, 2)), [sick, moved], grid, false);
  expect([found.asPlanned[8], found.before[8], found.after[8]]).toEqual([2, 1, 2]);
  expect([found.asPlanned[9], found.before[9], found.after[9]]).toEqual([2, 2, 1]);
  const monday = grid.days[0] ?? { firstInterval: 0, intervals: 0 };
  expect(dayCoverage(found, 'before', monday, 60)).toEqual({ missing: 1, spare: 1 });
  expect(dayCoverage(found, 'after', monday, 60)).toEqual({ missing: 0, spare: 0 });
  expect(coverageOf(headcount(heads(2, 1)), [sick, moved], grid, true)).toEqual(found);
});

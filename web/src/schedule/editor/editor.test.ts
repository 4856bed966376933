import { expect, test } from 'vitest';
import type { Agent } from '../../api/organisation';
import type { Fault } from '../../api/problem';
import type { ValidationResult } from '../../api/scheduleEdits';
import { WeekGrid } from '../../time/weekGrid';
import { clockFrom } from './clockFrom';
import { EVERYBODY, inUse, matching, type Directory } from './filters';
import { addHeads, onQueueHeads } from './heads';
import { daysShown } from './span';
import { shift } from './testing';
import { flagsOf } from './verdict';

const agent = (id: string, teamId: string, skills: string[]): Agent => ({
  id, name: id, managementUnitId: 'm', active: true, teamId, workPlanId: 'full', skills: skills.map((skillId) => ({ skillId, proficiency: 3 })),
});
const directory: Directory = {
  agents: [agent('Ann', 'north', ['cards']), agent('Bo', 'south', ['cards', 'loans']), agent('Cy', 'south', [])],
  teams: [{ id: 'north', name: 'North', managementUnitId: 'm', version: 1 }, { id: 'south', name: 'South', managementUnitId: 'm', version: 1 }, { id: 'empty', name: 'Empty', managementUnitId: 'm', version: 1 }],
  skills: [{ id: 'cards', name: 'Cards', version: 1 }, { id: 'loans', name: 'Loans', version: 1 }, { id: 'other', name: 'Other', version: 1 }],
  plans: [{ id: 'full', name: 'Full time', enabled: true }],
};
const rows = directory.agents.map(({ id }) => ({ agentId: id, name: id }));
const names = (wanted: Partial<typeof EVERYBODY>) => matching(rows, { ...EVERYBODY, ...wanted }, directory).map((row) => row.name);

test('an agent matches every filter that is set', () => {
  expect(names({})).toEqual(['Ann', 'Bo', 'Cy']);
  expect(names({ skill: 'cards', team: 'south' })).toEqual(['Bo']);
  expect(names({ name: ' AN' })).toEqual(['Ann']);
  expect(names({ plan: 'part' })).toEqual([]);
});

test('filters offer only what somebody in the schedule has', () => {
  const found = inUse(directory, new Set(['Ann', 'Bo']));
  expect(found.teams.map((one) => one.id)).toEqual(['north', 'south']);
  expect(found.skills.map((one) => one.id)).toEqual(['cards', 'loans']);
});

test('heads are on queue for the part of an interval that they are, and breaks are none', () => {
  const grid = new WeekGrid('2026-06-01', 'UTC', 30);
  const plan = new Map([['a', [shift('s', '2026-06-01T08:15Z', 'work 30, break 15, work 30')]]]);
  const heads = onQueueHeads(plan, grid);
  expect([...heads.slice(16, 20)]).toEqual([0.5, 0.5, 1, 0]);
  addHeads(heads, shift('s', '2026-06-01T08:15Z', 'work 30, break 15, work 30'), grid, -1);
  expect(heads.every((value) => value === 0)).toBe(true);
});

test('what juts out of the schedule’s weeks counts within them', () => {
  const grid = new WeekGrid('2026-06-01', 'UTC', 60);
  const heads = onQueueHeads(new Map([['a', [shift('s', '2026-06-07T22:00Z', 'work 480')]]]), grid);
  expect([...heads.slice(-3)]).toEqual([0, 1, 1]);
});

test('a rule flags what was changed of its day, and an impossible place outranks it', () => {
  const line = [shift('early', '2026-06-01T06:00Z', 'work 480'), shift('late', '2026-06-02T14:00Z', 'work 480')];
  const result = (severity: 'ERROR' | 'WARNING', date: string, standsAlready = false): ValidationResult => ({ severity, code: 'minimumRest', agentId: 'a', date, startDate: null, detail: '', standsAlready });
  const flags = (results: ValidationResult[], changed: string[], faults: Fault[] = [], pointers = new Map<string, string>()) => [...flagsOf(results, faults, pointers, () => line, new Set(changed), 'UTC')];
  expect(flags([result('WARNING', '2026-06-01'), result('ERROR', '2026-06-01')], ['early', 'late'])).toEqual([['early', 'error']]);
  expect(flags([result('ERROR', '2026-06-01', true)], ['early'])).toEqual([]);
  const fault = { pointer: '/agentSchedules/0/shifts/0/startDate', code: 'overlapping', detail: '' };
  expect(flags([result('WARNING', '2026-06-02')], ['late'], [fault], new Map([['/agentSchedules/0/shifts/0', 'late']]))).toEqual([['late', 'impossible']]);
});

test('a rule of a day that was not changed flags what was: the cause', () => {
  const line = [shift('early', '2026-06-01T06:00Z', 'work 480'), shift('late', '2026-06-03T14:00Z', 'work 600')];
  const weekly: ValidationResult = { severity: 'ERROR', code: 'paidMinutesPerWeek', agentId: 'a', date: '2026-06-01', startDate: null, detail: '', standsAlready: false };
  expect([...flagsOf([weekly], [], new Map(), () => line, new Set(['late']), 'UTC')]).toEqual([['late', 'error']]);
});

test('a typed time is the next one on the clock, over midnight too', () => {
  const from = Date.parse('2026-06-01T20:00:00Z');
  expect(clockFrom('23:30', from, 'UTC')).toBe(Date.parse('2026-06-01T23:30:00Z'));
  expect(clockFrom('0630', from, 'UTC')).toBe(Date.parse('2026-06-02T06:30:00Z'));
  expect(clockFrom('25:00', from, 'UTC')).toBeNull();
  expect(clockFrom('late', from, 'UTC')).toBeNull();
});

test('where clocks go back, a typed time is the second pass once the first is over', () => {
  const secondTwo = Date.parse('2026-10-25T01:00:00Z');
  expect(clockFrom('02:30', secondTwo, 'Europe/Berlin')).toBe(Date.parse('2026-10-25T01:30:00Z'));
  expect(clockFrom('02:30', Date.parse('2026-10-24T22:00:00Z'), 'Europe/Berlin')).toBe(Date.parse('2026-10-25T00:30:00Z'));
  expect(clockFrom('01:30', secondTwo, 'Europe/Berlin')).toBe(Date.parse('2026-10-26T00:30:00Z'));
});

test('a schedule of two weeks shows one day, one week or all', () => {
  const grid = new WeekGrid('2026-06-01', 'UTC', 60, 2);
  expect(daysShown(grid, '2026-06-08', null, null).map((day) => day.date)).toEqual(grid.days.slice(7).map((day) => day.date));
  expect(daysShown(grid, '2026-06-08', null, 'all').length).toBe(14);
  expect(daysShown(grid, '2026-06-08', '2026-06-10', null).length).toBe(1);
  expect(daysShown(grid, '2026-07-06', null, null).length).toBe(14);
});

import { expect, test, vi } from 'vitest';
import type { AgentSchedule, Schedule, Shift, ShiftActivity } from '../../api/schedules';
import { WeekGrid, localDate } from '../../time/weekGrid';
import { Desk } from './desk.svelte';
import { Hands } from './hands.svelte';
import { told } from './testing';

vi.mock('../../api/scheduleEdits');
vi.mock('../../api/schedules');
vi.useFakeTimers();
vi.stubGlobal('localStorage', { getItem: () => null });

const schedule = { id: 's', businessUnitId: 'u', weekDate: '2026-06-01', version: 1, state: 'draft' } as Schedule;
const activity = (category: ShiftActivity['category'], startDate: string, lengthMinutes: number): ShiftActivity => ({ activityCodeId: category === 'Break' ? 'break' : 'work', startDate, lengthMinutes, paid: true, category });

/** Eight hours from ten in the evening. */
const night = (id: string, date: string, activities: ShiftActivity[]): Shift => ({ id, startDate: `${date}T22:00:00Z`, lengthMinutes: 480, activities });
const ann: AgentSchedule = {
  agentId: 'a',
  name: 'Ann',
  shifts: [
    night('first', '2026-06-01', [activity('OnQueueWork', '2026-06-01T22:00:00Z', 240), activity('Break', '2026-06-02T02:00:00Z', 15), activity('OnQueueWork', '2026-06-02T02:15:00Z', 225)]),
    night('second', '2026-06-03', [activity('OnQueueWork', '2026-06-03T22:00:00Z', 480)]),
  ],
};

const handsIn = (zone: string) => new Hands(new Desk(schedule, [ann]), new WeekGrid('2026-06-01', zone, 15), [], () => true);

test('a break after midnight is pasted after midnight into another night', () => {
  const hands = handsIn('UTC');
  hands.select('a', 'first', 1);
  expect(hands.copy()).toBe(true);
  hands.select('a', 'second');
  hands.paste();
  const line = hands.desk.line('a')[1];
  expect(line && told(line)).toBe('22:00 work 240, break 15, work 225');
});

test('what a rule says of a day leads to that day of the site', () => {
  const hands = handsIn('Pacific/Auckland');
  hands.show({ agentId: 'a', startDate: null, date: '2026-06-05' });
  expect(localDate(hands.cursor?.at ?? 0, 'Pacific/Auckland')).toBe('2026-06-05');
});

test('what a rule says of no day leads to its agent, where the cursor is', () => {
  const hands = handsIn('Pacific/Auckland');
  hands.show({ agentId: 'a', startDate: null, date: null });
  expect(hands.cursor).toEqual({ agentId: 'a', at: Date.parse('2026-06-01T00:00:00Z') });
  hands.show({ agentId: 'a', startDate: '2026-06-03T22:00:00Z', date: '2026-06-04' });
  hands.show({ agentId: 'a', startDate: null, date: null });
  expect(hands.cursor?.at).toBe(Date.parse('2026-06-03T22:00:00Z'));
});

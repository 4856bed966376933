import { expect, test } from 'vitest';
import type { ShiftChange } from '../api/scheduleEdits';
import type { Shift } from '../api/schedules';
import { onlyIn, spanOf, stripsOf } from './shiftStrips';

const shift = (startDate: string, ...parts: [string, number][]): Shift => {
  let at = Date.parse(startDate);
  const activities = parts.map(([category, lengthMinutes]) => {
    const start = new Date(at).toISOString();
    at += lengthMinutes * 60_000;
    return { activityCodeId: category, startDate: start, lengthMinutes, paid: true, category: category as Shift['activities'][number]['category'] };
  });
  return { id: 's', startDate, lengthMinutes: parts.reduce((sum, [, minutes]) => sum + minutes, 0), activities };
};

const before = shift('2026-11-30T08:00:00Z', ['OnQueueWork', 60], ['Break', 15], ['OnQueueWork', 45]);
const after = shift('2026-11-30T08:00:00Z', ['OnQueueWork', 90], ['Break', 15], ['OnQueueWork', 15]);
const change: ShiftChange = { agentId: 'a', change: 'activitiesChanged', before, after };

test('one scale holds all shifts, before and after', () => {
  const later: ShiftChange = { agentId: 'b', change: 'added', before: null, after: shift('2026-11-30T09:00:00Z', ['OnQueueWork', 120]) };
  expect(spanOf([change, later])).toEqual([Date.parse('2026-11-30T08:00:00Z'), Date.parse('2026-11-30T11:00:00Z')]);
  expect(spanOf([])).toEqual([0, 0]);
});

test('an activity lies where its time lies', () => {
  expect(stripsOf(before, spanOf([change]))[1]).toMatchObject({ category: 'Break', left: 0.5, width: 0.125 });
  expect(stripsOf(null, spanOf([change]))).toEqual([]);
});

test('what is only after is what was moved there', () => {
  const [was, is] = [stripsOf(before, spanOf([change])), stripsOf(after, spanOf([change]))];
  expect(onlyIn(is, was).filter((one) => one.category === 'Break').map((one) => one.startDate)).toEqual(['2026-11-30T09:30:00.000Z']);
});

import { expect, test } from 'vitest';
import { differences, planOf, requestOf, toDesk, withLine, type Plan } from './plan';
import { shift } from './testing';

const early = shift('early', '2026-06-01T06:00Z', 'work 240, break 15, work 225');
const late = shift('late', '2026-06-02T14:00Z', 'work 480');
const base: Plan = new Map([['a', [early, late]], ['b', []]]);

test('what is as it was saved is no change', () => {
  expect(differences(base, withLine(base, 'a', [{ ...late }, { ...early }]))).toEqual([]);
});

test('a changed, a removed and a new shift are told apart in the request', () => {
  const moved = shift('late', '2026-06-02T13:00Z', 'work 480');
  const fresh = shift('new-1', '2026-06-03T08:00Z', 'work 240');
  const plan = withLine(withLine(base, 'a', [moved]), 'b', [fresh]);
  const { agentSchedules, pointers } = requestOf(differences(base, plan));
  expect(agentSchedules).toEqual([
    {
      agentId: 'a',
      shifts: [
        { id: 'late', activities: [{ activityCodeId: 'work', startDate: '2026-06-02T13:00:00.000Z', lengthMinutes: 480, paid: true }] },
        { id: 'early', delete: true },
      ],
    },
    { agentId: 'b', shifts: [{ activities: [{ activityCodeId: 'work', startDate: '2026-06-03T08:00:00.000Z', lengthMinutes: 240, paid: true }] }] },
  ]);
  expect(pointers.get('/agentSchedules/0/shifts/1')).toBe('early');
  expect(pointers.get('/agentSchedules/1/shifts/0')).toBe('new-1');
});

test('activities lie in the order of time, whatever the order of the answer', () => {
  const activity = (startDate: string, lengthMinutes: number) => ({ activityCodeId: 'work', startDate, lengthMinutes, paid: true, category: 'OnQueueWork' as const });
  const told = { id: 's', startDate: '2026-06-01T06:00:00Z', lengthMinutes: 120, activities: [activity('2026-06-01T07:00:00Z', 60), activity('2026-06-01T06:00:00Z', 60)] };
  expect(toDesk(told).pieces.map((piece) => new Date(piece.start).getUTCHours())).toEqual([6, 7]);
  expect(planOf([{ agentId: 'a', name: 'A', shifts: [told] }]).get('a')?.length).toBe(1);
});

import { expect, test } from 'vitest';
import type { Plan } from '../schedule/editor/plan';
import { shift } from '../schedule/editor/testing';
import { bodyOf, draftOf } from './draft';
import { placedCount, takingBack } from './placed';

const plan = { name: 'Complaints', activityCodeId: 'meeting' };
const named = (id: string, pieces: string, description: string) => {
  const made = shift(id, '2026-06-01T08:00Z', pieces);
  return { ...made, pieces: made.pieces.map((piece) => (piece.code === 'meeting' ? { ...piece, description } : piece)) };
};
const shifts: Plan = new Map([
  ['a', [named('a1', 'work 60, meeting 30, work 30, break 15, work 45', 'Complaints')]],
  ['b', [named('b1', 'work 60, meeting 30, work 30', 'Something else')]],
]);

test('those who have the plan’s activity are counted, and not those who are at another meeting', () => {
  expect(placedCount(shifts, plan)).toBe(1);
});

test('taking it back puts work there, and touches nobody else', () => {
  const edit = takingBack(shifts, plan);
  expect(edit.map((one) => one.agentId)).toEqual(['a']);
  expect(edit[0]?.shifts[0]?.activities?.map((one) => [one.activityCodeId, one.lengthMinutes])).toEqual([['work', 120], ['break', 15], ['work', 45]]);
  expect(takingBack(shifts, { ...plan, name: 'Nothing placed' })).toEqual([]);
});

test('the last day is typed as the last one, and sent as the day after it', () => {
  const draft = { ...draftOf(null, [], '2026-06-01', '2026-06-05'), name: ' Complaints ', type: 'Group' as const, minimumAttendees: 3 };
  expect(bodyOf(draft)).toMatchObject({ name: 'Complaints', startDate: '2026-06-01', endDate: '2026-06-06', earliestStartMinutesFromMidnight: 540, latestEndMinutesFromMidnight: 1080, groupSettings: { minimumAttendees: 3 } });
  const again = draftOf({ ...bodyOf(draft), id: 'p', businessUnitId: 'u', version: 1 }, [], '', '');
  expect(again).toMatchObject({ firstDate: '2026-06-01', lastDate: '2026-06-05', earliest: '09:00', latest: '18:00', minimumAttendees: 3 });
});

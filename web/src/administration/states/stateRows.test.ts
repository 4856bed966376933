import { expect, test } from 'vitest';
import type { SourceMapping, UnmappedState } from '../../api/agentStates';
import { sourceRows, statesOf } from './stateRows';

const mapping: SourceMapping = { source: 'pbx', version: 3, states: [{ systemPresence: 'Lunch', activityCategory: 'Meal', activityCodeId: 'm' }] };
const unmapped: UnmappedState = { source: 'pbx', systemPresence: 'Coaching', routingStatus: 'OFF_QUEUE', eventCount: 5, firstAt: '', lastAt: '' };

test('states without a meaning come before those that have one, and their source before others', () => {
  const all = sourceRows([{ ...mapping, source: 'other' }, mapping], [unmapped]);
  expect(all.map((one) => [one.source, one.version, one.rows.map((row) => row.systemPresence)])).toEqual([['pbx', 3, ['Coaching', 'Lunch']], ['other', 3, ['Lunch']]]);
});

test('a source that nobody has mapped begins at version 0', () => {
  expect(sourceRows([], [unmapped])[0]?.version).toBe(0);
});

test('what means nothing yet is not sent, and any routing status is left out', () => {
  const rows = sourceRows([mapping], [unmapped])[0]?.rows ?? [];
  expect(statesOf(rows)).toEqual(mapping.states);
  expect(statesOf(rows.map((row) => (row.seen ? { ...row, activityCategory: 'Meeting' as const } : row)))[0]).toEqual({ systemPresence: 'Coaching', routingStatus: 'OFF_QUEUE', activityCategory: 'Meeting' });
});

import { expect, test } from 'vitest';
import { stretchOf, stretchOfState } from './explain';

test('an exception is explained by whole minutes that hold all of it', () => {
  const exception = { startOffsetSeconds: 8 * 3_600 + 61, endOffsetSeconds: 8 * 3_600 + 200 };
  expect(stretchOf(exception, '2026-11-30', 'Asia/Shanghai')).toEqual({ startDate: '2026-11-30T00:01:00.000Z', lengthMinutes: 3 });
});

test('offsets count real seconds on a day whose clocks change', () => {
  const exception = { startOffsetSeconds: 4 * 3_600, endOffsetSeconds: 4 * 3_600 + 60 };
  expect(stretchOf(exception, '2026-03-29', 'Europe/Berlin').startDate).toBe('2026-03-29T03:00:00.000Z');
});

test('a state that lasts is explained from its beginning to some minutes from now', () => {
  const now = Date.parse('2026-11-30T09:07:30Z');
  expect(stretchOfState({ timeOfAdherenceChange: '2026-11-30T09:00:10Z' }, now, 15)).toEqual({ startDate: '2026-11-30T09:00:00.000Z', lengthMinutes: 23 });
});

test('one that has lasted for longer is explained for a day at most', () => {
  const now = Date.parse('2026-11-30T09:00:00Z');
  expect(stretchOfState({ timeOfAdherenceChange: null }, now, 0)).toEqual({ startDate: '2026-11-29T09:00:00.000Z', lengthMinutes: 1_440 });
});

import { expect, test } from 'vitest';
import { roomOf } from './room';

test('a day’s limit is what is taken of it', () => {
  expect(roomOf({ date: '', isDefault: true, limitMinutes: 960, usedMinutes: 480 })).toEqual({ limit: 960, used: 480, isFull: false });
});

test('of intervals the fullest counts, for a day off takes all of them', () => {
  expect(roomOf({ date: '', isDefault: true, limitMinutesPerInterval: [30, 30, 60], usedMinutesPerInterval: [0, 30, 15] })).toEqual({ limit: 30, used: 30, isFull: true });
});

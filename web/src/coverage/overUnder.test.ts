import { expect, test } from 'vitest';
import { WeekGrid } from '../time/weekGrid';
import { difference, differences, openSlots } from './overUnder';

test('one agent missing is under, one too many is over, half a break is neither', () => {
  expect(difference(0, 10, 9).fit).toBe('under');
  expect(difference(0, 10, 11).fit).toBe('over');
  expect(difference(0, 10, 9.75).fit).toBe('fit');
});

test('nobody required and nobody there is closed, not fit', () => {
  expect(difference(0, 0, 0).fit).toBe('closed');
  expect(difference(0, 0, 2)).toMatchObject({ fit: 'over', difference: 2 });
});

test('the grid shows the hours in which anybody is required or scheduled on any day', () => {
  const grid = new WeekGrid('2026-11-16', 'UTC', 60);
  const required = new Array<number>(168).fill(0);
  required[8] = 3;
  const scheduled = new Array<number>(168).fill(0);
  scheduled[24 + 19] = 1;
  expect(openSlots(differences(required, scheduled), grid)).toEqual([8, 20]);
  expect(openSlots(differences(new Array<number>(168).fill(0), []), grid)).toEqual([0, 24]);
});

import { expect, test } from 'vitest';
import { WeekGrid } from '../time/weekGrid';
import { difference, differences, openSlots, placesOf } from './overUnder';

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
  const places = new Map(grid.days.map((day) => [day.date, placesOf(day, grid)]));
  expect(openSlots(differences(required, scheduled), grid, places)).toEqual([8, 20]);
  expect(openSlots(differences(new Array<number>(168).fill(0), []), grid, places)).toEqual([0, 24]);
});

test('nine o’clock is under nine o’clock on a day of 23 hours, and nothing is under the hour that is skipped', () => {
  const grid = new WeekGrid('2026-03-23', 'Europe/Berlin', 60);
  const sunday = grid.days[6];
  const places = sunday ? placesOf(sunday, grid) : [];
  expect(places.map((one) => one.slot)).toEqual([0, 1, ...Array.from({ length: 21 }, (_, index) => index + 3)]);
  expect(places.every((one) => one.width === 1)).toBe(true);
});

test('on a day of 25 hours the two passes of an hour share its place, in their order', () => {
  const grid = new WeekGrid('2026-10-19', 'Europe/Berlin', 60);
  const sunday = grid.days[6];
  const places = sunday ? placesOf(sunday, grid) : [];
  expect(places).toHaveLength(25);
  expect(places.slice(1, 5)).toEqual([{ slot: 1, part: 0, width: 1 }, { slot: 2, part: 0, width: 0.5 }, { slot: 2, part: 0.5, width: 0.5 }, { slot: 3, part: 0, width: 1 }]);
  expect(places.at(-1)?.slot).toBe(23);
});

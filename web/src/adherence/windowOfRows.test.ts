import { expect, test } from 'vitest';
import { scrolledTo, windowOfRows } from './windowOfRows';

test('only the rows in sight are drawn, with a few around them', () => {
  expect(windowOfRows(1_000, 40, 0, 400)).toEqual([0, 16]);
  expect(windowOfRows(1_000, 40, 20_000, 400)).toEqual([494, 516]);
});

test('the window ends with the list, also when it has become shorter than where it is scrolled to', () => {
  expect(windowOfRows(5, 40, 0, 400)).toEqual([0, 5]);
  expect(windowOfRows(5, 40, 20_000, 400)).toEqual([5, 5]);
});

test('a row out of sight is scrolled to, one in sight is left where it is', () => {
  expect(scrolledTo(3, 40, 0, 400)).toBe(0);
  expect(scrolledTo(12, 40, 0, 400)).toBe(120);
  expect(scrolledTo(2, 40, 400, 400)).toBe(80);
});

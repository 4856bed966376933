import { expect, test } from 'vitest';
import { NO_MOVES, isPending, laidOver, modificationOfMoves, movedTo, nearest, nudged, putBack } from './moves';

const values = [10, 20, 0, 40];
const range = { start: 1, end: 3 };

test('a dragged point is set to where it was left, to a tenth and never below 0', () => {
  const moves = movedTo(movedTo(NO_MOVES, null, values, 1, 23.456), null, values, 3, -5);
  expect(laidOver(values, null, moves)).toEqual([10, 23.5, 0, 0]);
  expect(modificationOfMoves(moves, null, 'Offered', 'cards', ' a mailing ')).toEqual({
    type: 'SetValuesForIntervalSet', metric: 'Offered', planningGroupIds: ['cards'], reason: 'a mailing', values: [{ intervalIndex: 1, value: 23.5 }, { intervalIndex: 3, value: 0 }],
  });
});

test('a point of a chosen range takes the range with it, by percent', () => {
  const moves = movedTo(NO_MOVES, range, values, 1, 25);
  expect(moves.percent).toBe(25);
  expect(laidOver(values, range, moves)).toEqual([10, 25, 0, 50]);
  expect(modificationOfMoves(moves, range, 'AverageHandleTimeSeconds', 'cards', 'new system')).toMatchObject({
    type: 'ChangePercentPerInterval', metric: 'AverageHandleTimeSeconds', startIntervalIndex: 1, endIntervalIndex: 3, value: 25,
  });
});

test('no percentage moves a point at 0, and none takes contacts below it', () => {
  expect(isPending(movedTo(NO_MOVES, range, values, 2, 7))).toBe(false);
  expect(movedTo(NO_MOVES, range, values, 1, -30).percent).toBe(-100);
});

test('what was begun with single points goes on with single points, and with a range with that range', () => {
  const points = movedTo(NO_MOVES, null, values, 1, 30);
  expect(movedTo(points, range, values, 3, 50).points.get(3)).toBe(50);
  const percent = movedTo(NO_MOVES, range, values, 1, 30);
  expect(movedTo(percent, range, values, 0, 99)).toBe(percent);
});

test('arrow keys move a point by its unit and a range by percent', () => {
  expect(nudged(nudged(NO_MOVES, null, values, 1, 1), null, values, 1, 10).points.get(1)).toBe(31);
  expect(nudged(nudged(NO_MOVES, range, values, 2, 1), range, values, 2, 1).percent).toBe(2);
});

test('a point can be put back, and a range as a whole', () => {
  const two = movedTo(movedTo(NO_MOVES, null, values, 0, 1), null, values, 1, 1);
  expect([...putBack(two, 0).points.keys()]).toEqual([1]);
  expect(isPending(putBack(movedTo(NO_MOVES, range, values, 1, 30), 1))).toBe(false);
});

test('nothing is asked for without a reason or without a move', () => {
  expect(modificationOfMoves(movedTo(NO_MOVES, null, values, 1, 2), null, 'Offered', 'cards', '  ')).toBeNull();
  expect(modificationOfMoves(NO_MOVES, range, 'Offered', 'cards', 'why')).toBeNull();
});

test('the dot meant is the nearest within reach', () => {
  const dots = [{ interval: 4, x: 10, y: 50 }, { interval: 5, x: 20, y: 52 }];
  expect(nearest(dots, 18, 50, 12)?.interval).toBe(5);
  expect(nearest(dots, 18, 90, 12)).toBeNull();
});

import { expect, test } from 'vitest';
import { WeekGrid } from '../../time/weekGrid';
import { shift, told } from '../editor/testing';
import { dragged, hitAt } from './gesture';
import { drawnRows, instantOf, marksOf, shiftNear, tilesOf, trimmed, xOf } from './layout';
import { intervalsACell, stripCells } from './strip';

const HOUR = 3_600_000;
const MIDNIGHT = Date.parse('2026-06-01T00:00:00Z');
const view = { from: MIDNIGHT, to: MIDNIGHT + 24 * HOUR, width: 960 };
const day = shift('s', '2026-06-01T08:00Z', 'work 120, break 30, work 90');

test('a place and an instant lead to one another', () => {
  expect(xOf(MIDNIGHT + 6 * HOUR, view)).toBe(240);
  expect(instantOf(240, view)).toBe(MIDNIGHT + 6 * HOUR);
});

test('of 500 agents only those in sight are drawn, and a short scroll draws nothing new', () => {
  const [first, end] = drawnRows(2_800, 560, 28, 500);
  expect(first).toBeLessThanOrEqual(100);
  expect(end).toBeGreaterThanOrEqual(120);
  expect(end - first).toBeLessThan(100);
  expect(drawnRows(2_820, 560, 28, 500)).toEqual([first, end]);
  expect(drawnRows(0, 560, 28, 3)).toEqual([0, 3]);
});

test('a scroll by a tile leaves all others on their canvases, and the one that comes takes the canvas of the one that goes', () => {
  const [before, after] = [2_800, 3_024].map((top) => tilesOf(...drawnRows(top, 560, 28, 500), 560, 28));
  const byRow = new Map(before?.map((tile) => [tile.first, tile.key]));
  const kept = after?.filter((tile) => byRow.has(tile.first)) ?? [];
  expect(kept).toHaveLength((after?.length ?? 0) - 1);
  for (const tile of kept) expect(tile.key).toBe(byRow.get(tile.first));
  expect(after?.at(-1)?.key).toBe(before?.[0]?.key);
  expect(new Set(after?.map((tile) => tile.key)).size).toBe(after?.length);
});

test('the last tile ends with the last row', () => {
  expect(tilesOf(0, 11, 560, 28)).toEqual([{ key: 0, first: 0, end: 8 }, { key: 1, first: 8, end: 11 }]);
});

test('a day is shown from an hour before the first shift to an hour after the last', () => {
  expect(trimmed(new Map([['a', [day]]]), view.from, view.to)).toEqual([MIDNIGHT + 7 * HOUR, MIDNIGHT + 13 * HOUR]);
  expect(trimmed(new Map(), view.from, view.to)).toEqual([view.from, view.to]);
});

const hours = (date: string, zone: string, length: number) => {
  const grid = new WeekGrid(date, zone, 60);
  const first = grid.days.filter((one) => one.intervals === length);
  const from = grid.startOf(first[0]?.firstInterval ?? 0);
  return marksOf(grid, first, { from, to: from + length * HOUR, width: length * 50 }).map((mark) => mark.text);
};

test('a day of 25 hours shows the hour that comes twice, one of 23 leaves the skipped one out', () => {
  expect(hours('2026-10-19', 'Europe/Berlin', 25).slice(1, 5)).toEqual(['01:00', '02:00', '02:00', '03:00']);
  expect(hours('2026-03-23', 'Europe/Berlin', 23).slice(1, 4)).toEqual(['01:00', '03:00', '04:00']);
});

test('days of 23 and 25 hours are as wide as they are long', () => {
  const grid = new WeekGrid('2026-03-23', 'Europe/Berlin', 60);
  const marks = marksOf(grid, grid.days, { from: grid.start, to: grid.end, width: 167 }).filter((mark) => mark.midnight);
  expect(marks.map((mark) => Math.round(mark.x))).toEqual([0, 24, 48, 72, 96, 120, 144]);
  expect(grid.end - grid.start).toBe(167 * HOUR);
});

test('the shift of a day is found by any place of it', () => {
  const grid = new WeekGrid('2026-06-01', 'UTC', 30);
  const next = shift('t', '2026-06-02T08:00Z', 'work 240');
  expect(shiftNear([day, next], MIDNIGHT + 23 * HOUR, grid)?.id).toBe('s');
  expect(shiftNear([day, next], MIDNIGHT + 30 * HOUR, grid)?.id).toBe('t');
  expect(shiftNear([day, next], MIDNIGHT + 60 * HOUR, grid)).toBeUndefined();
});

test('the pointer takes a break by itself, work with its shift, and edges by their ends', () => {
  expect(hitAt([day], 340, view)).toMatchObject({ piece: null, grip: 'whole' });
  expect(hitAt([day], 410, view)).toMatchObject({ piece: 1, grip: 'whole' });
  expect(hitAt([day], 318, view)).toMatchObject({ piece: null, grip: 'start' });
  expect(hitAt([day], 481, view)).toMatchObject({ piece: null, grip: 'end' });
  expect(hitAt([day], 100, view)).toBeNull();
});

test('a drag lands on whole steps, and a hand that hardly moves changes nothing', () => {
  const whole = hitAt([day], 340, view);
  expect(whole && told(dragged(whole, 50 * 60_000, 15))).toBe('08:45 work 120, break 30, work 90');
  expect(whole && dragged(whole, 60_000, 15)).toBe(day);
  const end = hitAt([day], 481, view);
  expect(end && told(dragged(end, 29 * 60_000, 15))).toBe('08:00 work 120, break 30, work 120');
  const pause = hitAt([day], 410, view);
  expect(pause && told(dragged(pause, -30 * 60_000, 15))).toBe('08:00 work 90, break 30, work 120');
});

const grid = new WeekGrid('2026-06-01', 'UTC', 30);
const series = (...head: number[]) => [...head, ...new Array<number>(grid.intervals - head.length).fill(0)];

test('a cell of several intervals tells the worst of them: a gap is not averaged away', () => {
  const cells = stripCells(grid, series(4, 4, 2, 2, 1, 0), series(7, 3, 4, 2, 1, 0), 2, [0, 8]);
  expect(cells.map(({ fit, figure }) => [fit, figure])).toEqual([['under', -1], ['over', 2], ['fit', 0], ['closed', 0]]);
});

test('without a requirement the strip counts heads, and says neither over nor under', () => {
  expect(stripCells(grid, null, series(0, 0, 3, 2), 2, [0, 4]).map(({ fit, figure }) => [fit, figure])).toEqual([['closed', 0], ['unknown', 3]]);
});

test('a cell has room for its figure', () => {
  expect(intervalsACell(30, 4, 26)).toBe(1);
  expect(intervalsACell(10, 4, 26)).toBe(4);
  expect(intervalsACell(14, 4, 26)).toBe(2);
  expect(intervalsACell(2, 2, 26)).toBe(16);
});

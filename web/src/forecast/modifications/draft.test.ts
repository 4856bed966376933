import { expect, test } from 'vitest';
import type { GroupForecast } from '../../api/forecasts';
import { WeekGrid } from '../../time/weekGrid';
import { modificationOf, plannedNow, rowsOf, type Draft } from './draft';

const grid = new WeekGrid('2026-11-16', 'Asia/Shanghai', 30);
const range = { start: 16, end: 19 };
const draft: Draft = {
  type: 'ChangePercentPerInterval', metric: 'Offered', planningGroupId: 'cards', granularity: 'PT1H', value: 10, values: {}, reason: ' a mailing ', event: '',
};

test('a change of a range is asked for with its ends, its value and a trimmed reason', () => {
  expect(modificationOf(draft, grid, range)).toEqual({
    type: 'ChangePercentPerInterval', metric: 'Offered', planningGroupIds: ['cards'], reason: 'a mailing', startIntervalIndex: 16, endIntervalIndex: 19, value: 10,
  });
});

test('nothing is asked for while the range, the value or the reason is missing', () => {
  expect(modificationOf(draft, grid, null)).toBeNull();
  expect(modificationOf({ ...draft, value: null }, grid, range)).toBeNull();
  expect(modificationOf({ ...draft, reason: ' ' }, grid, range)).toBeNull();
  expect(modificationOf({ ...draft, type: 'SetValuesForIntervalSet' }, grid, range)).toBeNull();
});

test('a set lists the intervals that were filled in and no range', () => {
  const set = { ...draft, type: 'SetValuesForIntervalSet', planningGroupId: '', event: 'Fair', values: { 17: 3, 18: null, 40: 9 } } as const;
  expect(modificationOf(set, grid, range)).toEqual({
    type: 'SetValuesForIntervalSet', metric: 'Offered', planningGroupIds: [], reason: 'a mailing', event: 'Fair', values: [{ intervalIndex: 17, value: 3 }],
  });
});

test('a set of totals has a row for each period that starts in the range, and says its granularity', () => {
  const totals: Draft = { ...draft, type: 'SetMultiGranularityValuesForIntervalSet', values: { 16: 30 } };
  expect(rowsOf(totals, grid, range)).toEqual([16, 18]);
  expect(modificationOf(totals, grid, range)).toMatchObject({ granularity: 'PT1H', values: [{ intervalIndex: 16, value: 30 }] });
});

test('handle times planned now are weighed by contacts', () => {
  const group = (offered: number[], aht: number[]) => ({ offeredPerInterval: offered, averageHandleTimeSecondsPerInterval: aht }) as GroupForecast;
  const groups = [group([3, 1], [100, 100]), group([1, 0], [200, 900])];
  expect(plannedNow(groups, 'Offered', 0, 2)).toBe(5);
  expect(plannedNow(groups, 'AverageHandleTimeSeconds', 0, 2)).toBe(120);
  expect(plannedNow([], 'AverageHandleTimeSeconds', 0, 2)).toBe(0);
});

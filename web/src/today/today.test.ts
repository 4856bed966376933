import { expect, test } from 'vitest';
import type { GroupReforecast } from '../api/reforecast';
import { WeekGrid } from '../time/weekGrid';
import { dayFigures, openStretch, percentBetween, restStart, takenOver } from './today';

// Tuesday 2026-11-17 in Shanghai begins at 16:00 UTC the day before.
const at = (hour: number) => new Date(Date.parse('2026-11-16T16:00:00Z') + hour * 3_600_000).toISOString();
const interval = (hour: number, forecast: number, reforecast: number, actual?: number) => ({
  startDate: at(hour), forecast, reforecast, p10: reforecast * 0.8, p50: reforecast, p90: reforecast * 1.2, ...(actual === undefined ? {} : { actual }),
});

/** Open from 8 to 12; 8 came, 9 is missing, 10 came, 11 is to come. */
const group: GroupReforecast = {
  planningGroupId: 'cards', planningGroupName: 'Cards', forecastingMethod: 'combination', bands: 'measured', observedUntil: at(11),
  restOfDay: { forecast: 40, reforecast: 44.00049, percentChange: 10 },
  intervals: Array.from({ length: 24 }, (_, hour) =>
    hour === 8 ? interval(8, 20, 22, 25) : hour === 9 ? interval(9, 30, 33) : hour === 10 ? interval(10, 50, 55, 60) : hour === 11 ? interval(11, 40, 44.00049) : interval(hour, 0, 0),
  ),
};

test('what came is held against what was told for the same intervals, a gap in the morning left out', () => {
  expect(dayFigures(group)).toMatchObject({ came: 85, toldOfCame: 70, toldInAll: 140 });
});

test('the day in all is what came, and what is told now where nothing is known', () => {
  expect(dayFigures(group).nowInAll).toBeCloseTo(25 + 33 + 60 + 44.00049, 9);
});

test('a change against nobody is no percentage', () => {
  expect(percentBetween(70, 85)).toBeCloseTo(21.43, 2);
  expect(percentBetween(0, 85)).toBeNull();
});

test('the rest of the day begins after the last interval observed, not at a gap before it', () => {
  expect(restStart(group)).toBe(11);
  expect(restStart({ ...group, observedUntil: at(24) })).toBe(24);
});

test('closed hours at both ends of the day are left out of sight', () => {
  expect(openStretch(group)).toEqual([8, 12]);
});

test('taking over sets exactly the rest of the day, by the forecast’s own intervals', () => {
  const grid = new WeekGrid('2026-11-16', 'Asia/Shanghai', 60);
  const taken = takenOver(group, grid, 'Told again at 11:00');
  expect(taken).toMatchObject({ type: 'SetValuesForIntervalSet', metric: 'Offered', planningGroupIds: ['cards'], reason: 'Told again at 11:00' });
  expect(taken?.values?.[0]).toEqual({ intervalIndex: 24 + 11, value: 44 });
  expect(taken?.values).toHaveLength(13);
});

test('at the end of the day there is nothing to take over', () => {
  expect(takenOver({ ...group, observedUntil: at(24) }, new WeekGrid('2026-11-16', 'Asia/Shanghai', 60), 'late')).toBeNull();
});

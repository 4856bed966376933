import type uPlot from 'uplot';
import { expect, test } from 'vitest';
import { chartOptions, type TimeChartModel } from './chartOptions';

const DAY_S = 86_400;
const first = Date.parse('2026-11-29T00:00:00Z') / 1_000;

/** The marks of the time axis of an outlook of so many days, at 1,100 pixels. */
function marks(days: number): string[] {
  const model: TimeChartModel = { starts: Array.from({ length: days }, (_, day) => first + day * DAY_S), series: [], shown: [0, days], zone: 'UTC', dates: true };
  const axis = chartOptions(model, 1_100, 300, () => '').axes?.[0];
  const plot = { width: 1_100, scales: { x: { min: first, max: first + days * DAY_S } } } as unknown as uPlot;
  const splits = (axis?.splits as (plot: uPlot) => number[])(plot);
  return (axis?.values as (plot: uPlot, at: number[]) => string[])(plot, splits);
}

test('a few weeks are marked by their Mondays', () => {
  expect(marks(28)).toEqual(['Nov 30', 'Dec 7', 'Dec 14', 'Dec 21']);
});

test('a year is marked by months, January with its year', () => {
  expect(marks(364)).toEqual(['Dec', 'Jan 2027', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov']);
});

test('two years are marked by every second month, so that no mark covers another', () => {
  expect(marks(728)).toHaveLength(12);
  expect(marks(728).filter((mark) => mark.startsWith('Jan'))).toEqual(['Jan 2027', 'Jan 2028']);
});

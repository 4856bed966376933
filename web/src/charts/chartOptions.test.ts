import type uPlot from 'uplot';
import { expect, test } from 'vitest';
import { chartOptions, shapeOf, type TimeChartModel } from './chartOptions';

const DAY_S = 86_400;
const first = Date.parse('2026-11-29T00:00:00Z') / 1_000;

const outlookOf = (days: number): TimeChartModel => ({
  starts: Array.from({ length: days }, (_, day) => first + day * DAY_S), series: [], shown: [0, days], zone: 'UTC', dates: true,
});

/** The marks of the time axis at 1,100 pixels: of a model, or of an outlook of so many days. */
function marks(shown: number | TimeChartModel): string[] {
  const model = typeof shown === 'number' ? outlookOf(shown) : shown;
  const last = (model.starts.at(-1) ?? first) + (model.starts[1] ?? 0) - (model.starts[0] ?? 0);
  const axis = chartOptions(model, 1_100, 300, () => '').axes?.[0];
  const plot = { width: 1_100, scales: { x: { min: first, max: last } } } as unknown as uPlot;
  const splits = (axis?.splits as (plot: uPlot) => number[])(plot);
  return (axis?.values as (plot: uPlot, at: number[]) => string[])(plot, splits);
}

test('a few weeks are marked by their Mondays', () => {
  expect(marks(28)).toEqual(['Nov 30', 'Dec 7', 'Dec 14', 'Dec 21']);
});

test('a quarter is marked by every second Monday', () => {
  expect(marks(91)).toEqual(['Nov 30', 'Dec 14', 'Dec 28', 'Jan 11', 'Jan 25', 'Feb 8', 'Feb 22']);
});

test('a year is marked by months, January with its year', () => {
  expect(marks(364)).toEqual(['Dec', 'Jan 2027', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov']);
});

test('two years are marked by every second month, so that no mark covers another', () => {
  expect(marks(728)).toHaveLength(12);
  expect(marks(728).filter((mark) => mark.startsWith('Jan'))).toEqual(['Jan 2027', 'Jan 2028']);
});

test('two weeks of hours are marked by every second midnight, so that no mark covers another', () => {
  const hours = { ...outlookOf(0), starts: Array.from({ length: 14 * 24 }, (_, hour) => first + hour * 3_600), dates: false };
  expect(marks(hours)).toEqual(['Sun, Nov 29', 'Tue, Dec 1', 'Thu, Dec 3', 'Sat, Dec 5', 'Mon, Dec 7', 'Wed, Dec 9', 'Fri, Dec 11']);
});

test('weeks that begin on Sunday are marked by their own first days, a year of them by months', () => {
  const weeks = (count: number) => ({ ...outlookOf(0), starts: Array.from({ length: count }, (_, week) => first + week * 7 * DAY_S) });
  expect(marks(weeks(4))).toEqual(['Nov 29', 'Dec 6', 'Dec 13', 'Dec 20']);
  expect(marks(weeks(52))).toHaveLength(12);
});

test('other values are of the same shape, another line, stretch or colour is of another', () => {
  const model: TimeChartModel = { ...outlookOf(7), series: [{ label: 'Forecast', values: [1, 2, 3], color: '--chart-mean' }] };
  const [line] = model.series;
  expect(shapeOf({ ...model, series: [{ ...line!, values: [4, 5, 6] }] })).toBe(shapeOf(model));
  expect(shapeOf({ ...model, series: [{ ...line!, color: '--ink' }] })).not.toBe(shapeOf(model));
  expect(shapeOf({ ...model, series: [line!, line!] })).not.toBe(shapeOf(model));
  expect(shapeOf({ ...model, shown: [0, 1] })).not.toBe(shapeOf(model));
});

import { expect, test } from 'vitest';
import { WeekGrid } from '../../time/weekGrid';
import { localClocks, periodEnd, periodStarts, rangeOf } from './range';

const plain = new WeekGrid('2026-11-16', 'Asia/Shanghai', 30);
const clocks = localClocks(plain);

test('a range ends before the local time that it is said to end at', () => {
  expect(rangeOf(clocks, '2026-11-16T08:00', '2026-11-16T10:00')).toEqual({ start: 16, end: 19 });
});

test('a range may end where the forecast ends', () => {
  expect(rangeOf(clocks, '2026-11-22T23:00', '2026-11-23T00:00')).toEqual({ start: 334, end: 335 });
});

test('a range that is empty, backwards or outside the forecast is none', () => {
  expect(rangeOf(clocks, '2026-11-16T08:00', '2026-11-16T08:00')).toBeNull();
  expect(rangeOf(clocks, '2026-11-17T08:00', '2026-11-16T08:00')).toBeNull();
  expect(rangeOf(clocks, '2026-12-01T08:00', '2026-12-01T09:00')).toBeNull();
  expect(rangeOf(clocks, '', '2026-11-16T08:00')).toBeNull();
});

test('an hour that clocks show twice belongs to a range with both its passes', () => {
  const autumn = new WeekGrid('2026-10-19', 'Europe/Berlin', 60);
  const first = autumn.days[6]?.firstInterval ?? 0;
  expect(rangeOf(localClocks(autumn), '2026-10-25T02:00', '2026-10-25T03:00')).toEqual({ start: first + 2, end: first + 3 });
});

test('an hour that clocks skip makes no range of its own', () => {
  const spring = new WeekGrid('2026-03-23', 'Europe/Berlin', 60);
  expect(rangeOf(localClocks(spring), '2026-03-29T02:00', '2026-03-29T03:00')).toBeNull();
});

test('hours, days and weeks start where the service lets them start', () => {
  const spring = new WeekGrid('2026-03-23', 'Europe/Berlin', 30, 2);
  const all = { start: 0, end: spring.intervals - 1 };
  expect(periodStarts(spring, 'PT1H', { start: 1, end: 5 })).toEqual([2, 4]);
  expect(periodStarts(spring, 'P1D', { start: 280, end: 340 })).toEqual([288, 334]);
  expect(periodStarts(spring, 'P1W', all)).toEqual([0, 334]);
  expect(periodEnd(spring, 'P1D', 288)).toBe(334);
  expect(periodEnd(spring, 'P1W', 334)).toBe(spring.intervals);
});

import { expect, test } from 'vitest';
import type { Outlook, OutlookSum } from '../api/outlook';
import { addDays } from '../time/weekGrid';
import { missingFromHistory, outlookFigures, rowsBy, spreadOver, within, yearsWithoutHolidays } from './outlook';

const FIRST = '2026-11-29';

/** A hundred contacts a day from Sunday 2026-11-29 on, ten more in December, weeks from Monday. */
function outlook(count: number): Outlook {
  const days = Array.from({ length: count }, (_, index) => {
    const date = addDays(FIRST, index);
    const mean = date.slice(5, 7) === '12' ? 110 : 100;
    return { date, mean, p10: mean - 10, p90: mean + 20 };
  });
  const sums = (start: (date: string) => string) => {
    const found: OutlookSum[] = [];
    for (const day of days) {
      const startDate = start(day.date);
      if (found.at(-1)?.startDate !== startDate) found.push({ startDate, days: 0, mean: 0, p10: 0, p90: 0 });
      const sum = found.at(-1)!;
      sum.days += 1;
      for (const figure of ['mean', 'p10', 'p90'] as const) sum[figure] += day[figure];
    }
    return found;
  };
  const monday = (date: string) => addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
  return {
    planningGroupId: 'g', historyStartDate: '2026-07-06', historyEndDate: '2026-11-28', days, weeks: sums(monday), months: sums((date) => `${date.slice(0, 7)}-01`),
  };
}

test('the weeks and months at both ends are told to be parts', () => {
  const rows = rowsBy(outlook(40), 'weeks');
  expect(rows.map((row) => row.partial)).toEqual([true, false, false, false, false, false, true]);
  expect(rowsBy(outlook(40), 'months').map((row) => [row.startDate, row.partial])).toEqual([['2026-11-01', true], ['2026-12-01', false], ['2027-01-01', true]]);
});

test('a nearer horizon shows no week or month that reaches past it', () => {
  const near = within(outlook(728), 13);
  expect(near.days).toHaveLength(91);
  expect(near.days.at(-1)?.date).toBe('2027-02-27');
  expect(near.weeks.at(-1)?.startDate).toBe('2027-02-15');
  expect(near.months.map((month) => month.startDate)).toEqual(['2026-11-01', '2026-12-01', '2027-01-01']);
});

test('the whole outlook keeps the parts at its end', () => {
  expect(within(outlook(728), 104).weeks.at(-1)).toMatchObject({ startDate: '2028-11-20', days: 6 });
});

test('a week is laid over its days as the mean day, and a part of a week is not', () => {
  const told = outlook(10);
  const laid = spreadOver(told.days, rowsBy(told, 'weeks'), (row) => row.p90);
  expect(laid.slice(0, 2)).toEqual([null, 120 + (6 * 10) / 7]);
  expect(laid.at(-1)).toBeNull();
});

test('a month is busy by its mean day, not by its length', () => {
  const figures = outlookFigures(outlook(728));
  expect(figures.busiestMonth?.startDate).toBe('2026-12-01');
  expect(figures.years[0]).toBe(364 * 100 + 31 * 10);
});

test('a second year is held against the first only where it is told whole', () => {
  expect(outlookFigures(outlook(728)).years[1]).toBeGreaterThan(36_000);
  expect(outlookFigures(outlook(727)).years[1]).toBeNull();
});

test('what the history cannot show is said: trend below a year, season below thirteen months', () => {
  const of = (historyStartDate: string) => missingFromHistory({ historyStartDate, historyEndDate: '2026-11-28' });
  expect(of('2026-07-06')).toBe('trendAndSeason');
  expect(of('2025-11-29')).toBe('season');
  expect(of('2025-10-01')).toBeNull();
});

test('years that the calendar does not reach are named, unless it names no holiday at all', () => {
  const holiday = { date: '2026-10-01', kind: 'publicHoliday' as const };
  expect(yearsWithoutHolidays(outlook(728), [holiday])).toEqual(['2027', '2028']);
  expect(yearsWithoutHolidays(outlook(20), [holiday])).toEqual([]);
  expect(yearsWithoutHolidays(outlook(728), [{ date: '2026-03-01', kind: 'event' }])).toEqual([]);
});

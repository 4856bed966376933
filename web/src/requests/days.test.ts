import { expect, test } from 'vitest';
import { daysText, stretches } from './days';

test('neighbouring dates are one stretch, also over the end of a month', () => {
  expect(stretches(['2026-06-29', '2026-06-30', '2026-07-01', '2026-07-03'])).toEqual([
    ['2026-06-29', '2026-07-01'],
    ['2026-07-03', '2026-07-03'],
  ]);
});

test('whole days are told as dates, parts with the times on the site’s clocks', () => {
  expect(daysText({ fullDayManagementUnitDates: ['2026-06-01', '2026-06-02', '2026-06-04'], partialDayStartDateTimes: [] }, 480, 'Europe/Berlin')).toBe('Mon, Jun 1 – Tue, Jun 2; Thu, Jun 4');
  expect(daysText({ fullDayManagementUnitDates: [], partialDayStartDateTimes: ['2026-06-01T08:00:00Z'] }, 90, 'Europe/Berlin')).toBe('Mon, Jun 1, 10:00–11:30');
});

import { expect, test } from 'vitest';
import { datesBetween, requestOf, type AskDraft } from './askDraft';

const ZONE = 'Europe/Berlin';
const draft: AskDraft = { codeId: 'leave', whole: true, from: '2026-03-27', to: '', start: '', end: '', dayMinutes: 480, notes: ' a wedding ' };

test('one day is asked for until a last day is named', () => {
  expect(requestOf(draft, ZONE)).toEqual({
    activityCodeId: 'leave', isFullDayRequest: true, fullDayManagementUnitDates: ['2026-03-27'], partialDayStartDateTimes: [], dailyDurationMinutes: 480, notes: 'a wedding',
  });
  expect(requestOf({ ...draft, to: '2026-03-30' }, ZONE)?.fullDayManagementUnitDates).toHaveLength(4);
});

test('days that are not in order, or more than the service takes, are none', () => {
  expect(requestOf({ ...draft, to: '2026-03-26' }, ZONE)).toBeNull();
  expect(datesBetween('2026-01-01', '2027-01-01')).toHaveLength(366);
  expect(datesBetween('2026-01-01', '2027-01-02')).toEqual([]);
});

test('a part of a day is the site’s time, also over the night in which clocks change', () => {
  const part = { ...draft, whole: false, from: '2026-03-28', start: '22:00', end: '06:00' };
  expect(requestOf(part, ZONE)).toMatchObject({ partialDayStartDateTimes: ['2026-03-28T21:00:00.000Z'], dailyDurationMinutes: 420, fullDayManagementUnitDates: [] });
});

test('nothing is asked for while something is missing', () => {
  for (const missing of [{ codeId: '' }, { from: '' }, { whole: false }, { whole: false, start: '09:00' }]) expect(requestOf({ ...draft, ...missing }, ZONE)).toBeNull();
});

import { expect, test } from 'vitest';
import type { SpecialDay } from '../api/specialDays';
import { daysOf, yearsOf } from './years';

const days = ['2027-01-01', '2025-05-01', '2025-10-01'].map((date) => ({ date, name: date, kind: 'publicHoliday' }) as SpecialDay);

test('every year with a special day can be chosen, and the year of the week shown', () => {
  expect(yearsOf(days, 2026)).toEqual([2025, 2026, 2027]);
});

test('a year shows its own days only', () => {
  expect(daysOf(days, 2025).map((day) => day.date)).toEqual(['2025-05-01', '2025-10-01']);
  expect(daysOf(days, 2026)).toEqual([]);
});

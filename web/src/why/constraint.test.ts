import { expect, test } from 'vitest';
import { byText, constraintText } from './constraint';

const limit = (kind: string, limit?: number) => ({ kind, rule: 'any', limit, text: 'the service’s words' });

test('a limit is told with its figure, and what the page has no words for in those of the service', () => {
  expect(constraintText(limit('maximumDaysPerWeek', 5))).toContain('5');
  expect(constraintText(limit('absence'))).toBe('the service’s words');
});

test('limits of time are let go by minutes, others by a count, and some as a whole', () => {
  expect(byText(limit('minimumRest', 660), 60)).toBe('60 minutes');
  expect(byText(limit('maximumPaidMinutesPerWeek', 2_400), 30)).toBe('30 minutes');
  expect(byText(limit('maximumDaysPerWeek', 5), 1)).toBe('1');
  expect(byText(limit('wholeWeekends'), undefined)).toBe('dropped');
});

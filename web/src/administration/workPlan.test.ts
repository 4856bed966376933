import { expect, test } from 'vitest';
import type { FullWorkPlan } from '../api/workPlans';
import { clockOf, faultsAt, minutesOf, paidOf, rulesOf, startsOf, termsOf, usualShift, usualTerms, weeklyLimitOf, withPaid, withStarts, withWeeklyLimit } from './workPlan';

test('what is sent is the contract alone, with rules the page does not show', () => {
  const kept: FullWorkPlan = { ...usualTerms('Full time', 'Day'), rules: { wholeWeekends: {} }, labourLaw: { pack: 'china' }, id: 'p-1', managementUnitId: 'm-1', version: 3, createdAt: '', modifiedAt: '' };
  expect(termsOf(kept)).toEqual({ ...usualTerms('Full time', 'Day'), rules: { wholeWeekends: {} }, labourLaw: { pack: 'china' } });
});

test('a window whose ends are the same is one start, and the figures of the other kind go', () => {
  const one = withStarts(usualShift('Day'), [540, 540]);
  expect(one).toMatchObject({ flexibleStartTime: false, exactStartTimeMinutesFromMidnight: 540, earliestStartTimeMinutesFromMidnight: null });
  expect(startsOf(withStarts(one, [480, 600]))).toEqual([480, 600]);
  expect(paidOf(withPaid(usualShift('Day'), [300, 480]))).toEqual([300, 480]);
});

test('a limit of the week keeps its figure from one kind to the other', () => {
  const range = withWeeklyLimit(usualTerms('a', 'b'), 'range');
  expect(range).toMatchObject({ weeklyMinimumPaidMinutes: 2_400, weeklyMaximumPaidMinutes: 2_400, weeklyExactPaidMinutes: null });
  expect(weeklyLimitOf(withWeeklyLimit(range, 'none'))).toBe('none');
  expect(withWeeklyLimit(range, 'exact').weeklyExactPaidMinutes).toBe(2_400);
});

test('minutes of the day are told as clocks do, and an emptied field is none', () => {
  expect(clockOf(510)).toBe('08:30');
  expect(minutesOf('08:30')).toBe(510);
  expect(minutesOf('')).toBeNull();
});

test('rules are an object of JSON, an empty field none', () => {
  expect(rulesOf(' ')).toEqual({ rules: {} });
  expect(rulesOf('{"wholeWeekends": {}}')).toEqual({ rules: { wholeWeekends: {} } });
  expect(rulesOf('[1]')).toHaveProperty('fault');
  expect(rulesOf('{')).toHaveProperty('fault');
});

test('a fault is told where it is: at its shift, or at the work plan', () => {
  const fault = (pointer: string) => ({ pointer, code: 'c', detail: 'd' });
  const faults = ['/name', '/shifts', '/shifts/1/days', '/shifts/10/name'].map(fault);
  expect(faultsAt(faults, null).map((one) => one.pointer)).toEqual(['/name', '/shifts']);
  expect(faultsAt(faults, 1).map((one) => one.pointer)).toEqual(['/shifts/1/days']);
});

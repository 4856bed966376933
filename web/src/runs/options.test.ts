import { expect, test } from 'vitest';
import { EMPTY_FORM, optionsOf } from './options';

test('what is left empty is left to the service, and a description is never empty', () => {
  expect(optionsOf({ ...EMPTY_FORM, timeLimitSeconds: null }, 'f-1', 'Roster of Dec 7')).toEqual({ shortTermForecastId: 'f-1', weekCount: 1, description: 'Roster of Dec 7' });
});

test('a gap is typed in percent and asked for as a share', () => {
  expect(optionsOf({ ...EMPTY_FORM, gapPercent: 2.5, seed: 0, description: ' tight ' }, 'f-1', '')).toMatchObject({ gap: 0.025, seed: 0, description: 'tight', timeLimitSeconds: 120 });
});

test('fairness weighs in as soon as one burden has a price', () => {
  expect(optionsOf({ ...EMPTY_FORM, fairnessMonths: 6 }, 'f-1', '')).not.toHaveProperty('fairness');
  expect(optionsOf({ ...EMPTY_FORM, fairnessMonths: 6, nightHeadMinutes: 30 }, 'f-1', '').fairness).toEqual({ months: 6, nightHeadMinutes: 30 });
});

test('wishes weigh by ten years of service where no other number is given', () => {
  expect(optionsOf({ ...EMPTY_FORM, percentPerYearOfService: 5 }, 'f-1', '').wishWeights).toEqual({ percentPerYearOfService: 5, mostYears: 10 });
});

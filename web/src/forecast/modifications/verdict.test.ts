import { expect, test } from 'vitest';
import type { Comparison, ForecastModification } from '../../api/modifications';
import { direction, verdict, whatItDoes } from './verdict';

const compared = (observed: number, with_: number, without: number): Comparison => ({
  metric: 'Offered',
  touchedIntervals: 48,
  observedIntervals: observed,
  with: { absoluteError: with_ },
  without: { absoluteError: without },
  errorReduction: without > 0 ? 1 - with_ / without : null,
});

test('a comparison is told as a sentence, as the service tells it', () => {
  expect(verdict(compared(48, 88, 100))).toBe('cut the error by 12%');
  expect(verdict(compared(24, 130, 100))).toBe('raised the error by 30% (24 of 48 intervals observed)');
  expect(verdict(compared(48, 100.1, 100))).toBe('left the error as it was');
  expect(verdict(compared(48, 5, 0))).toBe('made an error where there would have been none');
  expect(verdict(compared(0, 0, 0))).toBeNull();
});

test('for the better, for the worse and neither are told apart', () => {
  expect([compared(48, 88, 100), compared(24, 130, 100), compared(48, 100, 100), compared(48, 5, 0), compared(0, 0, 0)].map(direction)).toEqual([1, -1, 0, -1, 0]);
});

test('a modification says what it does with its sign and unit', () => {
  const one = { type: 'ChangePercentPerInterval', metric: 'Offered', value: -10, values: [] as unknown } as ForecastModification;
  expect(whatItDoes(one)).toBe('each interval −10 %');
  expect(whatItDoes({ ...one, type: 'MinimumPerInterval', metric: 'AverageHandleTimeSeconds', value: 200 })).toBe('each interval at least 200 s');
  expect(whatItDoes({ ...one, type: 'SetValuesForIntervalSet', value: undefined, values: [{ intervalIndex: 1, value: 2 }] })).toBe('single intervals set: 1');
});

import { expect, test } from 'vitest';
import type { LastWeek, ModelScore, ScoredBacktest } from '../api/forecastReport';
import { biasInWords, coverageInWords, grains } from './lastWeek';

const score = (name: string, wape: number, dayWape: number): ModelScore => ({
  name, wape, dayWape, specialDayWape: null, bias: 0, quantileLoss: 0.1, coverage80: 0.8, intervals: 672,
});
const backtest: ScoredBacktest = {
  outcome: 'scored', horizonDays: 7, folds: [], models: [score('seasonalNaive', 0.3, 0.2), score('combination', 0.16, 0.04)], chosen: 'combination',
  baseline: 'seasonalNaive', improvementOverBaseline: 0.4, weights: [], poissonFloor: 0.1, largestErrors: [],
};
const week: LastWeek = {
  firstDate: '2026-11-09', lastDate: '2026-11-15', interval: { wape: 0.159, bias: -0.025 }, day: { wape: 0.028, bias: -0.025 }, week: { wape: 0.025, bias: -0.025 }, coverage80: 0.81,
};

test('last week stands beside the chosen model’s error over the whole backtest, which knows no week’s sums', () => {
  expect(grains(backtest, week).map((row) => [row.grain, row.wape, row.usual])).toEqual([['interval', 0.159, 0.16], ['day', 0.028, 0.04], ['week', 0.025, null]]);
});

test('a bias reads as too many or too few, and as neither when it rounds to nothing', () => {
  expect(biasInWords(-0.025)).toBe('2.5% too few');
  expect(biasInWords(0.031)).toBe('3.1% too many');
  expect(biasInWords(0.0004)).toBe('as many as came');
  expect(biasInWords(null)).toBeNull();
});

test('a band is called too narrow or too wide only beyond ten points of what it promises', () => {
  expect(coverageInWords(0.71)).toContain('as promised');
  expect(coverageInWords(0.69)).toContain('too narrow');
  expect(coverageInWords(0.91)).toContain('wider than needed');
  expect(coverageInWords(null)).toBeNull();
});

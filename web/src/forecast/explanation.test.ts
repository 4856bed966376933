import { expect, test } from 'vitest';
import type { RecurringEffect } from '../api/forecastReport';
import { detectedCycles, effectName, effectsUsed, isJudged, reasonsInWords, resemblanceSentences, shareOf } from './explanation';

const effect = (kind: string, name = ''): RecurringEffect => ({ kind, name, percent: 4, percentP10: 1, percentP90: 7, daysSeen: 3 });

test('an effect whose gate is shut is left out, a holiday always stays', () => {
  const effects = [effect('monthDay', '1'), effect('holiday', 'Labour Day'), effect('eve'), effect('event', 'Tariff letter +2 d')];
  const gates = ['monthPosition', 'Tariff letter'].map((name) => ({ effect: name, scoreGain: -1, used: false }));
  expect(effectsUsed(effects, gates).map((one) => one.kind)).toEqual(['holiday', 'eve']);
});

test('effects are called by their holiday, their event and the days since, or their kind', () => {
  expect(effectName(effect('holiday', 'Labour Day'))).toBe('Labour Day');
  expect(effectName(effect('event', 'Tariff letter +0 d'))).toBe('Tariff letter, on the day');
  expect(effectName(effect('event', 'Tariff letter +2 d'))).toBe('Tariff letter, 2 days after');
  expect(effectName(effect('eve'))).toBe('Day before a holiday');
});

test('reasons are put in words where they are kinds of days, and kept where people named them', () => {
  expect(reasonsInWords('Labour Day, eve')).toBe('Labour Day, Day before a holiday');
});

test('special days are told to be called like a weekday only where they are', () => {
  expect(resemblanceSentences({ holiday: 5, eve: null, afterClosure: null, makeUp: null })).toEqual(['Public holidays are called like Saturday.']);
});

test('cycles found in slots are told in hours', () => {
  const cycles = { strengths: [], detectedInSlots: [{ length: 48, autocorrelation: 0.6 }], detectedInDays: [{ length: 7, autocorrelation: 0.96 }] };
  expect(detectedCycles(cycles, 30)).toContain('24 h (0.60), 7 days (0.96)');
  expect(detectedCycles({ ...cycles, detectedInSlots: [], detectedInDays: [] }, 30)).toBeNull();
});

test('a gate without a day to judge by is told apart from one that gained nothing', () => {
  expect(isJudged({ effect: 'eve', scoreGain: 0, used: true })).toBe(false);
  expect(isJudged({ effect: 'eve', scoreGain: -0.2, used: false })).toBe(true);
});

test('the combination has no share in itself', () => {
  expect(shareOf([['levelAndShape', 0.25]], 'levelAndShape')).toBe('25.0%');
  expect(shareOf([['levelAndShape', 0.25]], 'combination')).toBe('–');
});

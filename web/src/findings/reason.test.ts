import { afterEach, expect, test } from 'vitest';
import type { FindingFigures, HistoryFinding } from '../api/historyFindings';
import { language } from '../state/language.svelte';
import { reasonInWords } from './reason';

const PROSE = 'the service’s own words';
const of = (what: FindingFigures): HistoryFinding => ({
  ...what, id: `${what.kind}:2026-05-14:20-22`, date: '2026-05-14', startTime: '10:00', endTime: '11:00', confidence: 'strong', reason: PROSE, repairs: [], applied: false,
});

/** One finding of every kind and variant that the service knows. */
const ALL: FindingFigures[] = [
  { kind: 'closedDay', figures: { holiday: '国庆节' } },
  { kind: 'closedDay', figures: { holiday: null } },
  { kind: 'missing', figures: {} },
  { kind: 'outage', figures: { observed: 1, expected: 131.4, log10Probability: -9.5 } },
  { kind: 'censored', figures: { ceiling: 40, expected: 612 } },
  { kind: 'doubledLoad', figures: { ratio: 2.01, allCountsEven: true } },
  { kind: 'doubledLoad', figures: { ratio: 1.97, allCountsEven: false } },
  { kind: 'spike', figures: { observed: 160, expected: 21.5, deviations: 25.3 } },
  { kind: 'handledAboveOffered', figures: { handled: 90, offered: 30 } },
  { kind: 'unitMistake', figures: { factor: 0.001 } },
  { kind: 'unitMistake', figures: { factor: 60 } },
  { kind: 'impossibleAht', figures: { seconds: 0, limit: null } },
  { kind: 'impossibleAht', figures: { seconds: 9_000, limit: 1_800 } },
];

afterEach(() => language.speak('en'));

test('every kind is told in Chinese from its figures, never in the service’s English', async () => {
  await language.speak('zh-CN');
  for (const what of ALL) {
    const said = reasonInWords(of(what));
    expect(said, what.kind).toMatch(/[一-鿿]/);
    expect(said, what.kind).not.toMatch(/[a-z]{2}|\{/);
  }
});

test('an outage says how rare it is by steps of a thousand', () => {
  const outage = (log10Probability: number) => reasonInWords(of({ kind: 'outage', figures: { observed: 1, expected: 131.4, log10Probability } }));
  expect(outage(-6)).toContain('once in 1 million times');
  expect(outage(-9.5)).toBe('Contacts: 1, where 131 were expected; so few come by chance less than once in 1 billion times. Refuse it if the centre was closed.');
  expect(outage(-80)).toContain('once in 1 trillion times');
});

test('a mistaken unit is told by what mends it', () => {
  expect(reasonInWords(of({ kind: 'unitMistake', figures: { factor: 0.001 } }))).toContain('divided by 1,000');
  expect(reasonInWords(of({ kind: 'unitMistake', figures: { factor: 60 } }))).toContain('multiplied by 60');
});

test('a kind that the page does not know keeps the service’s words', () => {
  expect(reasonInWords({ ...of({ kind: 'missing', figures: {} }), kind: 'drift' } as unknown as HistoryFinding)).toBe(PROSE);
});

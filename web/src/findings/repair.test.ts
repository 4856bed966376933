import { expect, test } from 'vitest';
import type { HistoryFinding } from '../api/historyFindings';
import { repairInWords, standingOf } from './repair';

const repair = { series: 'offered', from: [0, 0], to: [130, 130] } as const;
const finding: HistoryFinding = {
  id: 'outage:2026-05-14:20-22', kind: 'outage', figures: { observed: 0, expected: 131, log10Probability: -57 }, date: '2026-05-14', startTime: '10:00', endTime: '11:00', confidence: 'strong', reason: '',
  repairs: [{ ...repair, from: [...repair.from], to: [...repair.to] }], applied: true,
};

test('a repair of contacts is told by their sums, one of handle times by their mean', () => {
  expect(repairInWords({ series: 'offered', from: [0, 0], to: [130, 130.5] })).toBe('contacts offered: 0 → 260.5');
  expect(repairInWords({ series: 'ahtSeconds', from: [4, null], to: [240, null] })).toBe('handle time (s): 4 → 240');
});

test('a stretch that is left out says so', () => {
  expect(repairInWords({ series: 'offered', from: [0, 0], to: [null, null] })).toBe('contacts offered: 0 → left out');
});

test('a finding stands where the decision says, and without one where its confidence leaves it', () => {
  expect(standingOf(finding)).toBe('applied');
  expect(standingOf({ ...finding, applied: false })).toBe('waiting');
  expect(standingOf({ ...finding, applied: false, repairs: [] })).toBe('nothing');
  const decision = { findingId: finding.id, decision: 'refused' as const, reason: 'a strike', decidedBy: 'user:1', decidedAt: '2026-05-20T08:00:00Z' };
  expect(standingOf({ ...finding, applied: false, decision })).toBe('refused');
});

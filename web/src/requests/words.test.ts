import { expect, test } from 'vitest';
import type { CoverageEffect } from '../api/coverageEffect';
import type { ShiftTrade } from '../api/shiftTrades';
import type { TimeOffDecision, TimeOffRequest } from '../api/timeOff';
import { decisionLines, effectText, tradeLines, worstText } from './words';

const UNHURT: CoverageEffect = { basis: 'PublishedSchedule', addedShortHeadMinutes: 0, removedShortHeadMinutes: 0, intervals: [] };
const interval = (hour: number, shortAfter: number) => ({ startDate: `2026-06-01T${hour}:00:00Z`, lengthMinutes: 60, required: 5, scheduledBefore: 5, scheduledAfter: 4, shortBefore: 0, shortAfter });
const SHORT: CoverageEffect = { ...UNHURT, addedShortHeadMinutes: 90, intervals: [interval(10, 0.5), interval(11, 1)] };

const lines = (decision: Partial<TimeOffDecision>, substatus?: string) =>
  decisionLines({ substatus, decision: { code: 'for-review', text: '', automatic: true, decidedDate: '', limits: [], coverage: UNHURT, ...decision } } as TimeOffRequest, 'UTC');

test('a full limit is told with its figures', () => {
  const limits = [{ timeOffLimitId: 'l', name: 'All', date: '2026-06-01', limitMinutes: 480, usedMinutes: 480, askedMinutes: 480 }];
  expect(lines({ code: 'no-room-in-limit', limits })[1]).toBe('“All” on Mon, Jun 1: 8:00 h of 8:00 h are taken, and 8:00 h were asked for.');
});

test('a lack of agents names the worst moment', () => {
  expect(lines({ code: 'coverage-short', coverage: SHORT })).toEqual([
    'Too few agents would be left.',
    '1.5 agent-hours more would be missing',
    'Hardest at Mon, Jun 1, 11:00: 5.0 required, 5.0 on queue before and 4.0 after.',
  ]);
  expect(worstText(UNHURT, 'UTC')).toBeNull();
});

test('a person’s reason is told in their words, and the id of whoever gave none is not', () => {
  expect(lines({ code: 'denied', text: 'Year end: all hands.', automatic: false })).toEqual(['A supervisor or planner denied it.', 'Reason: Year end: all hands.']);
  expect(lines({ code: 'denied', text: 'Denied by user:0199.', automatic: false })).toEqual(['A supervisor or planner denied it.']);
});

test('a code that the page does not know is told as the service tells it', () => {
  expect(lines({ code: 'as-yet-unknown', text: 'A new rule.' })).toEqual(['A new rule.']);
});

test('where nothing tells who is needed, nothing is claimed', () => {
  expect(effectText({ ...UNHURT, basis: 'Unknown' })).toBe('Nothing tells yet who is needed then');
});

test('a trade tells its coverage and the rules it would break', () => {
  const trade = { state: 'Matched', decision: '', coverage: SHORT, brokenRules: [{ agentId: 'a', rule: 'minimumRest', date: '2026-06-02', detail: '9 h where 11 h are asked' }] } as unknown as ShiftTrade;
  expect(tradeLines(trade)).toEqual(['Both agents agree; a supervisor decides.', '1.5 agent-hours more would be missing', 'Rule “rest between shifts”, Tue, Jun 2: 9 h where 11 h are asked']);
});

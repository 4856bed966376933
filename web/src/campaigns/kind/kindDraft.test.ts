import { expect, test } from 'vitest';
import type { Campaign } from '../../api/outbound';
import { kindBodyOf, kindDraftOf, newStep, patternOf } from './kindDraft';

const draft = () => kindDraftOf(undefined, 'Asia/Shanghai', '2026-12-01T06:00');

test('the usual kind sends nothing of its own, and prospects only their kind', () => {
  expect(kindBodyOf(draft())).toEqual({});
  expect(kindBodyOf({ ...draft(), kind: 'prospect' })).toEqual({ kind: 'prospect' });
});

test('a campaign of steps says in each how often it tries, and its first step asks nothing of a step before', () => {
  const steps = [
    { ...newStep(), name: ' call ', maxAttempts: 3, delayMinutes: 60, noAnswer: true },
    { ...newStep('sms'), name: 'text', delayMinutes: 1440, noAnswer: true, ageDays: 30 },
  ];
  const body = kindBodyOf({ ...draft(), kind: 'multiStep', steps });
  expect(body.steps).toEqual([
    { name: 'call', channel: 'voice', delayMinutes: 0, maxAttempts: 3, when: { flags: [], noAnswer: false, contactAgeDaysAtMost: null } },
    { name: 'text', channel: 'sms', delayMinutes: 1440, maxAttempts: 1, when: { flags: [], noAnswer: true, contactAgeDaysAtMost: 30 } },
  ]);
  expect('maxAttemptsPerContact' in body && body.maxAttemptsPerContact === undefined).toBe(true);
});

test('steps that were kept are sent as they were', () => {
  const kept = [
    { name: 'call', channel: 'voice' as const, delayMinutes: 0, maxAttempts: 2, when: { flags: [], noAnswer: false, contactAgeDaysAtMost: null } },
    { name: 'mail', channel: 'email' as const, delayMinutes: 10, maxAttempts: 1, when: { flags: ['businessNeutral' as const], noAnswer: false, contactAgeDaysAtMost: 7 } },
  ];
  const campaign = { kind: 'multiStep', steps: kept } as unknown as Campaign;
  expect(kindBodyOf(kindDraftOf(campaign, 'UTC', '')).steps).toEqual(kept);
});

test('days of the week go with weeks alone, in their order', () => {
  expect(patternOf({ type: 'weekly', interval: 2, daysOfWeek: [5, 1] })).toEqual({ type: 'weekly', interval: 2, daysOfWeek: [1, 5] });
  expect(patternOf({ type: 'daily', interval: undefined, daysOfWeek: [5] })).toEqual({ type: 'daily', interval: 1, daysOfWeek: [] });
});

test('a recurring campaign is filled again on the site’s clock, unless another is named', () => {
  expect(kindBodyOf({ ...draft(), kind: 'recurring' }).recurrence).toEqual({ type: 'weekly', interval: 1, daysOfWeek: [], timeZone: 'Asia/Shanghai', start: '2026-12-01T06:00' });
});

import { expect, test } from 'vitest';
import type { PolicyTerms } from '../../api/contactPolicies';
import { draftOf, newLimit, termsOf } from './policyDraft';

const TERMS: PolicyTerms = {
  attemptLimits: { maxAttemptsPerNumber: 3, resetPeriod: 'TODAY', timeZoneId: 'Asia/Shanghai', recallEntries: { busy: { nbrAttempts: 2, minutesBetweenAttempts: 15 } } },
  rollingLimits: [{ countedBy: 'person', within: 'productFamily', count: 7, perDays: 7, source: '12 CFR 1006.14(b)(2)' }],
  minimumGaps: [{ countedBy: 'person', minutes: 240 }],
  conversationCoolingOffs: [{ days: 7, within: 'tenant' }],
  refusals: [{ productFamily: 'loans', coolingOffDays: 180, coolsFamilies: { cards: 30 } }, { productFamily: '*' }],
  consentRequired: true,
  callableHours: { startTime: '08:00', stopTime: '21:00' },
  numberZones: true,
  customerTiers: { quiet: { minimumGaps: [{ countedBy: 'person', minutes: 2880 }], rollingLimits: [] } },
  sources: { callableHours: 'practice' },
};

test('terms that are read and saved again are the same', () => {
  expect(termsOf(draftOf(TERMS))).toEqual(TERMS);
});

test('what is left empty does not bind', () => {
  const terms = termsOf({ ...draftOf({}), from: '09:00' });
  expect(terms).not.toHaveProperty('callableHours');
  expect(terms.attemptLimits).toEqual({ resetPeriod: 'NEVER', recallEntries: {} });
});

test('a limit is of days or of hours', () => {
  expect(termsOf({ ...draftOf({}), limits: [{ ...newLimit(), count: 2, length: 24, unit: 'hours' }] }).rollingLimits).toEqual([{ count: 2, countedBy: 'person', within: 'tenant', perHours: 24 }]);
});

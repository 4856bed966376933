import { expect, test } from 'vitest';
import type { Campaign } from '../api/outbound';
import { bodyOfDraft, draftOf } from './draft';

const campaign: Campaign = {
  id: 'c', name: 'Loans', contactListId: 'l', callableTimeSetId: 'h', dncListIds: ['d'], contactPolicyId: null, productFamily: 'loans', priority: 4, maxAttemptsPerContact: 5,
  minutesBetweenAttempts: 30, wrapUpCodeMapping: { defaultSet: ['businessNeutral'], mapping: { sold: ['businessSuccess'] } },
  allocationTerms: { valuePerAgentMinute: 2, agentMinutesPerContact: 6, planningGroupIds: [], minimumMinutes: null, maximumMinutes: 900, minimumShare: 0.075, maximumShare: null },
  explorationShare: 0.1, agentCallbackMinutes: 15, campaignStatus: 'on', version: 3, dateCreated: '', dateModified: '', contactListFilterIds: ['f', 'g'], dialingMode: 'preview', previewTimeOutSeconds: 45,
};

test('a campaign that nothing was typed into is sent as it was', () => {
  const { id: _i, campaignStatus: _s, version: _v, dateCreated: _c, dateModified: _m, contactListFilterIds: _f, dialingMode: _d, previewTimeOutSeconds: _p, ...body } = campaign;
  expect(bodyOfDraft(draftOf(campaign), campaign)).toEqual(body);
});

test('how long a preview may take is sent where it was typed, and where a campaign becomes one', () => {
  expect(bodyOfDraft({ ...draftOf(campaign), previewTimeOutSeconds: 90 }, campaign).previewTimeOutSeconds).toBe(90);
  const external = { ...campaign, dialingMode: 'external' as const, previewTimeOutSeconds: null };
  expect(bodyOfDraft(draftOf(external), external)).not.toHaveProperty('previewTimeOutSeconds');
  expect(bodyOfDraft({ ...draftOf(external), dialingMode: 'preview' }, external)).toMatchObject({ dialingMode: 'preview', previewTimeOutSeconds: 60 });
});

test('shares are typed as percent and sent as shares', () => {
  expect(draftOf(campaign).minimumPercent).toBe(7.5);
  expect(bodyOfDraft({ ...draftOf(campaign), maximumPercent: 60 }, campaign).allocationTerms.maximumShare).toBeCloseTo(0.6);
});

test('another filter takes the first one’s place, and none takes it away', () => {
  expect(bodyOfDraft({ ...draftOf(campaign), contactListFilterId: 'x' }, campaign).contactListFilterIds).toEqual(['x', 'g']);
  expect(bodyOfDraft({ ...draftOf(campaign), contactListFilterId: '' }, campaign).contactListFilterIds).toEqual(['g']);
});

test('budgets are sent when one of them was typed or taken away, whole', () => {
  const with_ = { ...campaign, budgets: { attempts: 500, money: null } };
  const draft = draftOf(with_);
  expect(bodyOfDraft(draft, with_).budgets).toBeUndefined();
  expect(bodyOfDraft({ ...draft, budgets: { ...draft.budgets, attempts: undefined, money: 900 } }, with_).budgets).toMatchObject({ attempts: null, money: 900, moneyADay: null });
  expect(bodyOfDraft({ ...draft, goals: { ...draft.goals, businessSuccesses: 30 } }, with_).goals).toEqual({ businessSuccesses: 30, rightPartyContacts: null });
});

test('an empty bound binds nothing, and a code without a name is left out', () => {
  const body = bodyOfDraft({ ...draftOf(campaign), maximumMinutes: undefined, codes: [{ code: ' ', flags: ['refusal'] }, { code: ' no ', flags: ['refusal'] }] }, campaign);
  expect(body.allocationTerms.maximumMinutes).toBeNull();
  expect(body.wrapUpCodeMapping.mapping).toEqual({ no: ['refusal'] });
});

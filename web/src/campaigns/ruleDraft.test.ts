import { expect, test } from 'vitest';
import type { CampaignRule } from '../api/campaignRules';
import { actionTypes, bodyPartOf, newAction, ruleDraftOf } from './ruleDraft';

const RULE: CampaignRule = {
  id: 'r', name: 'Evening', enabled: true, matchAnyConditions: true, timeZone: 'Asia/Shanghai', version: 2,
  campaignRuleEntities: { campaignIds: ['c'], sequenceIds: [] },
  campaignRuleConditions: [{ conditionType: 'timeOfDay', startTime: '18:00', stopTime: '20:00', daysOfWeek: [1, 5] }, { conditionType: 'campaignProgress', operator: 'greaterThan', value: 90 }],
  campaignRuleActions: [{ actionType: 'turnOnSequence', sequenceIds: ['s'], useTriggeringEntity: false }, { actionType: 'setCampaignPriority', value: 1, useTriggeringEntity: true }],
  executionSettings: { frequency: 'oncePerDay' },
};

test('a rule that is read and saved again says the same, what the page has no field for included', () => {
  const part = bodyPartOf(ruleDraftOf(RULE));
  expect(part).toEqual({
    name: RULE.name, matchAnyConditions: true, campaignRuleConditions: RULE.campaignRuleConditions, campaignRuleActions: RULE.campaignRuleActions, executionSettings: RULE.executionSettings,
  });
});

test('another action than the one that was read loses its targets', () => {
  const draft = ruleDraftOf(RULE);
  const [first] = draft.actions;
  expect(bodyPartOf({ ...draft, actions: first ? [{ ...first, actionType: 'pauseCampaign' }] : [] }).campaignRuleActions).toEqual([{ actionType: 'pauseCampaign', useTriggeringEntity: true }]);
});

test('an action on a sequence is kept and not offered anew', () => {
  expect(actionTypes(newAction())).not.toContain('turnOnSequence');
  expect(actionTypes({ ...newAction(), actionType: 'turnOnSequence' })).toContain('turnOnSequence');
});

test('one condition has nothing to choose any of', () => {
  expect(bodyPartOf({ ...ruleDraftOf(null), matchAnyConditions: true }).matchAnyConditions).toBe(false);
});

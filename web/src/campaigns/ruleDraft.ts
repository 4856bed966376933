import { ACTION_TYPES, CONDITION_TYPES, type ActionType, type CampaignRule, type CampaignRuleBody, type ConditionOperator, type ConditionType, type RuleAction, type RuleCondition } from '../api/campaignRules';
import type { CampaignStatus, DialingMode } from '../api/outbound';

type Frequency = CampaignRule['executionSettings']['frequency'];

export interface ConditionDraft {
  conditionType: ConditionType;
  operator: ConditionOperator;
  value: number | null;
  status: string;
  startTime: string;
  stopTime: string;
  /** From 1, Monday. */
  daysOfWeek: number[];
}

export interface ActionDraft {
  actionType: ActionType;
  value: number | null;
  dialingMode: string;
  /** What is done to what, as it was read: the page changes neither. */
  kept: RuleAction | null;
}

/** A rule as it is typed. */
export interface RuleDraft {
  name: string;
  matchAnyConditions: boolean;
  conditions: ConditionDraft[];
  actions: ActionDraft[];
  frequency: Frequency;
}

export const FREQUENCIES: Frequency[] = ['onEachTrigger', 'oncePerDay', 'once'];
export const MODES: DialingMode[] = ['external', 'preview', 'progressive', 'predictive', 'agentless'];
export const STATUSES: CampaignStatus[] = ['on', 'stopping', 'off', 'complete', 'invalid'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Actions that take a figure. */
export const takesValue = (type: ActionType): boolean => type.startsWith('set') && type !== 'setCampaignDialingMode';
/** A sequence is named over the API: such an action is kept, and not offered anew. */
export const actionTypes = (draft: ActionDraft): ActionType[] => ACTION_TYPES.filter((one) => !one.endsWith('Sequence') || one === draft.actionType);
export const conditionTypes = (): readonly ConditionType[] => CONDITION_TYPES;

export const newCondition = (): ConditionDraft => ({ conditionType: 'campaignProgress', operator: 'greaterThanEquals', value: 80, status: 'off', startTime: '09:00', stopTime: '12:00', daysOfWeek: EVERY_DAY });
export const newAction = (): ActionDraft => ({ actionType: 'turnOffCampaign', value: 5, dialingMode: 'predictive', kept: null });

export function ruleDraftOf(rule: CampaignRule | null): RuleDraft {
  if (rule === null) return { name: '', matchAnyConditions: false, conditions: [newCondition()], actions: [newAction()], frequency: 'oncePerDay' };
  const usual = newCondition();
  return {
    name: rule.name,
    matchAnyConditions: rule.matchAnyConditions,
    conditions: rule.campaignRuleConditions.map((one) => ({
      conditionType: one.conditionType, operator: one.operator ?? usual.operator, value: one.value ?? null, status: one.status ?? usual.status, startTime: one.startTime ?? usual.startTime, stopTime: one.stopTime ?? usual.stopTime,
      daysOfWeek: one.daysOfWeek && one.daysOfWeek.length > 0 ? one.daysOfWeek : EVERY_DAY,
    })),
    actions: rule.campaignRuleActions.map((one) => ({ actionType: one.actionType, value: one.value ?? null, dialingMode: one.dialingMode ?? 'predictive', kept: one })),
    frequency: rule.executionSettings.frequency,
  };
}

function conditionOf(one: ConditionDraft): RuleCondition {
  const { conditionType } = one;
  if (conditionType === 'timeOfDay') return { conditionType, startTime: one.startTime, stopTime: one.stopTime, daysOfWeek: one.daysOfWeek.toSorted() };
  return conditionType === 'campaignStatus' ? { conditionType, status: one.status } : { conditionType, operator: one.operator, value: one.value ?? 0 };
}

function actionOf({ actionType, value, dialingMode, kept }: ActionDraft): RuleAction {
  // Another action than the one that was read has none of its targets.
  const same = kept?.actionType === actionType ? kept : null;
  const { value: _value, dialingMode: _mode, ...targets } = same ?? { actionType, useTriggeringEntity: true };
  return { ...targets, ...(takesValue(actionType) ? { value: value ?? 0 } : {}), ...(actionType === 'setCampaignDialingMode' ? { dialingMode } : {}) };
}

/** What of a rule the form says; whose rule it is, its zone and whether it is in force stay. */
export const bodyPartOf = (draft: RuleDraft): Pick<CampaignRuleBody, 'name' | 'matchAnyConditions' | 'campaignRuleConditions' | 'campaignRuleActions' | 'executionSettings'> => ({
  name: draft.name.trim(),
  matchAnyConditions: draft.matchAnyConditions && draft.conditions.length > 1,
  campaignRuleConditions: draft.conditions.map(conditionOf),
  campaignRuleActions: draft.actions.map(actionOf),
  executionSettings: { frequency: draft.frequency },
});

import type { RuleAction, RuleCondition } from '../api/campaignRules';
import { named, t } from '../state/language.svelte';

/** A condition as it is read aloud: progress (%) ≥ 80. */
export function conditionText(one: RuleCondition): string {
  const what = named('rule.condition', one.conditionType);
  if (one.conditionType === 'timeOfDay') return t('rule.timeOfDay', { from: one.startTime ?? '', to: one.stopTime ?? '' });
  if (one.conditionType === 'campaignStatus') return t('rule.is', { what, operator: '=', value: named('campaign.status', one.status ?? '') });
  return t('rule.is', { what, operator: SIGNS[one.operator ?? 'equals'], value: one.value ?? '' });
}

const SIGNS = { equals: '=', greaterThan: '>', greaterThanEquals: '≥', lessThan: '<', lessThanEquals: '≤' } as const;

/** An action as it is read aloud: set the priority to 5. */
export function actionText(one: RuleAction): string {
  const what = named('rule.action', one.actionType);
  const to = one.dialingMode ? named('campaign.dialingMode', one.dialingMode) : one.value;
  return to === undefined || to === null ? what : t('rule.set', { what, value: to });
}

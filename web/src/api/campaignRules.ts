import { getAll, request } from './request';

export const CONDITION_TYPES = [
  'campaignProgress', 'campaignAgents', 'campaignRecordsAttempted', 'campaignContactRate', 'campaignBusinessSuccess', 'campaignBusinessFailure', 'campaignBusinessNeutral',
  'campaignRightPartyContacts', 'campaignValidAttempts', 'campaignAbandonRate', 'campaignRunTime', 'campaignStatus', 'timeOfDay',
] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];
export const CONDITION_OPERATORS = ['equals', 'greaterThan', 'greaterThanEquals', 'lessThan', 'lessThanEquals'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

export interface RuleCondition {
  conditionType: ConditionType;
  operator?: ConditionOperator | null;
  value?: number | null;
  /** Of `campaignStatus`. */
  status?: string | null;
  /** Of `timeOfDay`. */
  startTime?: string | null;
  stopTime?: string | null;
  daysOfWeek?: number[];
}

export const ACTION_TYPES = [
  'turnOnCampaign', 'turnOffCampaign', 'pauseCampaign', 'recycleCampaign', 'setCampaignPriority', 'setCampaignWeight', 'setCampaignNumberOfLines', 'setCampaignMaxCallsPerAgent',
  'setCampaignAbandonRate', 'setCampaignDialingMode', 'turnOnSequence', 'turnOffSequence',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

export interface RuleAction {
  actionType: ActionType;
  value?: number | null;
  dialingMode?: string | null;
  wrapUpCodes?: string[];
  campaignIds?: string[];
  sequenceIds?: string[];
  /** On the campaign whose figures met the conditions. */
  useTriggeringEntity: boolean;
}

/** When figures of a campaign are so, something is done. */
export interface CampaignRule {
  id: string;
  name: string;
  enabled: boolean;
  matchAnyConditions: boolean;
  timeZone: string;
  campaignRuleEntities: { campaignIds: string[]; sequenceIds: string[] };
  campaignRuleConditions: RuleCondition[];
  campaignRuleActions: RuleAction[];
  executionSettings: { frequency: 'onEachTrigger' | 'oncePerDay' | 'once' };
  version: number;
}

export type CampaignRuleBody = Omit<CampaignRule, 'id' | 'version'>;

/** A rule was met: with which figures, and what came of it. */
export interface RuleFiring {
  id: string;
  campaignId: string;
  firedDate: string;
  conditions: { conditionType: ConditionType; operator: ConditionOperator | null; value: number | null; seen: number | null; seenText: string | null; holds: boolean }[];
  actions: { actionType: ActionType; target: string; outcome: 'done' | 'unchanged' | 'refused'; detail: string }[];
}

export const listCampaignRules = (): Promise<CampaignRule[]> => getAll('/outbound/campaign-rules');

export const addCampaignRule = async (rule: CampaignRuleBody): Promise<CampaignRule> => (await request<CampaignRule>('POST', '/outbound/campaign-rules', { body: rule })).body;

export async function changeCampaignRule(rule: CampaignRule, changes: Partial<CampaignRuleBody>): Promise<CampaignRule> {
  const { name, enabled, matchAnyConditions, timeZone, campaignRuleEntities, campaignRuleConditions, campaignRuleActions, executionSettings } = { ...rule, ...changes };
  const body: CampaignRuleBody = { name, enabled, matchAnyConditions, timeZone, campaignRuleEntities, campaignRuleConditions, campaignRuleActions, executionSettings };
  return (await request<CampaignRule>('PUT', `/outbound/campaign-rules/${rule.id}`, { body, ifMatch: rule.version })).body;
}

export const deleteCampaignRule = (id: string): Promise<unknown> => request('DELETE', `/outbound/campaign-rules/${id}`);

export const ruleFirings = (id: string): Promise<RuleFiring[]> => getAll(`/outbound/campaign-rules/${id}/firings`);

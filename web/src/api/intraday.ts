import type { NotReforecast } from './reforecast';
import { getAll, request } from './request';
import type { ShiftChange } from './scheduleEdits';

/** A share of simulated days, and the interval it lies in with 95 % confidence. */
export interface Probability {
  share: number;
  lower: number;
  upper: number;
}

/** A planning group's day at its close: what came, and what the rest is expected to add. Shares are of 1. */
export interface ServiceAtClose {
  offered: number;
  serviceLevel: number | null;
  serviceLevelHalfWidth: number | null;
  serviceLevelP10: number | null;
  serviceLevelP90: number | null;
  averageSpeedOfAnswerSeconds: number | null;
  abandonRate: number | null;
  /** Null where the planning group has no goal. */
  probabilityOfMeetingGoal: Probability | null;
}

export interface IntradayForecast {
  offered: number;
  averageHandleTimeSeconds: number | null;
  /** What came, or is expected now. */
  expectedOffered: number;
  /** Absent where contacts have come, and where the forecast stands. */
  expectedOfferedP10?: number;
  expectedOfferedP90?: number;
  expectedAverageHandleTimeSeconds: number | null;
}

export interface IntradayActual {
  offered: number;
  handled: number | null;
  abandoned: number | null;
  answeredWithin: number | null;
  /** Share of 1 of those that came. */
  serviceLevel: number | null;
  averageHandleTimeSeconds: number | null;
}

/** Heads; `present` where it is over and known, `expected` where it is still to come. */
export interface IntradayHeads {
  required: number;
  scheduled: number;
  present: number | null;
  expected: number | null;
}

export interface IntradayPrediction {
  serviceLevelPercent: number | null;
  averageSpeedOfAnswerSeconds: number | null;
  abandonRatePercent: number | null;
}

/** One planning group's day; lists have one value an interval. */
export interface IntradayGroup {
  planningGroupId: string;
  planningGroupName: string;
  observedUntil: string;
  /** From when on service is simulated, as the source does not count all that the goal asks for. */
  simulatedFrom: string;
  notCounted: string[];
  forecastDataSummary: IntradayForecast;
  forecastDataPerInterval: IntradayForecast[];
  actualDataSummary: IntradayActual | null;
  actualDataPerInterval: (IntradayActual | null)[];
  scheduleDataPerInterval: IntradayHeads[];
  performancePredictionDataSummary: ServiceAtClose;
  performancePredictionDataPerInterval: IntradayPrediction[];
}

export interface IntradayMessage {
  code: string;
  text: string;
}

/** A business unit's running day. */
export interface IntradayDay {
  startDate: string;
  endDate: string;
  asOf: string;
  timeZone: string;
  intervalLengthMinutes: number;
  shortTermForecast: { id: string; weekDate: string; description: string };
  schedule: { id: string; weekDate: string; version: number };
  replications: number;
  intradayDataGroupings: IntradayGroup[];
  notReforecast: NotReforecast[];
  messages: IntradayMessage[];
}

export type AlertKind = 'serviceBelowGoal' | 'volumeOffForecast' | 'handleTimeOffForecast' | 'understaffed' | 'outOfAdherence';

export interface Alert {
  id: string;
  ruleName: string;
  kind: AlertKind;
  planningGroupId: string;
  planningGroupName: string;
  state: 'open' | 'acknowledged' | 'closed';
  /** In the kind's unit, as are the next ones. */
  threshold: number;
  value: number;
  worstValue: number;
  detail: string;
  openedDate: string;
  lastSeenDate: string;
  closedDate: string | null;
  acknowledgedBy: string | null;
}

export interface NewAlertRule {
  name: string;
  kind: AlertKind;
  planningGroupId?: string | null;
  threshold: number;
  intervals: number;
  enabled: boolean;
}

export interface AlertRule extends NewAlertRule {
  id: string;
  version: number;
}

export type ActionKind = 'moveBreaks' | 'moveActivities' | 'cancelActivities' | 'borrowAgents' | 'offerOvertime' | 'offerVoluntaryTimeOff' | 'throttleCampaign' | 'combinedPlan';

export interface ActionCost {
  /** Below 0 where time off saves them. */
  agentHours: number;
  money: number | null;
  /** Whose day changes, or who are asked. */
  agents: number;
}

export interface GroupEffect {
  planningGroupId: string;
  planningGroupName: string;
  before: ServiceAtClose;
  after: ServiceAtClose;
  answeredInTimeGain: number;
  answeredInTimeGainHalfWidth: number;
}

export interface ActivityChange {
  agentId: string;
  agentName: string;
  activityCodeId: string;
  fromStartDate: string;
  /** Null when it is not held. */
  toStartDate: string | null;
  lengthMinutes: number;
}

export interface ActionOffer {
  kind: 'Overtime' | 'VoluntaryTimeOff';
  agentIds: string[];
  startDate: string;
  endDate: string;
  places: number;
}

/** Something that can be done about the rest of the day. */
export interface IntradayAction {
  id: string;
  adviceId: string;
  businessUnitId: string;
  scheduleId: string;
  /** The version it was made for: sent to apply it. */
  scheduleVersion: number;
  state: 'proposed' | 'applied' | 'outdated';
  expiration: string;
  applied: { scheduleVersion: number; appliedBy: string; appliedAt: string | null; reason: string | null } | null;
  kind: ActionKind;
  description: string;
  rank: number;
  startDate: string;
  endDate: string;
  activityChanges: ActivityChange[];
  offers: ActionOffer[];
  campaignIds: string[];
  cost: ActionCost;
  effects: GroupEffect[];
  answeredInTimeGain: number;
  answeredInTimeGainHalfWidth: number;
  fixesPlanningGroupIds: string[];
  steps?: { kind: ActionKind; description: string; answeredInTimeGain: number; cost: ActionCost }[];
  changes: ShiftChange[];
}

export interface UsedPrice {
  value: number;
  source: 'request' | 'costRates' | 'usual';
}

/** What can be done about the rest of the day, ranked; a combined plan is the last. */
export interface IntradayAdvice {
  id: string;
  asOf: string;
  scheduleVersion: number;
  replications: number;
  hourlyCost?: UsedPrice | null;
  actions: IntradayAction[];
  messages: IntradayMessage[];
}

const path = (businessUnitId: string) => `/business-units/${businessUnitId}/intraday`;

export const runningDay = async (businessUnitId: string, businessUnitDate?: string): Promise<IntradayDay> =>
  (await request<IntradayDay>('POST', path(businessUnitId), { body: { businessUnitDate }, idempotencyKey: null })).body;

export const openAlerts = (businessUnitId: string): Promise<Alert[]> => getAll(`${path(businessUnitId)}/alerts`, { open: true });

export const evaluateAlerts = async (businessUnitId: string): Promise<{ asOf: string; openAlerts: Alert[]; noDataReason?: string }> =>
  (await request<{ asOf: string; openAlerts: Alert[]; noDataReason?: string }>('POST', `${path(businessUnitId)}/alerts/evaluate`, { idempotencyKey: null })).body;

export const acknowledgeAlert = async (businessUnitId: string, alert: Alert): Promise<Alert> =>
  (await request<Alert>('POST', `${path(businessUnitId)}/alerts/${alert.id}/acknowledge`)).body;

export const listAlertRules = (businessUnitId: string): Promise<AlertRule[]> => getAll(`${path(businessUnitId)}/alert-rules`);

export const addAlertRule = async (businessUnitId: string, rule: NewAlertRule): Promise<AlertRule> =>
  (await request<AlertRule>('POST', `${path(businessUnitId)}/alert-rules`, { body: rule })).body;

export const replaceAlertRule = async (businessUnitId: string, { id, version }: AlertRule, rule: NewAlertRule): Promise<AlertRule> =>
  (await request<AlertRule>('PUT', `${path(businessUnitId)}/alert-rules/${id}`, { body: rule, ifMatch: version })).body;

export const deleteAlertRule = (businessUnitId: string, rule: AlertRule): Promise<unknown> => request('DELETE', `${path(businessUnitId)}/alert-rules/${rule.id}`);

/** Looks for what can be done; takes some seconds. */
export const askAdvice = async (businessUnitId: string, ask: { hourlyCost?: number; acceptancePercent?: number; minimumLeadMinutes?: number }): Promise<IntradayAdvice> =>
  (await request<IntradayAdvice>('POST', `${path(businessUnitId)}/actions`, { body: ask })).body;

export const appliedActions = (businessUnitId: string): Promise<IntradayAction[]> => getAll(`${path(businessUnitId)}/actions`, { applied: true });

/** Applies an action whole, to the version of the schedule that it was made for. */
export const applyAction = async (action: IntradayAction, reason: string): Promise<IntradayAction> =>
  (await request<IntradayAction>('POST', `${path(action.businessUnitId)}/actions/${action.id}/apply`, { ifMatch: action.scheduleVersion, body: reason === '' ? {} : { reason } })).body;

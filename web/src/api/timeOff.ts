import type { CoverageBasis, CoverageEffect, RuleFailureAction } from './coverageEffect';
import { get, getAll, getPage, request, type Page } from './request';

export const TIME_OFF_STATUSES = ['Pending', 'WaitListed', 'Approved', 'Denied', 'Canceled'] as const;
export type TimeOffStatus = (typeof TIME_OFF_STATUSES)[number];

/** A limit without room for what was asked. */
export interface LimitLack {
  timeOffLimitId: string;
  name: string;
  date: string;
  /** The interval without room; absent of a day's limit. */
  startDate?: string;
  limitMinutes: number;
  usedMinutes: number;
  askedMinutes: number;
}

/** Why a request stands where it does: a stable code, and everything that was found. */
export interface TimeOffDecision {
  code: string;
  /** In English, or in the words of whoever decided. */
  text: string;
  automatic: boolean;
  decidedDate: string;
  limits: LimitLack[];
  balance?: { date: string; remainingMinutes: number; askedMinutes: number } | null;
  coverage: CoverageEffect;
  overrideReason?: string | null;
}

/** Days that there is room for. */
export interface AlternativeDates {
  /** Below 0 for earlier ones. */
  daysLater: number;
  fullDayManagementUnitDates: string[];
  partialDayStartDateTimes: string[];
  durationMinutes: number[];
  addedShortHeadMinutes: number;
  coverageBasis: CoverageBasis;
}

export interface TimeOffRequest {
  id: string;
  agentId: string;
  businessUnitId: string;
  managementUnitId: string;
  activityCodeId: string;
  status: TimeOffStatus;
  substatus?: string | null;
  isFullDayRequest: boolean;
  fullDayManagementUnitDates: string[];
  partialDayStartDateTimes: string[];
  dailyDurationMinutes: number;
  /** What each day counts against limits and balances. */
  durationMinutes: number[];
  notes: string;
  decision: TimeOffDecision;
  /** Only with the answer that refuses it, and where they are asked for. */
  alternativeDates?: AlternativeDates[];
  waitListPosition?: number | null;
  waitListExpiresDate?: string | null;
  /** Whether the agent has seen the latest decision. */
  markedAsRead: boolean;
  reviewedBy?: string | null;
  submittedDate: string;
  version: number;
}

export interface NewTimeOffRequest {
  activityCodeId: string;
  isFullDayRequest: boolean;
  fullDayManagementUnitDates: string[];
  partialDayStartDateTimes: string[];
  dailyDurationMinutes: number;
  notes: string;
}

/** Minutes of one activity code that an agent may still take. */
export interface TimeOffBalance {
  activityCodeId: string;
  asOf: string;
  grantedMinutes: number;
  adjustedMinutes: number;
  usedMinutes: number;
  plannedMinutes: number;
  requestedMinutes: number;
  remainingMinutes: number;
  grantedLaterMinutes: number;
}

export interface TimeOffPlan {
  id: string;
  name: string;
  active: boolean;
  activityCodeIds: string[];
  managementUnitIds: string[];
  autoApprovalRule: 'Never' | 'Always' | 'CheckLimits' | 'CheckCoverage';
  requiresBalance: boolean;
}

export interface TimeOffLimit {
  id: string;
  name: string;
  granularity: 'Day' | 'Interval';
  defaultLimitMinutes: number;
}

/** What a limit has room for on a date, and what approved time off takes of it. */
export interface TimeOffLimitValue {
  date: string;
  isDefault: boolean;
  limitMinutes?: number | null;
  usedMinutes?: number | null;
  limitMinutesPerInterval?: number[] | null;
  usedMinutesPerInterval?: number[] | null;
}

export interface TimeOffQuery {
  businessUnitId?: string;
  managementUnitId?: string;
  agentId?: string;
  status?: TimeOffStatus;
  /** With a day on this local date or later; or earlier. */
  startDate?: string;
  endDate?: string;
}

export interface TimeOffChange {
  status?: TimeOffStatus;
  markedAsRead?: boolean;
  reason?: string;
  ruleFailureAction?: RuleFailureAction;
}

const PATH = '/time-off-requests';
const one = (asked: { id: string }) => `${PATH}/${asked.id}`;

export const listTimeOff = (query: TimeOffQuery): Promise<TimeOffRequest[]> => getAll(PATH, { ...query });

export const pageOfTimeOff = (query: TimeOffQuery, pageToken: string | undefined, pageSize: number): Promise<Page<TimeOffRequest>> =>
  getPage(PATH, pageToken, pageSize, { ...query });

/** Asks; the answer is the decision, as far as no person is needed for it. */
export const askTimeOff = async (body: NewTimeOffRequest): Promise<TimeOffRequest> => (await request<TimeOffRequest>('POST', PATH, { body })).body;

export const changeTimeOff = async (asked: TimeOffRequest, body: TimeOffChange): Promise<TimeOffRequest> =>
  (await request<TimeOffRequest>('PATCH', one(asked), { body, ifMatch: asked.version })).body;

export const alternativeDates = async (asked: TimeOffRequest): Promise<AlternativeDates[]> => (await get<Page<AlternativeDates>>(`${one(asked)}/alternative-dates`)).entities;

/** Of an agent; without one, of who asks. */
export const timeOffBalances = async (agentId?: string): Promise<TimeOffBalance[]> => (await get<Page<TimeOffBalance>>('/time-off-balances', { agentId })).entities;

export const listTimeOffPlans = async (businessUnitId: string): Promise<TimeOffPlan[]> => (await get<Page<TimeOffPlan>>('/time-off-plans', { businessUnitId })).entities;

export const listTimeOffLimits = async (businessUnitId: string): Promise<TimeOffLimit[]> => (await get<Page<TimeOffLimit>>('/time-off-limits', { businessUnitId })).entities;

/** Both dates included. */
export const timeOffLimitValues = async (limitId: string, startDate: string, endDate: string): Promise<TimeOffLimitValue[]> =>
  (await get<Page<TimeOffLimitValue>>(`/time-off-limits/${limitId}/values`, { startDate, endDate })).entities;

/** Decides anew what waits; gives the ids of requests that wait no longer. */
export const promoteWaitList = async (businessUnitId: string): Promise<string[]> =>
  (await request<{ timeOffRequestIds: string[] }>('POST', '/wait-list-positions/promote', { body: { businessUnitId } })).body.timeOffRequestIds;

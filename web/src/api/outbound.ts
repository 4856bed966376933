import type { CampaignRecurrence, CampaignStep, EventRules } from './campaignKinds';
import { get, getAll, request } from './request';

export type CampaignStatus = 'on' | 'stopping' | 'off' | 'complete' | 'invalid';
export const CAMPAIGN_KINDS = ['singleStep', 'prospect', 'multiStep', 'recurring', 'eventTriggered'] as const;
export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];
export type DialingMode = 'external' | 'preview' | 'progressive' | 'predictive' | 'agentless';

export const WRAP_UP_FLAGS = [
  'rightPartyContact', 'businessSuccess', 'businessFailure', 'businessNeutral', 'contactUncallable', 'numberUncallable', 'refusal', 'doNotCall', 'liveAnswer', 'abandoned',
] as const;
export type WrapUpFlag = (typeof WRAP_UP_FLAGS)[number];

/** What wrap-up codes mean for the contact. */
export interface WrapUpCodeMapping {
  /** Of codes that are not named; none means: try again. */
  defaultSet: WrapUpFlag[];
  mapping: Record<string, WrapUpFlag[]>;
}

/** What a campaign is worth and may have when surplus agent-minutes are allocated. */
export interface AllocationTerms {
  valuePerAgentMinute: number;
  agentMinutesPerContact: number;
  /** None named means all. */
  planningGroupIds: string[];
  minimumMinutes: number | null;
  maximumMinutes: number | null;
  /** 0 to 1. */
  minimumShare: number | null;
  maximumShare: number | null;
}

export const BUDGETS = ['agentMinutesADay', 'agentMinutes', 'attemptsADay', 'attempts', 'moneyADay', 'money', 'costPerAttempt', 'costPerAgentMinute'] as const;
/** What a campaign may use up; the costs say what money is counted by. */
export type CampaignBudgets = Partial<Record<(typeof BUDGETS)[number], number | null>>;

export const GOALS = ['businessSuccesses', 'rightPartyContacts'] as const;
export type CampaignGoals = Partial<Record<(typeof GOALS)[number], number | null>>;

/** What a campaign is to be, and what is sent to change it. */
export interface CampaignBody {
  name: string;
  contactListId: string;
  callableTimeSetId: string;
  dncListIds: string[];
  /** The tenant's default binds it where absent. */
  contactPolicyId?: string | null;
  productFamily: string;
  /** 1 to 5, 5 highest. */
  priority: number;
  /** Not of a campaign of steps, which says it in each. */
  maxAttemptsPerContact?: number;
  minutesBetweenAttempts: number;
  wrapUpCodeMapping: WrapUpCodeMapping;
  allocationTerms: AllocationTerms;
  /** 0 to 1. */
  explorationShare: number;
  agentCallbackMinutes: number;
  kind?: CampaignKind;
  steps?: CampaignStep[];
  recurrence?: CampaignRecurrence | null;
  eventRules?: EventRules | null;
  dialingMode?: DialingMode;
  /** Preview needs it: how long an agent may look at a contact before the call. */
  previewTimeOutSeconds?: number | null;
  contactListFilterIds?: string[];
  budgets?: CampaignBudgets;
  goals?: CampaignGoals;
}

export interface CampaignFault {
  code: string;
  pointer: string;
  detail: string;
}

export interface Campaign extends CampaignBody {
  id: string;
  campaignStatus: CampaignStatus;
  /** Why it stands as it does; absent when it is new. */
  statusReason?: { code: string; detail: string; since: string } | null;
  /** Why it cannot be on. */
  errors?: CampaignFault[];
  version: number;
  dateCreated: string;
  dateModified: string;
}

export interface CampaignProgress {
  numberOfContactsCalled: number;
  numberOfContactsFinished: number;
  numberOfContactsLeased: number;
  numberOfContactsSkipped: { doNotCall: number; refused: number; attemptsExhausted: number };
  /** Unfinished contacts that are held or put off, by the reason found last. */
  numberOfContactsHeld: Record<string, number>;
  numberOfCallbacks: number;
  totalNumberOfContacts: number;
  percentage: number;
}

/** Something that stands against a call. */
export interface Hold {
  reason: string;
  /** Absent when only a change ends it. */
  until: string | null;
  /** A pointer into the campaign, its policy (`/terms/…`) or the contact. */
  rule: string | null;
  /** The law or agreement the rule follows. */
  source: string | null;
  remedy: string;
}

/** How one contact of a campaign stands now. */
export interface ContactDiagnostics {
  contactPolicyId: string | null;
  isCallable: boolean;
  callableUntil: string | null;
  /** What stands against it longest. */
  reason: Hold | null;
  holds: Hold[];
  attempts: number;
  availableAt: string;
}

export interface CampaignDiagnostics {
  campaignStatus: CampaignStatus;
  campaignErrors: CampaignFault[];
  callableNow: number;
  totalNumberOfContacts: number;
  states: { code: string; contacts: number; remedy: string }[];
}

export interface CampaignFigures {
  attempts: number;
  /** Answered by somebody. */
  connects: number;
  rightPartyContacts: number;
  businessSuccesses: number;
  businessFailures: number;
  businessNeutrals: number;
  refusals: number;
  abandoned: number;
  contactRate: number | null;
  successRate: number | null;
  averageHandleSeconds: number | null;
}

export interface CampaignStats {
  timeZone: string;
  from: string;
  to: string;
  total: CampaignFigures;
  byHour: (CampaignFigures & { startDate: string })[];
}

/** What is put back into a campaign. */
export interface Recycling {
  wrapUpCodes: string[];
  /** Those tried as often as allowed. */
  exhausted: boolean;
  /** Whether the campaign is to be on afterwards. */
  start: boolean;
}

export interface CallableTimeSet {
  id: string;
  name: string;
}

export const listCampaigns = (): Promise<Campaign[]> => getAll('/outbound/campaigns');

export const listCallableTimeSets = (): Promise<CallableTimeSet[]> => getAll('/outbound/callable-time-sets');

/** When callees may be called: by zone (`*` for every other one), on weekdays from 1 (Monday), in local time. */
export interface NewCallableTimeSet {
  name: string;
  callableTimes: { timeZoneId: string; timeSlots: { day: number; startTime: string; stopTime: string }[] }[];
}

export const addCallableTimeSet = async (set: NewCallableTimeSet): Promise<CallableTimeSet> =>
  (await request<CallableTimeSet>('POST', '/outbound/callable-time-sets', { body: set })).body;

export const campaignProgress = (id: string): Promise<CampaignProgress> => get(`/outbound/campaigns/${id}/progress`);

export const campaignStats = (id: string, from: string, to: string): Promise<CampaignStats> => get(`/outbound/campaigns/${id}/stats`, { from, to });

export const campaignDiagnostics = (id: string): Promise<CampaignDiagnostics> => get(`/outbound/campaigns/${id}/diagnostics`);

export const contactDiagnostics = (campaignId: string, contactId: string): Promise<ContactDiagnostics> =>
  get(`/outbound/campaigns/${campaignId}/contacts/${encodeURIComponent(contactId)}/diagnostics`);

export const addCampaign = async (body: CampaignBody): Promise<Campaign> => (await request<Campaign>('POST', '/outbound/campaigns', { body })).body;

/** What of a campaign is sent to change it: everything but what the service says of it. A campaign of steps says in each how often it tries. */
export function bodyOf(campaign: Campaign): CampaignBody {
  const { id: _id, campaignStatus: _status, statusReason: _reason, errors: _errors, version: _version, dateCreated: _created, dateModified: _modified, ...body } = campaign;
  return campaign.kind === 'multiStep' ? { ...body, maxAttemptsPerContact: undefined } : body;
}

/** Changes some of a campaign; what the page does not know of it stays. */
export const changeCampaign = async (campaign: Campaign, changes: Partial<CampaignBody>): Promise<Campaign> =>
  (await request<Campaign>('PUT', `/outbound/campaigns/${campaign.id}`, { body: { ...bodyOf(campaign), ...changes }, ifMatch: campaign.version })).body;

export const deleteCampaign = (id: string): Promise<unknown> => request('DELETE', `/outbound/campaigns/${id}`);

const command = async (campaign: Campaign, name: string): Promise<Campaign> =>
  (await request<Campaign>('POST', `/outbound/campaigns/${campaign.id}/${name}`, { ifMatch: campaign.version })).body;

export const startCampaign = (campaign: Campaign): Promise<Campaign> => command(campaign, 'start');

export const stopCampaign = (campaign: Campaign): Promise<Campaign> => command(campaign, 'stop');

/** Stops a campaign so that no schedule, sequence or rule starts it again. */
export const pauseCampaign = (campaign: Campaign): Promise<Campaign> => command(campaign, 'pause');

export const recycleCampaign = async (campaign: Campaign, what: Recycling): Promise<{ recycledContacts: number; campaign: Campaign }> =>
  (await request<{ recycledContacts: number; campaign: Campaign }>('POST', `/outbound/campaigns/${campaign.id}/recycle`, { body: what })).body;

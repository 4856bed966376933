import { get, getAll, request } from './request';

/** Whose attempts are counted, or whose last attempt is looked at. */
export const COUNTED_BY = ['number', 'contact', 'person'] as const;
export type CountedBy = (typeof COUNTED_BY)[number];
/** Which campaigns' entries are looked at. */
export const WITHINS = ['tenant', 'productFamily', 'campaign'] as const;
export type Within = (typeof WITHINS)[number];

/** Attempts to a contact and to a number, until they are reset. */
export interface AttemptLimits {
  maxAttemptsPerContact?: number | null;
  maxAttemptsPerNumber?: number | null;
  /** `NEVER`, `TODAY`, `DAYS_2` … `DAYS_30`. */
  resetPeriod?: string;
  timeZoneId?: string | null;
  /** By wrap-up code. */
  recallEntries?: Record<string, { nbrAttempts: number; minutesBetweenAttempts: number }>;
}

/** So many attempts in any stretch of time that is so long. */
export interface RollingLimit {
  count: number;
  countedBy: CountedBy;
  within?: Within;
  perDays?: number | null;
  perHours?: number | null;
  source?: string | null;
}

/** The least time from one attempt to the next. */
export interface MinimumGap {
  countedBy: CountedBy;
  minutes: number;
  source?: string | null;
}

/** A pause after a conversation. */
export interface ConversationCoolingOff {
  days: number;
  within?: Within;
  source?: string | null;
}

/** What follows on a refusal of products of a family; `*` is every family without a rule of its own. */
export interface RefusalRule {
  productFamily: string;
  /** For ever where none are given. */
  coolingOffDays?: number | null;
  coolsFamilies?: Record<string, number>;
}

/** What is left out does not bind. */
export interface PolicyTerms {
  attemptLimits?: AttemptLimits;
  rollingLimits?: RollingLimit[];
  minimumGaps?: MinimumGap[];
  conversationCoolingOffs?: ConversationCoolingOff[];
  refusals?: RefusalRule[];
  consentRequired?: boolean;
  callableHours?: { startTime: string; stopTime: string } | null;
  numberZones?: boolean;
  customerTiers?: Record<string, { minimumGaps?: MinimumGap[]; rollingLimits?: RollingLimit[] }>;
  /** The laws or agreements that terms follow, by the term's field. */
  sources?: Record<string, string>;
}

export interface ContactPolicy {
  id: string;
  name: string;
  /** Binds the campaigns that name none. */
  isDefault: boolean;
  terms: PolicyTerms;
  version: number;
}

export interface ContactPolicyBody {
  name: string;
  isDefault: boolean;
  terms?: PolicyTerms;
  /** A pack whose terms it begins with. */
  packId?: string;
}

/** What a jurisdiction asks of outbound calls, and the terms that a policy made of it today begins with. */
export interface PolicyPack {
  id: string;
  jurisdiction: string;
  note: string;
  provisions: { citation: string; binding: boolean; validFrom: string; validUntil?: string | null; requirement: { type: string } & Record<string, unknown> }[];
  terms: PolicyTerms;
}

export const listContactPolicies = (): Promise<ContactPolicy[]> => getAll('/outbound/contact-policies');

export const listPolicyPacks = (): Promise<PolicyPack[]> => get('/outbound/policy-packs');

export const addContactPolicy = async (body: ContactPolicyBody): Promise<ContactPolicy> => (await request<ContactPolicy>('POST', '/outbound/contact-policies', { body })).body;

export const replaceContactPolicy = async (policy: ContactPolicy, body: ContactPolicyBody): Promise<ContactPolicy> =>
  (await request<ContactPolicy>('PUT', `/outbound/contact-policies/${policy.id}`, { body, ifMatch: policy.version })).body;

export const deleteContactPolicy = (policy: ContactPolicy): Promise<unknown> => request('DELETE', `/outbound/contact-policies/${policy.id}`);

import { BUDGETS, GOALS, type AllocationTerms, type Campaign, type CampaignBody, type CampaignBudgets, type CampaignGoals, type DialingMode, type WrapUpFlag } from '../api/outbound';
import { kindBodyOf, kindDraftOf, type KindDraft } from './kind/kindDraft';

/** A number as an input gives it: null or undefined while it is empty. */
type Typed = number | null | undefined;

export interface CodeDraft {
  code: string;
  flags: WrapUpFlag[];
}

/** A campaign as it is typed. Shares are percent here. */
export interface CampaignDraft {
  name: string;
  contactListId: string;
  callableTimeSetId: string;
  contactListFilterId: string;
  dncListIds: string[];
  contactPolicyId: string;
  productFamily: string;
  priority: number;
  dialingMode: DialingMode;
  previewTimeOutSeconds: Typed;
  maxAttemptsPerContact: Typed;
  minutesBetweenAttempts: Typed;
  agentCallbackMinutes: Typed;
  explorationPercent: Typed;
  codes: CodeDraft[];
  valuePerAgentMinute: Typed;
  agentMinutesPerContact: Typed;
  planningGroupIds: string[];
  minimumMinutes: Typed;
  maximumMinutes: Typed;
  minimumPercent: Typed;
  maximumPercent: Typed;
  budgets: Record<keyof CampaignBudgets, Typed>;
  goals: Record<keyof CampaignGoals, Typed>;
  ofKind: KindDraft;
}

const NEW_TERMS: AllocationTerms = {
  valuePerAgentMinute: 1, agentMinutesPerContact: 5, planningGroupIds: [], minimumMinutes: null, maximumMinutes: null, minimumShare: null, maximumShare: null,
};

const USUAL_PREVIEW_SECONDS = 60;

const percent = (share: number | null): number | null => (share === null ? null : Math.round(share * 10_000) / 100);
const share = (typed: Typed): number | null => (typed === null || typed === undefined ? null : typed / 100);
const orNull = (typed: Typed): number | null => typed ?? null;

/** Every amount, null where there is none. */
const typed = <K extends string>(names: readonly K[], amounts: Partial<Record<K, Typed>> = {}): Record<K, number | null> =>
  Object.fromEntries(names.map((name) => [name, amounts[name] ?? null])) as Record<K, number | null>;

const differ = <K extends string>(names: readonly K[], left: Partial<Record<K, Typed>>, right: Partial<Record<K, Typed>>): boolean =>
  names.some((name) => (left[name] ?? null) !== (right[name] ?? null));

/** Where a new recurring campaign begins: the site's zone, and a local time there. */
export interface Here {
  timeZone: string;
  start: string;
}

/** A campaign as the form begins with it; the service's usual values for a new one. */
export function draftOf(campaign?: Campaign, here: Here = { timeZone: 'UTC', start: '' }): CampaignDraft {
  const terms = campaign?.allocationTerms ?? NEW_TERMS;
  return {
    name: campaign?.name ?? '',
    contactListId: campaign?.contactListId ?? '',
    callableTimeSetId: campaign?.callableTimeSetId ?? '',
    contactListFilterId: campaign?.contactListFilterIds?.[0] ?? '',
    dncListIds: [...(campaign?.dncListIds ?? [])],
    contactPolicyId: campaign?.contactPolicyId ?? '',
    productFamily: campaign?.productFamily ?? '',
    priority: campaign?.priority ?? 3,
    dialingMode: campaign?.dialingMode ?? 'external',
    previewTimeOutSeconds: campaign?.previewTimeOutSeconds ?? USUAL_PREVIEW_SECONDS,
    maxAttemptsPerContact: campaign?.maxAttemptsPerContact ?? 3,
    minutesBetweenAttempts: campaign?.minutesBetweenAttempts ?? 60,
    agentCallbackMinutes: campaign?.agentCallbackMinutes ?? 60,
    explorationPercent: percent(campaign?.explorationShare ?? 0.05),
    codes: Object.entries(campaign?.wrapUpCodeMapping.mapping ?? {}).map(([code, flags]) => ({ code, flags: [...flags] })),
    valuePerAgentMinute: terms.valuePerAgentMinute,
    agentMinutesPerContact: terms.agentMinutesPerContact,
    planningGroupIds: [...terms.planningGroupIds],
    minimumMinutes: terms.minimumMinutes,
    maximumMinutes: terms.maximumMinutes,
    minimumPercent: percent(terms.minimumShare),
    maximumPercent: percent(terms.maximumShare),
    budgets: typed(BUDGETS, campaign?.budgets),
    goals: typed(GOALS, campaign?.goals),
    ofKind: kindDraftOf(campaign, here.timeZone, here.start),
  };
}

/** What the service is sent. Of what only some kinds of campaigns have, only what differs from the campaign as it is. */
export function bodyOfDraft(draft: CampaignDraft, before?: Campaign): CampaignBody {
  const codes = draft.codes.map((one) => ({ ...one, code: one.code.trim() })).filter((one) => one.code !== '');
  const [filterBefore, ...otherFilters] = before?.contactListFilterIds ?? [];
  const filterChanged = draft.contactListFilterId !== (filterBefore ?? '');
  return {
    name: draft.name.trim(),
    contactListId: draft.contactListId,
    callableTimeSetId: draft.callableTimeSetId,
    dncListIds: draft.dncListIds,
    contactPolicyId: draft.contactPolicyId === '' ? null : draft.contactPolicyId,
    productFamily: draft.productFamily.trim(),
    priority: draft.priority,
    maxAttemptsPerContact: draft.maxAttemptsPerContact ?? 3,
    minutesBetweenAttempts: draft.minutesBetweenAttempts ?? 60,
    agentCallbackMinutes: draft.agentCallbackMinutes ?? 60,
    explorationShare: share(draft.explorationPercent) ?? 0.05,
    wrapUpCodeMapping: { defaultSet: before?.wrapUpCodeMapping.defaultSet ?? [], mapping: Object.fromEntries(codes.map((one) => [one.code, one.flags])) },
    allocationTerms: {
      valuePerAgentMinute: draft.valuePerAgentMinute ?? NEW_TERMS.valuePerAgentMinute,
      agentMinutesPerContact: draft.agentMinutesPerContact ?? NEW_TERMS.agentMinutesPerContact,
      planningGroupIds: draft.planningGroupIds,
      minimumMinutes: orNull(draft.minimumMinutes),
      maximumMinutes: orNull(draft.maximumMinutes),
      minimumShare: share(draft.minimumPercent),
      maximumShare: share(draft.maximumPercent),
    },
    ...kindBodyOf(draft.ofKind),
    ...(draft.dialingMode === (before?.dialingMode ?? 'external') ? {} : { dialingMode: draft.dialingMode }),
    ...(draft.dialingMode === 'preview' && draft.previewTimeOutSeconds !== before?.previewTimeOutSeconds ? { previewTimeOutSeconds: orNull(draft.previewTimeOutSeconds) } : {}),
    ...(differ(BUDGETS, draft.budgets, before?.budgets ?? {}) ? { budgets: typed(BUDGETS, draft.budgets) } : {}),
    ...(differ(GOALS, draft.goals, before?.goals ?? {}) ? { goals: typed(GOALS, draft.goals) } : {}),
    ...(filterChanged ? { contactListFilterIds: [draft.contactListFilterId, ...otherFilters].filter((id) => id !== '') } : {}),
  };
}

/** The codes that most campaigns have. */
export const USUAL_CODES: readonly { readonly code: string; readonly flags: readonly WrapUpFlag[] }[] = [
  { code: 'sold', flags: ['rightPartyContact', 'businessSuccess'] },
  { code: 'refused', flags: ['rightPartyContact', 'refusal'] },
  { code: 'call back', flags: ['rightPartyContact', 'businessNeutral'] },
  { code: 'wrong number', flags: ['numberUncallable'] },
  { code: 'do not call', flags: ['rightPartyContact', 'doNotCall'] },
];

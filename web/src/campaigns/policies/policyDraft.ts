import type { ConversationCoolingOff, CountedBy, MinimumGap, PolicyTerms, RefusalRule, RollingLimit, Within } from '../../api/contactPolicies';

/** A number as an input gives it: null while it is empty. */
type Typed = number | null;

export interface LimitDraft {
  count: Typed;
  countedBy: CountedBy;
  within: Within;
  length: Typed;
  unit: 'days' | 'hours';
  source: string;
}

export interface GapDraft {
  countedBy: CountedBy;
  minutes: Typed;
  source: string;
}

export interface CoolingDraft {
  days: Typed;
  within: Within;
  source: string;
}

export interface RefusalDraft {
  productFamily: string;
  days: Typed;
  cools: { family: string; days: Typed }[];
}

export interface RecallDraft {
  code: string;
  tries: Typed;
  minutes: Typed;
}

export interface TierDraft {
  name: string;
  limits: LimitDraft[];
  gaps: GapDraft[];
}

/** The terms of a policy as they are typed; an empty field does not bind. */
export interface TermsDraft {
  perContact: Typed;
  perNumber: Typed;
  resetPeriod: string;
  timeZoneId: string;
  recalls: RecallDraft[];
  limits: LimitDraft[];
  gaps: GapDraft[];
  coolings: CoolingDraft[];
  refusals: RefusalDraft[];
  consentRequired: boolean;
  numberZones: boolean;
  from: string;
  to: string;
  tiers: TierDraft[];
  sources: Record<string, string>;
}

const MOST_DAYS = 30;
export const RESET_PERIODS = ['NEVER', 'TODAY', ...Array.from({ length: MOST_DAYS - 1 }, (_, index) => `DAYS_${index + 2}`)];
export const resetDays = (period: string): number | null => (period.startsWith('DAYS_') ? Number(period.slice(5)) : null);

export const newLimit = (): LimitDraft => ({ count: 3, countedBy: 'person', within: 'tenant', length: 7, unit: 'days', source: '' });
export const newGap = (): GapDraft => ({ countedBy: 'person', minutes: 240, source: '' });
export const newCooling = (): CoolingDraft => ({ days: 7, within: 'tenant', source: '' });
export const newRefusal = (): RefusalDraft => ({ productFamily: '*', days: 180, cools: [] });
export const newRecall = (): RecallDraft => ({ code: '', tries: 2, minutes: 30 });
export const newTier = (): TierDraft => ({ name: '', limits: [], gaps: [newGap()] });

const limitDraft = (one: RollingLimit): LimitDraft => ({
  count: one.count, countedBy: one.countedBy, within: one.within ?? 'tenant', length: one.perHours ?? one.perDays ?? null, unit: one.perHours == null ? 'days' : 'hours', source: one.source ?? '',
});
const gapDraft = (one: MinimumGap): GapDraft => ({ countedBy: one.countedBy, minutes: one.minutes, source: one.source ?? '' });

export function draftOf(terms: PolicyTerms): TermsDraft {
  const limits = terms.attemptLimits ?? {};
  return {
    perContact: limits.maxAttemptsPerContact ?? null,
    perNumber: limits.maxAttemptsPerNumber ?? null,
    resetPeriod: limits.resetPeriod ?? 'NEVER',
    timeZoneId: limits.timeZoneId ?? '',
    recalls: Object.entries(limits.recallEntries ?? {}).map(([code, one]) => ({ code, tries: one.nbrAttempts, minutes: one.minutesBetweenAttempts })),
    limits: (terms.rollingLimits ?? []).map(limitDraft),
    gaps: (terms.minimumGaps ?? []).map(gapDraft),
    coolings: (terms.conversationCoolingOffs ?? []).map((one) => ({ days: one.days, within: one.within ?? 'tenant', source: one.source ?? '' })),
    refusals: (terms.refusals ?? []).map((one) => ({ productFamily: one.productFamily, days: one.coolingOffDays ?? null, cools: Object.entries(one.coolsFamilies ?? {}).map(([family, days]) => ({ family, days })) })),
    consentRequired: terms.consentRequired ?? false,
    numberZones: terms.numberZones ?? false,
    from: terms.callableHours?.startTime ?? '',
    to: terms.callableHours?.stopTime ?? '',
    tiers: Object.entries(terms.customerTiers ?? {}).map(([name, one]) => ({ name, limits: (one.rollingLimits ?? []).map(limitDraft), gaps: (one.minimumGaps ?? []).map(gapDraft) })),
    sources: { ...terms.sources },
  };
}

const sourced = (source: string) => (source.trim() === '' ? {} : { source: source.trim() });
const limitOf = ({ count, countedBy, within, length, unit, source }: LimitDraft): RollingLimit => ({
  count: count ?? 0, countedBy, within, ...(unit === 'days' ? { perDays: length } : { perHours: length }), ...sourced(source),
});
const gapOf = ({ countedBy, minutes, source }: GapDraft): MinimumGap => ({ countedBy, minutes: minutes ?? 0, ...sourced(source) });
const coolingOf = ({ days, within, source }: CoolingDraft): ConversationCoolingOff => ({ days: days ?? 0, within, ...sourced(source) });
const refusalOf = ({ productFamily, days, cools }: RefusalDraft): RefusalRule => ({
  productFamily: productFamily.trim(),
  ...(days === null ? {} : { coolingOffDays: days }),
  ...(cools.length === 0 ? {} : { coolsFamilies: Object.fromEntries(cools.map((one) => [one.family.trim(), one.days ?? 0])) }),
});

/** What binds; nothing of what is left empty. */
export function termsOf(draft: TermsDraft): PolicyTerms {
  const recalls = Object.fromEntries(draft.recalls.map((one) => [one.code.trim(), { nbrAttempts: one.tries ?? 0, minutesBetweenAttempts: one.minutes ?? 0 }]));
  return {
    attemptLimits: {
      ...(draft.perContact === null ? {} : { maxAttemptsPerContact: draft.perContact }),
      ...(draft.perNumber === null ? {} : { maxAttemptsPerNumber: draft.perNumber }),
      resetPeriod: draft.resetPeriod,
      ...(draft.timeZoneId.trim() === '' ? {} : { timeZoneId: draft.timeZoneId.trim() }),
      recallEntries: recalls,
    },
    rollingLimits: draft.limits.map(limitOf),
    minimumGaps: draft.gaps.map(gapOf),
    conversationCoolingOffs: draft.coolings.map(coolingOf),
    refusals: draft.refusals.map(refusalOf),
    consentRequired: draft.consentRequired,
    ...(draft.from === '' || draft.to === '' ? {} : { callableHours: { startTime: draft.from, stopTime: draft.to } }),
    numberZones: draft.numberZones,
    customerTiers: Object.fromEntries(draft.tiers.map((one) => [one.name.trim(), { rollingLimits: one.limits.map(limitOf), minimumGaps: one.gaps.map(gapOf) }])),
    sources: draft.sources,
  };
}

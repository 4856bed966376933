import type { MinimumGap, PolicyPack, PolicyTerms, RollingLimit } from '../../api/contactPolicies';
import { number } from '../../i18n/format';
import { named, t } from '../../state/language.svelte';
import { resetDays } from './policyDraft';

const by = (source: string | null | undefined) => (source ? ` (${source})` : '');
const limitText = (one: RollingLimit): string =>
  t(one.perHours == null ? 'policy.words.limit.days' : 'policy.words.limit.hours', {
    count: number(one.count), by: named('policy.countedBy', one.countedBy), length: number(one.perHours ?? one.perDays), within: named('policy.within', one.within ?? 'tenant'),
  }) + by(one.source);
const gapText = (one: MinimumGap): string => t('policy.words.gap', { minutes: number(one.minutes), by: named('policy.countedBy', one.countedBy) }) + by(one.source);

/** When attempts of {@link AttemptLimits} are counted anew. */
export function resetText(period: string): string {
  const days = resetDays(period);
  return days === null ? named('policy.reset', period) : t('policy.reset.days', { days: number(days) });
}

/** What a provision asks for, with its figures. */
export function requirementText({ requirement: one }: PolicyPack['provisions'][number]): string {
  const figure = (name: string) => (typeof one[name] === 'number' ? number(one[name]) : '');
  const figures: Record<string, () => string> = {
    callableHours: () => `${String(one.start_time)}–${String(one.stop_time)}`,
    attemptsPerPerson: () => `${figure('count')} / ${figure('per_days')} ${t('unit.days')}`,
    afterConversation: () => `${figure('days')} ${t('unit.days')}`,
    abandonedCalls: () => (typeof one.most_percent === 'number' ? `≤ ${figure('most_percent')} %` : ''),
    ringAtLeast: () => `≥ ${figure('seconds')} s`,
  };
  return [named('policy.requirement', one.type), figures[one.type]?.() ?? ''].filter((part) => part !== '').join(': ');
}

/** The terms of a policy as they are read aloud, one a line. */
export function termsInWords(terms: PolicyTerms): string[] {
  const limits = terms.attemptLimits ?? {};
  const reset = resetText(limits.resetPeriod ?? 'NEVER');
  const source = (field: string) => by(terms.sources?.[field]);
  return [
    ...(limits.maxAttemptsPerContact == null ? [] : [t('policy.words.perContact', { count: number(limits.maxAttemptsPerContact), reset }) + source('attemptLimits')]),
    ...(limits.maxAttemptsPerNumber == null ? [] : [t('policy.words.perNumber', { count: number(limits.maxAttemptsPerNumber), reset }) + source('attemptLimits')]),
    ...Object.entries(limits.recallEntries ?? {}).map(([code, one]) => t('policy.words.recall', { code, tries: number(one.nbrAttempts), minutes: number(one.minutesBetweenAttempts) })),
    ...(terms.rollingLimits ?? []).map(limitText),
    ...(terms.minimumGaps ?? []).map(gapText),
    ...(terms.conversationCoolingOffs ?? []).map((one) => t('policy.words.cooling', { days: number(one.days), within: named('policy.within', one.within ?? 'tenant') }) + by(one.source)),
    ...(terms.refusals ?? []).map((one) => {
      const family = one.productFamily === '*' ? t('policy.family.other') : one.productFamily;
      const cools = Object.entries(one.coolsFamilies ?? {}).map(([other, days]) => t('policy.words.cools', { family: other, days: number(days) }));
      return [one.coolingOffDays == null ? t('policy.words.refusal.ever', { family }) : t('policy.words.refusal', { family, days: number(one.coolingOffDays) }), ...cools].join('; ') + source('refusals');
    }),
    ...(terms.consentRequired ? [t('policy.words.consent') + source('consentRequired')] : []),
    ...(terms.callableHours ? [t('policy.words.hours', { from: terms.callableHours.startTime, to: terms.callableHours.stopTime }) + source('callableHours')] : []),
    ...(terms.numberZones ? [t('policy.words.numberZones') + source('numberZones')] : []),
    ...Object.entries(terms.customerTiers ?? {}).map(([tier, one]) => t('policy.words.tier', { tier, terms: [...(one.rollingLimits ?? []).map(limitText), ...(one.minimumGaps ?? []).map(gapText)].join('; ') || '–' })),
  ];
}

import type { CoverageEffect, CoverageInterval } from '../api/coverageEffect';
import type { BrokenRule, ShiftTrade } from '../api/shiftTrades';
import type { TimeOffDecision, TimeOffRequest } from '../api/timeOff';
import { day, dayAndTime, duration, number } from '../i18n/format';
import { t, textOf } from '../state/language.svelte';
import { ruleText } from '../schedule/editor/ruleText';

/** What the service writes where whoever decided gave no reason: it names them by an id, which tells a reader nothing. */
const NO_REASON = /^(Approved|Denied|Canceled) by \S+\.$|^\S+ withdrew\.$/;

/** The words of whoever decided; null where they left none. */
const ownWords = (text: string): string | null => (NO_REASON.test(text) ? null : text);

export const hours = (minutes: number): string => t('hours', { hours: (minutes < 0 ? '−' : '') + duration(Math.abs(minutes)) });

/** The interval in which a change takes most of what is needed. */
export function worstOf(effect: CoverageEffect): CoverageInterval | undefined {
  const added = (one: CoverageInterval) => one.shortAfter - one.shortBefore;
  const worst = effect.intervals.toSorted((one, other) => added(other) - added(one))[0];
  return worst && added(worst) > 0 ? worst : undefined;
}

/** What a change does to coverage, as a sentence, or `brief` as a few words. */
export function effectText(effect: CoverageEffect, brief = false): string {
  const told = (what: 'unknown' | 'added' | 'removed' | 'none', minutes = 0) => t(`coverageEffect.${brief ? 'brief.' : ''}${what}`, { hours: hoursShort(minutes) });
  if (effect.basis === 'Unknown') return told('unknown');
  if (effect.addedShortHeadMinutes > 0) return told('added', effect.addedShortHeadMinutes);
  if (effect.removedShortHeadMinutes > 0) return told('removed', effect.removedShortHeadMinutes);
  return told('none');
}

/** Agent-hours that are missing; of less than a tenth there is more than nothing. */
export const hoursShort = (minutes: number): string => number(Math.max(minutes / 60, 0.1), 1);

/** The interval hit hardest, as a sentence; a day where only days were compared. */
export function worstText(effect: CoverageEffect, zone: string): string | null {
  const worst = worstOf(effect);
  if (!worst) return null;
  return t('coverageEffect.worst', { when: dayAndTime(worst.startDate, zone), required: number(worst.required, 1), before: number(worst.scheduledBefore, 1), after: number(worst.scheduledAfter, 1) });
}

function limitText({ limits }: TimeOffDecision, zone: string): string[] {
  return limits.slice(0, 3).map((lack) =>
    t('decision.limit', {
      name: lack.name, when: lack.startDate ? dayAndTime(lack.startDate, zone) : day(lack.date), used: hours(lack.usedMinutes), limit: hours(lack.limitMinutes), asked: hours(lack.askedMinutes),
    }),
  );
}

function balanceText({ balance }: TimeOffDecision): string[] {
  if (!balance) return [];
  return [t('decision.balance', { date: day(balance.date), left: hours(Math.max(balance.remainingMinutes, 0)), asked: hours(balance.askedMinutes) })];
}

function coverageText({ coverage }: TimeOffDecision, zone: string): string[] {
  return [effectText(coverage), worstText(coverage, zone)].filter((one) => one !== null);
}

/** Why a request stands where it does, in the reader's language; a reason that somebody gave in their own words. */
export function decisionLines({ decision, substatus }: TimeOffRequest, zone: string): string[] {
  const said = textOf('decision', decision.code);
  const found: Record<string, () => string[]> = {
    'no-room-in-limit': () => limitText(decision, zone),
    'balance-short': () => balanceText(decision),
    'coverage-short': () => coverageText(decision, zone),
    approved: () => (decision.overrideReason ? [t('decision.reason', { reason: decision.overrideReason })] : []),
    denied: () => reasonLines(decision.text),
    canceled: () => reasonLines(decision.text),
  };
  const late = substatus === 'AdvanceTimeElapsed' ? [t('decision.tooLate')] : [];
  return [said ?? decision.text, ...(found[decision.code]?.() ?? []), ...late];
}

function reasonLines(text: string): string[] {
  const reason = ownWords(text);
  return reason === null ? [] : [t('decision.reason', { reason })];
}

/** A rule that would be broken, as a sentence; what is and what should be stands there as the service tells it. */
export const brokenText = ({ rule, date, detail }: BrokenRule): string => t(date ? 'trade.broken.on' : 'trade.broken', { rule: ruleText(rule), date: date ? day(date) : '', detail });

/** Why a trade stands where it does. */
export function tradeLines(trade: ShiftTrade): string[] {
  // Whether it was decided without a person is told by who reviewed it: a step back before that counts as a person's word.
  const isAutomatic = trade.state === 'Approved' && !trade.reviewedBy;
  const isDecided = trade.state === 'Approved' || trade.state === 'Denied' || trade.state === 'Canceled';
  const state = isAutomatic ? 'Automatic' : trade.state;
  const reason = isDecided && !isAutomatic ? reasonLines(trade.overrideReason ?? trade.decision) : [];
  return [t(`trade.why.${state}`), ...(trade.coverage ? [effectText(trade.coverage)] : []), ...trade.brokenRules.map(brokenText), ...reason];
}

import type { CycleReport, EffectGate, RecurringEffect, Resemblance } from '../api/forecastReport';
import { number, share, weekdayName } from '../i18n/format';
import { named, t } from '../state/language.svelte';

/** The gate that each kind of effect passes; holidays are always used, an event's gate bears its name. */
const GATES: Record<string, string> = { monthDay: 'monthPosition' };

/** An event's name and the days since it, as the service joins them: `Tariff letter +2 d`. */
const EVENT = /^(.*) \+(\d+) d$/;

const gateOf = (effect: RecurringEffect): string =>
  effect.kind === 'event' ? (EVENT.exec(effect.name)?.[1] ?? effect.name) : (GATES[effect.kind] ?? effect.kind);

/** The effects that the forecast was made with: an effect whose gate is shut changes nothing. */
export function effectsUsed(effects: RecurringEffect[], gates: EffectGate[]): RecurringEffect[] {
  const shut = new Set(gates.filter((gate) => !gate.used).map((gate) => gate.effect));
  return effects.filter((effect) => !shut.has(gateOf(effect)));
}

/** An effect as people call it: a holiday and an event by name, the others by kind. */
export function effectName(effect: RecurringEffect): string {
  if (effect.kind === 'holiday') return effect.name;
  if (effect.kind !== 'event') return named('effect', effect.kind);
  const [, name, days] = EVENT.exec(effect.name) ?? [];
  if (name === undefined || days === undefined) return effect.name;
  return days === '0' ? t('effect.event.same', { name }) : t('effect.event.after', { name, days });
}

/** Reasons that the service joined by commas, each in the reader's language where it is a kind of day. */
export const reasonsInWords = (reasons: string): string =>
  reasons
    .split(', ')
    .map((reason) => named('effect', reason))
    .join(', ');

/** Whether any day of the history had a say in a gate. */
export const isJudged = (gate: EffectGate): boolean => gate.scoreGain !== 0;

/** What special days are called like, a sentence a kind. */
export function resemblanceSentences(resemblance: Resemblance): string[] {
  const kinds = ['holiday', 'eve', 'afterClosure', 'makeUp'] as const;
  return kinds.flatMap((kind) => {
    const weekday = resemblance[kind];
    return weekday === null ? [] : [t(`why.resemblance.${kind}`, { weekday: weekdayName(weekday) })];
  });
}

/** The cycles that the autocorrelation alone shows, in hours and days; null where there are none. */
export function detectedCycles(cycles: CycleReport, intervalMinutes: number): string | null {
  const slots = cycles.detectedInSlots.map((one) => {
    const hours = (one.length * intervalMinutes) / 60;
    return t('why.cycles.slots', { hours: number(hours, hours % 1 === 0 ? 0 : 1), strength: number(one.autocorrelation, 2) });
  });
  const days = cycles.detectedInDays.map((one) => t('why.cycles.days', { days: number(one.length), strength: number(one.autocorrelation, 2) }));
  const all = [...slots, ...days];
  return all.length > 0 ? t('why.cycles.detected', { lengths: all.join(', ') }) : null;
}

/** A model's share in the combination; the combination itself has none. */
export function shareOf(weights: [string, number][], model: string): string {
  return share(weights.find(([name]) => name === model)?.[1]);
}

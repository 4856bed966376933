import type { CampaignStep, Pattern } from '../../api/campaignKinds';
import { number, weekdayName } from '../../i18n/format';
import { named, t } from '../../state/language.svelte';

/** A pattern as it is read aloud: every 2 weeks on Monday, Friday. */
export function patternText({ type, interval, daysOfWeek }: Pattern): string {
  const every = interval === 1 ? named('pattern.each', type) : t('pattern.told', { interval: number(interval), of: named('pattern.of', type) });
  return daysOfWeek.length === 0 ? every : t('pattern.on', { every, days: daysOfWeek.map((one) => weekdayName(one - 1)).join(', ') });
}

/** A step as it is read aloud: by whom it is taken, after how long, by which channel. */
export function stepText({ name, channel, delayMinutes, maxAttempts, when }: CampaignStep, place: number): string {
  const parts = [t('steps.told', { name, channel: named('channel', channel), count: number(maxAttempts) })];
  if (place > 0) {
    const whom = [...(when.noAnswer ? [t('steps.noAnswer')] : []), ...when.flags.map((flag) => named('flag', flag))];
    parts.push(whom.length === 0 ? t('steps.takes.all') : t('steps.told.whom', { whom: whom.join(t('filter.words.or')) }));
    if (delayMinutes > 0) parts.push(t('steps.told.after', { minutes: number(delayMinutes) }));
    if (typeof when.contactAgeDaysAtMost === 'number') parts.push(t('steps.told.age', { days: number(when.contactAgeDaysAtMost) }));
  }
  return parts.join('; ');
}

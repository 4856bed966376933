import type { UnavailableTime } from '../api/unavailableTimes';
import { dayAndTime } from '../i18n/format';
import { t } from '../state/language.svelte';
import { localDate } from '../time/weekGrid';
import { viewing } from '../state/viewing.svelte';
import { spanText } from './days';

/** From when to when; the second day is told where it is another. */
export function unavailableText({ startDate, endDate }: Pick<UnavailableTime, 'startDate' | 'endDate'>, zone: string): string {
  const shown = viewing.toldIn(zone);
  const isOneDay = localDate(Date.parse(startDate), shown) === localDate(Date.parse(endDate) - 1, shown);
  return isOneDay ? spanText(startDate, endDate, zone) : t('days.stretch', { from: dayAndTime(startDate, zone), to: dayAndTime(endDate, zone) });
}

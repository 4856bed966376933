import type { AgentPreferences, DaySelection } from '../api/agentPreferences';
import { day, weekdayName } from '../i18n/format';
import { t, textOf } from '../state/language.svelte';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Days in the reader's language: weekdays first, then dates; every day where none is named. */
export function daysText(on: DaySelection | undefined): string {
  const weekdays = (on?.days ?? []).map((name) => weekdayName(WEEKDAYS.indexOf(name)));
  const dates = (on?.dates ?? []).map(day);
  const all = [...weekdays, ...dates];
  return all.length > 0 ? all.join(', ') : t('mine.everyDay');
}

/** Days off and wishes, a line each. */
export function wishLines(preferences: AgentPreferences): string[] {
  const off = preferences.fixedDaysOff ? [t('mine.daysOff', { days: daysText(preferences.fixedDaysOff) })] : [];
  const wishes = (preferences.wishes ?? []).map((one) => textOf('mine.wish', one.wish, { shift: one.shift ?? '', days: daysText(one.on) }) ?? one.wish);
  const colleagues = (preferences.colleagues ?? []).map((one) => t('mine.colleague', { days: daysText(one.on) }));
  return [...off, ...wishes, ...colleagues];
}

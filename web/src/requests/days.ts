import type { AlternativeDates, TimeOffRequest } from '../api/timeOff';
import { day, dayAndTime, time } from '../i18n/format';
import { t } from '../state/language.svelte';
import { addDays, localDate } from '../time/weekGrid';

const MINUTE_MS = 60_000;

/** The days of a request or of its alternatives: whole local dates, or parts of days that last so many minutes each. */
type Days = Pick<TimeOffRequest, 'fullDayManagementUnitDates' | 'partialDayStartDateTimes'>;

/** Dates in order, runs of neighbouring ones as one stretch. */
export function stretches(dates: string[]): [first: string, last: string][] {
  const found: [string, string][] = [];
  for (const date of dates) {
    const last = found.at(-1);
    if (last && addDays(last[1], 1) === date) last[1] = date;
    else found.push([date, date]);
  }
  return found;
}

/** From when to when, the day told once. */
export function spanText(start: string, end: string | number, zone: string): string {
  return t('days.span', { from: dayAndTime(start, zone), to: time(end, zone) });
}

/** The days in the reader's language. */
export function daysText({ fullDayManagementUnitDates, partialDayStartDateTimes }: Days, minutes: number, zone: string): string {
  const whole = stretches(fullDayManagementUnitDates).map(([first, last]) => (first === last ? day(first) : t('days.stretch', { from: day(first), to: day(last) })));
  const parts = partialDayStartDateTimes.map((start) => spanText(start, Date.parse(start) + minutes * MINUTE_MS, zone));
  return [...whole, ...parts].join(t('days.and'));
}

/** The days that another choice of dates is for; its parts last as long as those asked. */
export const alternativeText = (dates: AlternativeDates, asked: TimeOffRequest, zone: string): string => daysText(dates, asked.dailyDurationMinutes, zone);

/** How far other dates are from those asked. */
export function laterText(days: number): string {
  const side = days < 0 ? 'earlier' : 'later';
  return Math.abs(days) === 1 ? t(`alternative.${side}.one`) : t(`alternative.${side}`, { count: Math.abs(days) });
}

/** Local dates of a request in order, of parts those they start on. */
export const datesOf = (request: Days, zone: string): string[] =>
  request.fullDayManagementUnitDates.length > 0 ? request.fullDayManagementUnitDates : request.partialDayStartDateTimes.map((start) => localDate(Date.parse(start), zone));

export const totalMinutes = (request: Pick<TimeOffRequest, 'durationMinutes'>): number => request.durationMinutes.reduce((sum, one) => sum + one, 0);

import { language } from '../state/language.svelte';
import { viewing } from '../state/viewing.svelte';

/** What a figure that is not there looks like. */
export const NONE = '–';

export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return new Intl.NumberFormat(language.code, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A round number in words where it is large: 1 million. */
export function inWords(value: number): string {
  return new Intl.NumberFormat(language.code, { notation: 'compact', compactDisplay: 'long' }).format(value);
}

/** A share of 1 as percent. */
export function share(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return new Intl.NumberFormat(language.code, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** With its sign, and a real minus; 0 has none. */
export function signed(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.code, { signDisplay: 'exceptZero', minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value)
    .replace('-', '−');
}

/** A change in percent, with its sign. */
export function change(percent: number, digits = 1): string {
  return new Intl.NumberFormat(language.code, { style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(percent / 100)
    .replace('-', '−');
}

/** The name of a weekday, Monday 0. */
export function weekdayName(index: number): string {
  return new Intl.DateTimeFormat(language.code, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time on the clocks that the reader has chosen: those of the zone, or their own. */
export const time = (instant: Date | number | string, zone: string): string => siteTime(instant, viewing.toldIn(zone));

/** The time on the zone's own clocks, as fields take it and sheets for the site's walls show it. */
export function siteTime(instant: Date | number | string, zone: string): string {
  // Charts write thousands of times; a formatter takes longer to make than a thousand of them to write.
  const key = `${language.code} ${zone}`;
  let clock = clocks.get(key);
  if (!clock) clocks.set(key, (clock = new Intl.DateTimeFormat(language.code, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })));
  return clock.format(new Date(instant));
}

/** Day and time on the clocks that the reader has chosen. */
export function dayAndTime(instant: Date | number | string, zone: string): string {
  return new Intl.DateTimeFormat(language.code, {
    weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: viewing.toldIn(zone),
  }).format(new Date(instant));
}

/** A local date (yyyy-MM-dd) as people write it. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(language.code, { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A local date without its year and month: what a button has room for. */
export function weekday(date: string): string {
  return new Intl.DateTimeFormat(language.code, { weekday: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A local date with its year: what an outlook over years needs. */
export function dayOfYear(date: string): string {
  return new Intl.DateTimeFormat(language.code, { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A local date without weekday and year: what the mark of an axis has room for. */
export function shortDay(date: string): string {
  return new Intl.DateTimeFormat(language.code, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** The month of a local date. */
export function month(date: string): string {
  return new Intl.DateTimeFormat(language.code, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** The month of a local date, short; its year stands at January alone. */
export function monthTick(date: string): string {
  const year = date.slice(5, 7) === '01' ? ({ year: 'numeric' } as const) : {};
  return new Intl.DateTimeFormat(language.code, { ...year, month: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** Hours and minutes of a length. */
export function duration(minutes: number): string {
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

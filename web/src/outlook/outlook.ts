import type { Outlook, OutlookDay, OutlookSum } from '../api/outlook';
import type { SpecialDay } from '../api/specialDays';
import { addDays } from '../time/weekGrid';

export const GRAINS = ['days', 'weeks', 'months'] as const;
export type Grain = (typeof GRAINS)[number];

/** Weeks that can be looked at. */
export const HORIZONS = ['13', '26', '52', '104'] as const;
export type Horizon = (typeof HORIZONS)[number];

/** One line of the table. */
export interface OutlookRow extends OutlookSum {
  /** Days of the whole of it. */
  of: number;
  /** Whether the outlook begins or ends within it, so that it cannot be held against whole ones. */
  partial: boolean;
}

const WEEK_DAYS = 7;
const daysOfMonth = (date: string): number => new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();

/** The outlook's first weeks alone. A sum that reaches past them is left out rather than shown cut off. */
export function within(outlook: Outlook, weeks: number): Outlook {
  const days = outlook.days.slice(0, WEEK_DAYS * weeks);
  const end = addDays(days[0]?.date ?? outlook.historyEndDate, days.length);
  const told = (sum: OutlookSum, length: number) => addDays(sum.startDate, length) <= end || days.length === outlook.days.length;
  return {
    ...outlook,
    days,
    weeks: outlook.weeks.filter((sum) => told(sum, WEEK_DAYS)),
    months: outlook.months.filter((sum) => told(sum, daysOfMonth(sum.startDate))),
  };
}

/** The table's lines by day, week or month. */
export function rowsBy(outlook: Outlook, grain: Grain): OutlookRow[] {
  if (grain === 'days') return outlook.days.map((one) => ({ startDate: one.date, days: 1, mean: one.mean, p10: one.p10, p90: one.p90, of: 1, partial: false }));
  const sums = grain === 'weeks' ? outlook.weeks : outlook.months;
  return sums.map((sum) => {
    const of = grain === 'weeks' ? WEEK_DAYS : daysOfMonth(sum.startDate);
    return { ...sum, of, partial: sum.days < of };
  });
}

/** Each day's share of the mean day of its sum: a line by day that weekdays leave smooth. Null where a sum is not whole. */
export function spreadOver(days: OutlookDay[], rows: OutlookRow[], value: (row: OutlookRow) => number): (number | null)[] {
  let at = -1;
  return days.map((one) => {
    while (rows[at + 1] && (rows[at + 1]?.startDate ?? '') <= one.date) at += 1;
    const row = rows[at];
    const inside = row && !row.partial && one.date < addDays(row.startDate, row.days);
    return inside ? value(row) / row.days : null;
  });
}

/** What the outlook says in a few figures. */
export interface OutlookFigures {
  /** Contacts of the first year, and of the second where it is told whole. */
  years: [number, number | null];
  /** Of the first twelve whole months, so that a trend does not make the last month the busiest. */
  busiestMonth: OutlookRow | null;
  quietestMonth: OutlookRow | null;
}

const YEAR_DAYS = 364;
const YEAR_MONTHS = 12;

export function outlookFigures(outlook: Outlook): OutlookFigures {
  const sum = (days: OutlookDay[]) => days.reduce((all, one) => all + one.mean, 0);
  const second = outlook.days.slice(YEAR_DAYS, 2 * YEAR_DAYS);
  const whole = rowsBy(outlook, 'months').filter((row) => !row.partial).slice(0, YEAR_MONTHS);
  // Months differ in length: the mean day tells which is busy.
  const ranked = whole.toSorted((one, other) => one.mean / one.days - other.mean / other.days);
  return {
    years: [sum(outlook.days.slice(0, YEAR_DAYS)), second.length === YEAR_DAYS ? sum(second) : null],
    busiestMonth: ranked.at(-1) ?? null,
    quietestMonth: ranked[0] ?? null,
  };
}

/** Days of history from which the service reads a trend, and a season of the year. */
const TREND_DAYS = 365;
const SEASON_DAYS = 400;
const DAY_MS = 86_400_000;

/** What the history was too short to show. */
export function missingFromHistory(outlook: Pick<Outlook, 'historyStartDate' | 'historyEndDate'>): 'trendAndSeason' | 'season' | null {
  const days = (Date.parse(outlook.historyEndDate) - Date.parse(outlook.historyStartDate)) / DAY_MS + 1;
  return days < TREND_DAYS ? 'trendAndSeason' : days < SEASON_DAYS ? 'season' : null;
}

/** The years of the outlook for which the calendar names no public holiday, where it names some in other years. */
export function yearsWithoutHolidays(outlook: Outlook, calendar: Pick<SpecialDay, 'date' | 'kind'>[]): string[] {
  const known = new Set(calendar.filter((one) => one.kind === 'publicHoliday').map((one) => one.date.slice(0, 4)));
  if (known.size === 0) return [];
  return [...new Set(outlook.days.map((one) => one.date.slice(0, 4)))].filter((year) => !known.has(year));
}

import type { NewTimeOffRequest } from '../../api/timeOff';
import { instantAt } from '../../time/localClock';
import { addDays } from '../../time/weekGrid';

/** What an agent fills in; dates and times are the site's. */
export interface AskDraft {
  codeId: string;
  whole: boolean;
  from: string;
  /** The last day of whole days; as the first while it is empty. */
  to: string;
  /** Of a part of a day. */
  start: string;
  end: string;
  /** What a whole day counts where no schedule is published yet. */
  dayMinutes: number;
  notes: string;
}

/** The most days that one request is for. */
const MOST_DAYS = 366;
const MINUTE_MS = 60_000;

/** Every date from the first to the last; none where they are not in order or too far apart. */
export function datesBetween(from: string, to: string): string[] {
  if (from === '' || to < from) return [];
  const dates: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    if (dates.length === MOST_DAYS) return [];
    dates.push(date);
  }
  return dates;
}

/** The local dates it is for. */
export const draftDates = (draft: AskDraft): string[] => (draft.whole ? datesBetween(draft.from, draft.to === '' ? draft.from : draft.to) : datesBetween(draft.from, draft.from));

/** The part of a day as its start and its minutes; an end that is not after the start is the next day's. Null while it is none. */
export function partOf({ from, start, end }: AskDraft, zone: string): { start: string; minutes: number } | null {
  if (from === '' || start === '' || end === '') return null;
  const begins = instantAt(`${from}T${start}`, zone);
  const ends = instantAt(`${end > start ? from : addDays(from, 1)}T${end}`, zone);
  if (begins === null || ends === null) return null;
  return { start: new Date(begins).toISOString(), minutes: Math.round((ends - begins) / MINUTE_MS) };
}

/** What is sent; null while something is missing. */
export function requestOf(draft: AskDraft, zone: string): NewTimeOffRequest | null {
  const shared = { activityCodeId: draft.codeId, notes: draft.notes.trim() };
  if (draft.codeId === '') return null;
  if (draft.whole) {
    const dates = draftDates(draft);
    return dates.length === 0 ? null : { ...shared, isFullDayRequest: true, fullDayManagementUnitDates: dates, partialDayStartDateTimes: [], dailyDurationMinutes: draft.dayMinutes };
  }
  const part = partOf(draft, zone);
  return part && { ...shared, isFullDayRequest: false, fullDayManagementUnitDates: [], partialDayStartDateTimes: [part.start], dailyDurationMinutes: part.minutes };
}

import type { CampaignSchedule, CampaignScheduleBody, RecurringStretch, Stretch } from '../../api/campaignPlans';
import { patternDraftOf, patternOf, type PatternDraft } from '../kind/kindDraft';

/** A stretch as it is typed: once, or coming again. */
export interface StretchDraft {
  start: string;
  end: string;
  again: boolean;
  pattern: PatternDraft;
  /** The last date on which it may start; empty for none. */
  until: string;
}

export interface ScheduleDraft {
  name: string;
  timeZone: string;
  enabled: boolean;
  stretches: StretchDraft[];
}

const WORKDAYS = [1, 2, 3, 4, 5];

/** A stretch as a form begins with it: a working day's hours, every working day. */
export const newStretch = (date: string): StretchDraft => ({ start: `${date}T09:00`, end: `${date}T18:00`, again: true, pattern: { type: 'weekly', interval: 1, daysOfWeek: [...WORKDAYS] }, until: '' });

const once = ({ start, end }: Stretch): StretchDraft => ({ start, end, again: false, pattern: patternDraftOf(), until: '' });
const recurring = (one: RecurringStretch): StretchDraft => ({ start: one.start, end: one.end, again: true, pattern: patternDraftOf(one), until: one.until ?? '' });

/** A schedule as the form begins with it. */
export function scheduleDraftOf(schedule: CampaignSchedule | null, campaignName: string, timeZone: string, date: string): ScheduleDraft {
  if (!schedule) return { name: campaignName, timeZone, enabled: true, stretches: [newStretch(date)] };
  const { name, timeZone: zone, enabled, intervals, recurrences } = schedule;
  return { name, timeZone: zone, enabled, stretches: [...intervals.map(once), ...recurrences.map(recurring)] };
}

export function bodyOfSchedule(draft: ScheduleDraft, campaignId: string): CampaignScheduleBody {
  return {
    name: draft.name.trim(),
    campaignId,
    timeZone: draft.timeZone.trim(),
    enabled: draft.enabled,
    intervals: draft.stretches.filter((one) => !one.again).map(({ start, end }) => ({ start, end })),
    recurrences: draft.stretches.filter((one) => one.again).map(({ start, end, pattern, until }) => ({ start, end, ...patternOf(pattern), until: until === '' ? null : until })),
  };
}

import type { Fault } from '../api/problem';
import type { FullWorkPlan, PlanActivity, PlanShift, PlanTerms } from '../api/workPlans';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const HOUR = 60;

/** What a work plan says, without what the service says of it. */
export function termsOf({ id: _id, managementUnitId: _unit, version: _version, createdAt: _made, modifiedAt: _changed, ...terms }: FullWorkPlan): PlanTerms {
  return terms;
}

/** A usual contract of 40 hours on five days, to begin with. */
export const usualTerms = (name: string, shift: string): PlanTerms => ({
  name,
  enabled: true,
  constrainWeeklyPaidTime: true,
  flexibleWeeklyPaidTime: false,
  weeklyExactPaidMinutes: 40 * HOUR,
  constrainMinimumTimeBetweenShifts: true,
  minimumTimeBetweenShiftsMinutes: 11 * HOUR,
  maximumDays: 5,
  constrainMaximumConsecutiveWorkingDays: true,
  maximumConsecutiveWorkingDays: 6,
  rules: {},
  shifts: [usualShift(shift)],
});

export const usualShift = (name: string): PlanShift => ({
  name,
  days: [...WEEKDAYS],
  flexibleStartTime: true,
  earliestStartTimeMinutesFromMidnight: 8 * HOUR,
  latestStartTimeMinutesFromMidnight: 10 * HOUR,
  startIncrementMinutes: 30,
  constrainLatestStopTime: false,
  flexiblePaidTime: false,
  exactPaidTimeMinutes: 8 * HOUR,
  activities: [],
});

export const usualActivity = (activityCodeId: string): PlanActivity => ({
  activityCodeId, lengthMinutes: 30, flexibleStartTime: true, earliestStartTimeMinutes: 3 * HOUR, latestStartTimeMinutes: 5 * HOUR, countsAsPaidTime: false,
});

/** Least and most of a value that is one figure or a range. */
export type Ends = [least: number | null, most: number | null];

export const startsOf = (shift: PlanShift): Ends =>
  shift.flexibleStartTime
    ? [shift.earliestStartTimeMinutesFromMidnight ?? null, shift.latestStartTimeMinutesFromMidnight ?? null]
    : [shift.exactStartTimeMinutesFromMidnight ?? null, shift.exactStartTimeMinutesFromMidnight ?? null];

export const paidOf = (shift: PlanShift): Ends =>
  shift.flexiblePaidTime ? [shift.minimumPaidTimeMinutes ?? null, shift.maximumPaidTimeMinutes ?? null] : [shift.exactPaidTimeMinutes ?? null, shift.exactPaidTimeMinutes ?? null];

export const activityStartsOf = (one: PlanActivity): Ends =>
  one.flexibleStartTime ? [one.earliestStartTimeMinutes ?? null, one.latestStartTimeMinutes ?? null] : [one.exactStartTimeMinutes ?? null, one.exactStartTimeMinutes ?? null];

/** A shift with another window of starts: one minute where both ends are the same. */
export function withStarts(shift: PlanShift, [least, most]: Ends): PlanShift {
  const flexible = least !== most;
  return {
    ...shift,
    flexibleStartTime: flexible,
    exactStartTimeMinutesFromMidnight: flexible ? null : least,
    earliestStartTimeMinutesFromMidnight: flexible ? least : null,
    latestStartTimeMinutesFromMidnight: flexible ? most : null,
  };
}

export function withPaid(shift: PlanShift, [least, most]: Ends): PlanShift {
  const flexible = least !== most;
  return { ...shift, flexiblePaidTime: flexible, exactPaidTimeMinutes: flexible ? null : least, minimumPaidTimeMinutes: flexible ? least : null, maximumPaidTimeMinutes: flexible ? most : null };
}

export function withActivityStarts(one: PlanActivity, [least, most]: Ends): PlanActivity {
  const flexible = least !== most;
  return { ...one, flexibleStartTime: flexible, exactStartTimeMinutes: flexible ? null : least, earliestStartTimeMinutes: flexible ? least : null, latestStartTimeMinutes: flexible ? most : null };
}

/** How a week's paid time is limited. */
export type WeeklyLimit = 'none' | 'exact' | 'range';

export const weeklyLimitOf = (terms: PlanTerms): WeeklyLimit => (!terms.constrainWeeklyPaidTime ? 'none' : terms.flexibleWeeklyPaidTime ? 'range' : 'exact');

/** Terms with another limit of the week; the figures there are go with it as far as they can. */
export function withWeeklyLimit(terms: PlanTerms, limit: WeeklyLimit): PlanTerms {
  const known = terms.weeklyExactPaidMinutes ?? terms.weeklyMaximumPaidMinutes ?? 40 * HOUR;
  return {
    ...terms,
    constrainWeeklyPaidTime: limit !== 'none',
    flexibleWeeklyPaidTime: limit === 'range',
    weeklyExactPaidMinutes: limit === 'exact' ? known : null,
    weeklyMinimumPaidMinutes: limit === 'range' ? (terms.weeklyMinimumPaidMinutes ?? known) : null,
    weeklyMaximumPaidMinutes: limit === 'range' ? (terms.weeklyMaximumPaidMinutes ?? known) : null,
  };
}

/** Minutes of the day as `time` fields write them. */
export const clockOf = (minutes: number | null): string =>
  minutes === null ? '' : `${String(Math.floor(minutes / HOUR)).padStart(2, '0')}:${String(minutes % HOUR).padStart(2, '0')}`;

export function minutesOf(clock: string): number | null {
  const [hour, minute] = clock.split(':').map(Number);
  return hour === undefined || minute === undefined || !Number.isFinite(hour + minute) ? null : hour * HOUR + minute;
}

export const hoursOf = (minutes: number | null | undefined): number | null => (minutes === null || minutes === undefined ? null : minutes / HOUR);

/** Typed hours as whole minutes. */
export const minutesOfHours = (hours: number | null): number | null => (hours === null ? null : Math.round(hours * HOUR));

/** The rules that somebody typed as JSON; a fault where it is none. */
export function rulesOf(text: string): { rules: Record<string, unknown> } | { fault: string } {
  try {
    const read: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { rules: read as Record<string, unknown> } : { fault: '{}' };
  } catch (thrown) {
    return { fault: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** The faults of one shift, or those of the work plan itself where no shift is named. */
export function faultsAt(faults: Fault[], shift: number | null): Fault[] {
  if (shift !== null) return faults.filter((one) => one.pointer === `/shifts/${shift}` || one.pointer.startsWith(`/shifts/${shift}/`));
  return faults.filter((one) => !/^\/shifts\/\d+/.test(one.pointer));
}

import type { ActivityCategory } from '../api/organisation';
import type { ShiftChange, ShiftChangeKind } from '../api/scheduleEdits';
import type { Shift, ShiftActivity } from '../api/schedules';
import { localDate } from '../time/weekGrid';

/** What becomes of a shift: its agent is away, or it is one of the changes that are planned around that. */
export type Sort = 'absence' | ShiftChangeKind;

/** An activity off the queue that lies elsewhere, is new, or is not held. */
export interface Move {
  category: ActivityCategory;
  from: ShiftActivity | null;
  to: ShiftActivity | null;
}

const ABSENT: ActivityCategory[] = ['TimeOff', 'Unavailable'];

const absentMinutes = (shift: Shift | null): number => (shift?.activities ?? []).reduce((sum, one) => sum + (ABSENT.includes(one.category) ? one.lengthMinutes : 0), 0);

/** Planning anew never sends anybody home, so a shift with more absence in it is that of somebody who is away. */
export const sortOf = (change: ShiftChange): Sort => (absentMinutes(change.after) > absentMinutes(change.before) ? 'absence' : change.change);

/** The stretches in which somebody is away; what was work, meal and break before is one where it follows without a hole. */
export function absencesIn(shift: Shift | null): ShiftActivity[] {
  const found: ShiftActivity[] = [];
  for (const one of shift?.activities ?? []) {
    if (!ABSENT.includes(one.category)) continue;
    const last = found.at(-1);
    if (last?.activityCodeId === one.activityCodeId && Date.parse(last.startDate) + last.lengthMinutes * 60_000 === Date.parse(one.startDate)) last.lengthMinutes += one.lengthMinutes;
    else found.push({ ...one });
  }
  return found;
}

const same = (left: ShiftActivity, right: ShiftActivity) =>
  left.activityCodeId === right.activityCodeId && Date.parse(left.startDate) === Date.parse(right.startDate) && left.lengthMinutes === right.lengthMinutes;

/** Breaks, meals and the like that moved, in order; the first of a code that is gone is the one that the first new one was. */
export function movesOf({ before, after }: ShiftChange): Move[] {
  const offQueue = (shift: Shift | null) => (shift?.activities ?? []).filter((one) => one.category !== 'OnQueueWork');
  const [was, is] = [offQueue(before), offQueue(after)];
  const fresh = is.filter((one) => !was.some((other) => same(one, other)));
  const moves: Move[] = was
    .filter((one) => !is.some((other) => same(one, other)))
    .map((from) => {
      const place = fresh.findIndex((one) => one.activityCodeId === from.activityCodeId);
      return { category: from.category, from, to: place < 0 ? null : (fresh.splice(place, 1)[0] ?? null) };
    });
  return [...moves, ...fresh.map((to) => ({ category: to.category, from: null, to }))];
}

const startOf = (change: ShiftChange): number => Date.parse((change.after ?? change.before)?.startDate ?? '');

/** The changes by local day, absences first, then by name. */
export function changesByDay(changes: readonly ShiftChange[], zone: string, name: (agentId: string) => string): { date: string; changes: ShiftChange[] }[] {
  const days = new Map<string, ShiftChange[]>();
  for (const change of changes) {
    const date = localDate(startOf(change), zone);
    days.set(date, [...(days.get(date) ?? []), change]);
  }
  const rank = (change: ShiftChange) => (sortOf(change) === 'absence' ? 0 : 1);
  return [...days]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([date, ofDay]) => ({
      date,
      changes: ofDay.toSorted((left, right) => rank(left) - rank(right) || name(left.agentId).localeCompare(name(right.agentId), undefined, { numeric: true }) || startOf(left) - startOf(right)),
    }));
}

import { queueHistory, type HistoryInterval } from '../api/history';
import type { PlanningGroup } from '../api/organisation';
import { WeekGrid, addDays, weekStart } from '../time/weekGrid';

/** One past week laid over the forecast's: a value an interval of the forecast's grid, null where nothing is known. */
export interface PastWeek {
  weekDate: string;
  offered: (number | null)[];
  averageHandleTimeSeconds: (number | null)[];
}

/** Lays history over a week by local day and interval of the day, so that a clock change in between moves nothing. */
export function layOver(history: HistoryInterval[], past: WeekGrid, shown: WeekGrid): Omit<PastWeek, 'weekDate'> {
  const step = past.intervalMinutes * 60_000;
  const offered = new Array<number | null>(past.intervals).fill(null);
  const handled = new Array<number>(past.intervals).fill(0);
  const seconds = new Array<number>(past.intervals).fill(0);
  for (const one of history) {
    const index = Math.floor((Date.parse(one.startAt) - past.start) / step);
    if (index < 0 || index >= past.intervals) continue;
    offered[index] = (offered[index] ?? 0) + one.offered;
    if (one.averageHandleTimeSeconds === null) continue;
    const weight = one.handled ?? one.offered;
    handled[index] = (handled[index] ?? 0) + weight;
    seconds[index] = (seconds[index] ?? 0) + weight * one.averageHandleTimeSeconds;
  }
  const aht = seconds.map((sum, index) => ((handled[index] ?? 0) > 0 ? sum / (handled[index] ?? 1) : null));
  const moved = (values: (number | null)[]) =>
    shown.days.flatMap((day, at) => {
      const there = past.days[at];
      return Array.from({ length: day.intervals }, (_, slot) => (there && slot < there.intervals ? (values[there.firstInterval + slot] ?? null) : null));
    });
  return { offered: moved(offered), averageHandleTimeSeconds: moved(aht) };
}

/** Whole weeks, so that weekdays stand over weekdays. */
const YEAR_DAYS = 364;

async function historyOf(group: PlanningGroup, from: number, to: number): Promise<HistoryInterval[]> {
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const queues = [...new Set(group.routePaths.map((path) => path.queueId))];
  return (await Promise.all(queues.map((queue) => queueHistory(queue, start, end)))).flat();
}

/** The weeks of a group's history that end with its last known day, the latest first; empty weeks are left out. */
export async function pastWeeks(group: PlanningGroup, lastDate: string, startDayOfWeek: string, shown: WeekGrid, count: number): Promise<PastWeek[]> {
  const first = shown.days[0]?.date ?? lastDate;
  const latest = weekStart(lastDate < first ? lastDate : addDays(first, -7), startDayOfWeek);
  const grids = Array.from({ length: count }, (_, back) => new WeekGrid(addDays(latest, -7 * back), shown.zone, shown.intervalMinutes));
  const oldest = grids.at(-1);
  const newest = grids[0];
  if (!oldest || !newest) return [];
  const history = await historyOf(group, oldest.start, newest.end);
  return grids
    .map((grid) => ({ weekDate: grid.days[0]?.date ?? '', ...layOver(history, grid, shown) }))
    .filter((week) => week.offered.some((value) => value !== null));
}

/** The same days a year before, weekday over weekday; null where nothing of them is known. */
export async function yearBefore(group: PlanningGroup, shown: WeekGrid): Promise<PastWeek | null> {
  const first = shown.days[0]?.date;
  if (first === undefined) return null;
  const weekDate = addDays(first, -YEAR_DAYS);
  const grid = new WeekGrid(weekDate, shown.zone, shown.intervalMinutes, Math.ceil(shown.days.length / 7));
  const laid = layOver(await historyOf(group, grid.start, grid.end), grid, shown);
  return laid.offered.some((value) => value !== null) ? { weekDate, ...laid } : null;
}

import type { ShiftChange } from '../api/scheduleEdits';
import type { HeadcountForecast, Shift } from '../api/schedules';
import type { WeekGrid } from '../time/weekGrid';
import { sortOf } from './differences';

/** Heads on the queue by interval of the schedule, under three plans. */
export interface Coverage {
  required: number[];
  /** Everybody there. */
  asPlanned: number[];
  /** With the absences, nothing changed. */
  before: number[];
  after: number[];
}

export const PLANS = ['asPlanned', 'before', 'after'] as const;
export type PlanName = (typeof PLANS)[number];

/** Head-hours of a day. */
export interface DayCoverage {
  missing: number;
  spare: number;
}

const MINUTE_MS = 60_000;

/** Adds a shift's time on the queue to heads by interval, times `sign`. */
function add(heads: number[], shift: Shift | null, sign: 1 | -1, grid: WeekGrid): void {
  const step = grid.intervalMinutes * MINUTE_MS;
  for (const one of shift?.activities ?? []) {
    if (one.category !== 'OnQueueWork') continue;
    const start = Date.parse(one.startDate);
    const end = start + one.lengthMinutes * MINUTE_MS;
    const last = Math.min(grid.intervals, Math.ceil((end - grid.start) / step));
    for (let interval = Math.max(0, Math.floor((start - grid.start) / step)); interval < last; interval += 1) {
      const from = grid.startOf(interval);
      heads[interval] = (heads[interval] ?? 0) + (sign * (Math.min(end, from + step) - Math.max(start, from))) / step;
    }
  }
}

/** The heads once changes are made, or with them taken back. */
function changed(heads: readonly number[], changes: readonly ShiftChange[], grid: WeekGrid, back = false): number[] {
  const next = [...heads];
  for (const { before, after } of changes) {
    add(next, before, back ? 1 : -1, grid);
    add(next, after, back ? -1 : 1, grid);
  }
  return next;
}

/** Heads of all planning groups together: how the service would split changed heads among them it says only once they are applied. */
export function coverageOf(headcount: HeadcountForecast, changes: readonly ShiftChange[], grid: WeekGrid, applied: boolean): Coverage {
  const required = Array.from({ length: grid.intervals }, (_, interval) => headcount.planningGroups.reduce((sum, group) => sum + (group.required[interval] ?? 0), 0));
  const asPlanned = applied ? changed(headcount.onQueuePerInterval, changes, grid, true) : headcount.onQueuePerInterval;
  const absences = changes.filter((one) => sortOf(one) === 'absence');
  return { required, asPlanned: [...asPlanned], before: changed(asPlanned, absences, grid), after: changed(asPlanned, changes, grid) };
}

/** Head-hours missing and to spare on a day of the grid. */
export function dayCoverage(coverage: Coverage, plan: PlanName, day: { firstInterval: number; intervals: number }, intervalMinutes: number): DayCoverage {
  const sum = { missing: 0, spare: 0 };
  for (let interval = day.firstInterval; interval < day.firstInterval + day.intervals; interval += 1) {
    const over = ((coverage[plan][interval] ?? 0) - (coverage.required[interval] ?? 0)) * (intervalMinutes / 60);
    if (over < 0) sum.missing -= over;
    else sum.spare += over;
  }
  return sum;
}

import type { PlanningGroup } from '../api/organisation';
import { listSpecialDays, type SpecialDay } from '../api/specialDays';
import { Loader } from '../state/loader.svelte';
import { WeekGrid } from '../time/weekGrid';
import type { MarkedDay } from './hand/paint';
import { pastWeeks, yearBefore, type PastWeek } from './pastWeeks';

/** What can be laid over a forecast, in the order of its switches. */
export const OVERLAYS = ['lastWeeks', 'lastYear', 'events'] as const;
export type Overlay = (typeof OVERLAYS)[number];

const WEEKS = 3;

/** What a forecast is compared with in its graph: past weeks, the year before, days of the calendar. Read when it is first shown. */
export class Overlays {
  on: Record<Overlay, boolean> = $state({ lastWeeks: true, lastYear: false, events: true });
  weeks = new Loader<PastWeek[]>();
  year = new Loader<PastWeek | null>();
  days = new Loader<SpecialDay[]>();

  /** Of the week that the forecast learnt last. */
  readWeeks(group: PlanningGroup, lastDate: string, startDayOfWeek: string, shown: WeekGrid): void {
    void this.weeks.load(() => pastWeeks(group, lastDate, startDayOfWeek, shown, WEEKS));
  }

  readYear(group: PlanningGroup, shown: WeekGrid): void {
    void this.year.load(() => yearBefore(group, shown));
  }

  readDays(businessUnitId: string): void {
    void this.days.load(() => listSpecialDays(businessUnitId));
  }

  /** What could not be read of the overlays that are on. */
  get failed(): Overlay[] {
    const problems = { lastWeeks: this.weeks.problem, lastYear: this.year.problem, events: this.days.problem };
    return OVERLAYS.filter((one) => this.on[one] && problems[one] !== undefined);
  }

  /** Whether the year before was looked for and there is none. */
  get noYear(): boolean {
    return this.on.lastYear && this.year.state === 'ready' && this.year.value === null;
  }

  /** The lines to lay over the forecast, the latest week first. */
  get lines(): { kind: Overlay; week: PastWeek }[] {
    const weeks = this.on.lastWeeks ? (this.weeks.value ?? []) : [];
    const year = this.on.lastYear && this.year.value ? [this.year.value] : [];
    return [...weeks.map((week) => ({ kind: 'lastWeeks' as const, week })), ...year.map((week) => ({ kind: 'lastYear' as const, week }))];
  }

  /** The days of the calendar within the forecast. */
  marked(grid: WeekGrid): MarkedDay[] {
    return this.on.events ? markedDays(this.days.value ?? [], grid) : [];
  }
}

/** Days of the calendar that lie in a grid, with their names joined where a date has several. */
export function markedDays(days: Pick<SpecialDay, 'date' | 'name'>[], grid: WeekGrid): MarkedDay[] {
  return grid.days.flatMap((day) => {
    const names = days.filter((one) => one.date === day.date).map((one) => one.name);
    const [start, end] = [grid.startOf(day.firstInterval) / 1_000, grid.startOf(day.firstInterval + day.intervals) / 1_000];
    return names.length > 0 ? [{ name: names.join(' · '), start, end }] : [];
  });
}

import type { Forecast } from '../api/forecasts';
import type { ScheduleVersion } from '../api/scheduleEdits';
import type { Schedule } from '../api/schedules';
import type { Screen } from '../state/route.svelte';
import { addDays } from '../time/weekGrid';

export const STEPS = ['history', 'forecast', 'requirement', 'roster', 'edit', 'publish'] as const;
export type StepName = (typeof STEPS)[number];

/** How a version is called that somebody made by hand. */
const BY_HAND = 'edited';

/** What there is of the main job for a week. */
export interface Standing {
  /** Files of contacts that were imported and stand. */
  importCount: number;
  forecasts: readonly Forecast[];
  schedules: readonly Schedule[];
  /** The versions of the schedule at hand, where there is one. */
  versions: readonly ScheduleVersion[];
}

export interface Step {
  name: StepName;
  screen: Screen;
  /** What the screen is to look at. */
  look: Record<string, string | null>;
  done: boolean;
}

/** The schedule that the week is worked on with: the newest draft made by a run, else what is published. */
export const scheduleAtHand = (schedules: readonly Schedule[]): Schedule | undefined =>
  schedules.findLast((one) => one.state === 'draft' && one.runId !== null) ?? schedules.findLast((one) => one.state === 'published');

/** The main job, each step ticked off by what is there; a requirement is there as soon as a forecast can be staffed. */
export function stepsOf({ importCount, forecasts, schedules, versions }: Standing): Step[] {
  const forecast = forecasts.at(-1);
  const schedule = scheduleAtHand(schedules);
  const look = { schedule: schedule?.id ?? null };
  return [
    { name: 'history', screen: 'imports', look: {}, done: importCount > 0 },
    { name: 'forecast', screen: 'forecast', look: {}, done: forecast !== undefined },
    { name: 'requirement', screen: 'coverage', look: {}, done: forecast?.canUseForScheduling === true },
    { name: 'roster', screen: 'schedule', look, done: schedule !== undefined },
    { name: 'edit', screen: 'schedule', look, done: versions.some((one) => one.kind === BY_HAND) },
    { name: 'publish', screen: 'schedule', look, done: schedules.some((one) => one.state === 'published') },
  ];
}

/** The first week that no forecast reaches, on which everything can still be done; null where nothing was forecast. */
export function untouchedWeek(forecasts: readonly Forecast[]): string | null {
  const ends = forecasts.map((one) => addDays(one.weekDate, 7 * one.weekCount));
  return ends.toSorted().at(-1) ?? null;
}

import type { Run } from '../api/runs';
import type { SearchStep } from '../api/schedules';

/** One search to draw: its name and its steps, in the order of time. */
export interface NamedSearch {
  name: string;
  steps: SearchStep[];
}

/** Rosters that cost this many times the last one are of the search's first moments and would flatten all the rest. */
const TOP_FACTOR = 2.5;

const figure = (run: Run, name: string): number | undefined => {
  const value = run.progress?.[name];
  return typeof value === 'number' ? value : undefined;
};

/** The steps with what a run says of itself at this moment, where it is a better roster or bound than the last. */
export function noted(steps: SearchStep[], run: Run, nowMillis: number): SearchStep[] {
  const [objective, bound] = [figure(run, 'objective'), figure(run, 'bound')];
  const last = steps.at(-1);
  if (run.startedAt === null || (objective === undefined && bound === undefined)) return steps;
  if (last && last.objective === objective && last.bound === bound) return steps;
  const seconds = Math.max(last?.seconds ?? 0, (nowMillis - Date.parse(run.startedAt)) / 1_000);
  const phase = typeof run.progress?.phase === 'string' ? run.progress.phase : '';
  return [...steps, { seconds, phase, ...(objective === undefined ? {} : { objective }), ...(bound === undefined ? {} : { bound }) }];
}

/** The steps up to a moment: what stood last stands until then. */
export function until(steps: SearchStep[], seconds: number): SearchStep[] {
  const last = steps.at(-1);
  return last && seconds > last.seconds ? [...steps, { ...last, seconds }] : steps;
}

/** The share of the objective that might still be saved; null before there is a roster and a bound. */
export function gapOf(step: SearchStep): number | null {
  if (step.objective === undefined || step.bound === undefined) return null;
  return step.objective > 0 ? Math.max(0, (step.objective - step.bound) / step.objective) : 0;
}

/** What uPlot draws: the moments of all searches, and of each its objective and its bound as they stood; then the gap of the first. */
export function searchData(searches: NamedSearch[]): [number[], ...(number | null)[][]] {
  const moments = [...new Set(searches.flatMap((search) => search.steps.map((step) => step.seconds)))].toSorted((left, right) => left - right);
  const lines = searches.flatMap(({ steps }) => [standing(moments, steps, (step) => step.objective ?? null), standing(moments, steps, (step) => step.bound ?? null)]);
  const first = searches[0]?.steps ?? [];
  return [moments, ...lines, standing(moments, first, gapOf)];
}

/** What holds at each moment; nothing before the first step, nor after the last. */
function standing(moments: number[], steps: SearchStep[], of: (step: SearchStep) => number | null): (number | null)[] {
  let at = -1;
  const end = steps.at(-1)?.seconds ?? -1;
  return moments.map((moment) => {
    while (at + 1 < steps.length && (steps[at + 1]?.seconds ?? Infinity) <= moment) at += 1;
    const step = steps[at];
    return step === undefined || moment > end ? null : of(step);
  });
}

/** The scale of objectives and bounds: from the lowest bound to what leaves the end of the search readable. */
export function costRange(searches: NamedSearch[]): { range: [number, number]; cut: boolean } {
  const steps = searches.flatMap((search) => search.steps);
  const all = steps.flatMap((step) => [step.objective, step.bound]).filter((value): value is number => value !== undefined);
  if (all.length === 0) return { range: [0, 1], cut: false };
  const last = Math.max(...searches.map((search) => search.steps.findLast((step) => step.objective !== undefined)?.objective ?? 0));
  const highest = Math.max(...all);
  const top = last > 0 ? Math.min(highest, TOP_FACTOR * last) : highest;
  const bottom = Math.min(0, ...all);
  return { range: [bottom, Math.max(top * 1.05, bottom + 1)], cut: top < highest };
}

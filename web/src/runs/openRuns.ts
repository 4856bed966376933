import { isFinal, type Run } from '../api/runs';

const KINDS = ['roster', 'roster-repair'];

/** Roster runs that are under way, or ended without a roster: of the others the roster tells. */
export const openRuns = (runs: Run[]): Run[] => runs.filter((run) => KINDS.includes(run.kind) && run.state !== 'Complete');

/** How long a run took or takes, in seconds; null before it began. */
export function secondsOf(run: Run, nowMillis: number): number | null {
  if (run.startedAt === null) return null;
  const end = isFinal(run) ? Date.parse(run.finishedAt ?? run.startedAt) : nowMillis;
  return Math.max(0, (end - Date.parse(run.startedAt)) / 1_000);
}

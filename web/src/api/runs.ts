import { ProblemError, type Problem } from './problem';
import { get, request, type Answer } from './request';

export type RunState = 'Queued' | 'Running' | 'Complete' | 'Failed' | 'Canceled';

/** One piece of long work. */
export interface Run {
  id: string;
  kind: string;
  state: RunState;
  percentComplete: number;
  /** What it last said of itself: `phase`, and for a roster `objective`, `bound` and `gap`. */
  progress: Record<string, unknown> | null;
  result: Record<string, unknown> | null;
  error: Partial<Problem> | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 2_000;

export const isFinal = (run: Run): boolean => run.state === 'Complete' || run.state === 'Failed' || run.state === 'Canceled';

/** The run that a 202 answer names. */
export function runOf(answer: Answer<unknown>): string {
  const id = answer.location?.split('/runs/')[1]?.split(/[/?]/)[0];
  if (id) return id;
  throw new Error(`the service answered ${answer.status} without the Location of a run`);
}

export const findRun = (id: string): Promise<Run> => get<Run>(`/runs/${id}`);

export const cancelRun = async (id: string): Promise<Run> =>
  (await request<Run>('PATCH', `/runs/${id}`, { body: { state: 'Canceled' } })).body;

/** Reads a run again and again, ever more slowly, until it is final. */
export async function followRun(id: string, onProgress: (run: Run) => void): Promise<Run> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.4, LONGEST_WAIT_MS)) {
    const run = await findRun(id);
    onProgress(run);
    if (isFinal(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Why a run failed, as the problem a request would have thrown. */
export function problemOfRun(run: Run): ProblemError {
  return new ProblemError({
    status: 0,
    code: run.error?.code ?? 'run-failed',
    title: run.error?.title ?? run.error?.code ?? run.state,
    detail: run.error?.detail ?? run.state,
    traceId: run.error?.traceId ?? run.id,
    errors: run.error?.errors ?? [],
  });
}

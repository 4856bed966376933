import { problemOf, type Problem } from '../api/problem';
import { cancelRun, followRun, problemOfRun, type Run } from '../api/runs';

/** One run that the page has asked for: its progress, its end, its refusal. */
export class RunFollower {
  run: Run | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  busy = $state(false);
  canceling = $state(false);

  /** `stop` asks a run to end, where those who may ask for it may not stop runs of every kind. */
  constructor(private readonly stop: (runId: string) => Promise<unknown> = cancelRun) {}

  /** Asks for a run and follows it; `done` is called once it is complete, and is part of the work. */
  async start(ask: () => Promise<string>, done: (run: Run) => Promise<void> | void): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.canceling = false;
    this.run = null;
    this.problem = null;
    try {
      const run = await followRun(await ask(), (seen) => (this.run = seen));
      if (run.state === 'Failed') throw problemOfRun(run);
      if (run.state === 'Complete') await done(run);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  async cancel(): Promise<void> {
    if (!this.run || this.canceling) return;
    this.canceling = true;
    try {
      await this.stop(this.run.id);
    } catch (thrown) {
      this.canceling = false;
      this.problem = problemOf(thrown);
    }
  }
}

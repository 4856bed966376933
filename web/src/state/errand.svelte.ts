import { problemOf, type Problem } from '../api/problem';

/** HTTP 412: the change was made from a version that is not the present one. */
const STALE = 412;

/** One short request that a button makes: whether it is under way, and why it was refused. */
export class Errand {
  busy = $state(false);
  problem: Problem | null = $state.raw(null);

  /** Whether it was refused because somebody else has changed the thing meanwhile. */
  get isStale(): boolean {
    return this.problem?.status === STALE;
  }

  /**
   * Does the work, unless it is under way. Where somebody else has changed the thing meanwhile, `readAgain` reads it as it
   * stands now, so that the next try is made from that; the refusal stays on show.
   */
  async run(work: () => Promise<unknown>, readAgain?: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      if (this.isStale) await this.recover(readAgain);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private async recover(readAgain: (() => Promise<unknown>) | undefined): Promise<void> {
    try {
      await readAgain?.();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}

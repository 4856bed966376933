import { problemOf, type Problem } from '../api/problem';

/** One short request that a button makes: whether it is under way, and why it was refused. */
export class Errand {
  busy = $state(false);
  problem: Problem | null = $state.raw(null);

  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

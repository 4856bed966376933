import { problemOf, type Problem } from '../api/problem';

/** Something read from the service: not asked for yet, on its way, here, or refused. Late answers of an earlier question are dropped. */
export class Loader<T> {
  state: 'idle' | 'loading' | 'ready' | 'failed' = $state('idle');
  value: T | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  private asked = 0;

  async load(read: () => Promise<T>): Promise<void> {
    const question = ++this.asked;
    this.state = 'loading';
    this.problem = undefined;
    try {
      const value = await read();
      if (question !== this.asked) return;
      this.value = value;
      this.state = 'ready';
    } catch (thrown) {
      if (question !== this.asked) return;
      this.value = undefined;
      this.problem = problemOf(thrown);
      this.state = 'failed';
    }
  }

  /** Reads again behind the back of whoever looks: what is shown stays, should it fail. */
  async refresh(read: () => Promise<T>): Promise<void> {
    const question = ++this.asked;
    try {
      const value = await read();
      if (question === this.asked) this.set(value);
    } catch (thrown) {
      if (question !== this.asked || this.value !== undefined) return;
      this.problem = problemOf(thrown);
      this.state = 'failed';
    }
  }

  /** Takes a value that is known already. */
  set(value: T): void {
    this.asked += 1;
    this.value = value;
    this.state = 'ready';
    this.problem = undefined;
  }

  reset(): void {
    this.asked += 1;
    this.value = undefined;
    this.problem = undefined;
    this.state = 'idle';
  }
}

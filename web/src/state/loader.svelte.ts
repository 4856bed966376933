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

  /** Reads what is shown again; it stays should that fail, which the caller is told. */
  async again(read: () => Promise<T>): Promise<void> {
    const question = ++this.asked;
    const value = await read();
    if (question === this.asked) this.set(value);
  }

  /** The same behind the back of whoever looks: a failure is told only where nothing is shown. */
  async refresh(read: () => Promise<T>): Promise<void> {
    const reading = this.again(read);
    const question = this.asked;
    try {
      await reading;
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

import { problemOf, type Problem } from '../api/problem';
import type { Page } from '../api/request';

/** A list that is read page by page, as far as somebody asks for. Late answers of an earlier list are dropped. */
export class Pager<T> {
  rows: T[] = $state.raw([]);
  state: 'idle' | 'loading' | 'ready' | 'failed' = $state('idle');
  problem: Problem | undefined = $state.raw();
  /** Whether there are further rows. */
  more = $state(false);
  private next: string | undefined;
  private asked = 0;
  private page: (pageToken: string | undefined) => Promise<Page<T>> = () => Promise.resolve({ entities: [] });

  /** Begins a list with its first page. */
  async begin(page: (pageToken: string | undefined) => Promise<Page<T>>): Promise<void> {
    this.page = page;
    this.rows = [];
    this.next = undefined;
    this.more = false;
    await this.read();
  }

  /** Reads what comes next, or what could not be read before. */
  async read(): Promise<void> {
    const question = ++this.asked;
    this.state = 'loading';
    this.problem = undefined;
    try {
      const page = await this.page(this.next);
      if (question !== this.asked) return;
      this.rows = [...this.rows, ...page.entities];
      this.next = page.nextPageToken;
      this.more = page.nextPageToken !== undefined;
      this.state = 'ready';
    } catch (thrown) {
      if (question !== this.asked) return;
      this.problem = problemOf(thrown);
      this.state = 'failed';
    }
  }

  /** Reads what is shown once more, behind the back of whoever looks: it stays as it is, should that fail. */
  async refresh(): Promise<void> {
    if (this.state !== 'ready') return;
    const question = ++this.asked;
    const rows: T[] = [];
    let next: string | undefined;
    try {
      do {
        const page = await this.page(next);
        rows.push(...page.entities);
        next = page.nextPageToken;
      } while (next !== undefined && rows.length < this.rows.length);
    } catch {
      return;
    }
    if (question !== this.asked) return;
    this.rows = rows;
    this.next = next;
    this.more = next !== undefined;
  }
}

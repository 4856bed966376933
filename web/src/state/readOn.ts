import { events } from './events.svelte';

/** What no topic tells, as a colleague's offer on the board, is asked for again this often. */
const REREAD_MS = 60_000;

/** Reads again whenever one of these topics tells of a change, and every minute. Gives what ends it; for use in `$effect`. */
export function readOn(topics: readonly string[], again: () => unknown): () => void {
  const timer = setInterval(again, REREAD_MS);
  const unfollow = topics.length > 0 ? events.follow({ topics, hear: () => void again(), readAnew: () => undefined }) : () => undefined;
  return () => {
    clearInterval(timer);
    unfollow();
  };
}

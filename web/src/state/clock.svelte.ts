import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 10_000;

const everyTick = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS);
  return () => clearInterval(timer);
});

/** The present, for what is shown as so many minutes ago; it ticks while anything on the page reads it. */
export function present(): number {
  everyTick();
  return Date.now();
}

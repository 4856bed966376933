/**
 * Asks one question at a time; of those that come while an answer is awaited only the last is asked, as soon as it is there. So
 * the first keystroke is answered at once, and none waits behind answers that nobody wants any more.
 */
export function latestOnly<Question>(ask: (question: Question) => Promise<void>): (question: Question) => Promise<void> {
  let next: { question: Question } | null = null;
  let busy = false;
  return async (question) => {
    next = { question };
    if (busy) return;
    busy = true;
    try {
      while (next !== null) {
        const { question: now }: { question: Question } = next;
        next = null;
        await ask(now);
      }
    } finally {
      busy = false;
    }
  };
}

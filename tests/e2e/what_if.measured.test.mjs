// How soon a what-if answers a keystroke: a figure for people to read, printed and never asserted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf } from './support/page.mjs';

const KEYSTROKES = 20;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a what-if is drawn anew after a keystroke, measured', async (context) => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'what-if');
  await at(page, 'what-if-net').filter({ hasText: /^14$/ }).waitFor();
  const spent = [];
  for (let step = 0; step < KEYSTROKES; step += 1) {
    const volume = 101 + step;
    // From the event of the field until the frame after its answer: the figure of the load tells whose answer is shown.
    spent.push(
      await page.evaluate(
        (typed) =>
          new Promise((done) => {
            const field = document.querySelector('[data-testid=what-if-volume]');
            const shown = document.querySelector('.figures');
            const before = shown.textContent;
            const observer = new MutationObserver(() => {
              if (shown.textContent === before) return;
              observer.disconnect();
              requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0));
            });
            observer.observe(shown, { childList: true, characterData: true, subtree: true });
            const begun = performance.now();
            field.value = String(typed);
            field.dispatchEvent(new Event('input', { bubbles: true }));
          }),
        volume,
      ),
    );
  }
  const sorted = spent.toSorted((left, right) => left - right);
  const at95 = sorted[Math.floor(sorted.length * 0.95)];
  context.diagnostic(`what-if drawn anew after a keystroke: ${sorted.length} keystrokes, median ${sorted[Math.floor(sorted.length / 2)].toFixed(0)} ms, p95 ${at95.toFixed(0)} ms, worst ${sorted.at(-1).toFixed(0)} ms`);
  assert.equal(spent.length, KEYSTROKES);
  assert.deepEqual(page.errors, []);
});

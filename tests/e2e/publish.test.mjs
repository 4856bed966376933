import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, settled } from './support/page.mjs';

const ROSTER_MS = 5 * 60_000;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a draft is published, and the published schedule shows no button to publish it again', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'schedule');
  await at(page, 'gantt').waitFor();
  if ((await at(page, 'publish').count()) === 0) {
    await at(page, 'generate-schedule').click();
    await at(page, 'run-progress').waitFor();
    await at(page, 'publish').waitFor({ timeout: ROSTER_MS });
    await settled(page);
  }
  assert.equal(await at(page, 'schedule-state').getAttribute('data-state'), 'draft');
  await at(page, 'publish').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=schedule-state]')?.dataset.state === 'published');
  assert.equal(await at(page, 'publish').count(), 0);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

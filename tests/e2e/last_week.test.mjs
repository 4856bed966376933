import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('the forecast says how last week was told, by interval, day and week, and no sum is told worse than its parts', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'forecast');
  const lastWeek = at(page, 'last-week');
  const errors = [];
  for (const grain of ['interval', 'day', 'week']) {
    const row = lastWeek.locator(`[data-grain=${grain}]`);
    errors.push(figure(await row.locator('td').first().innerText()));
    assert.match(await row.innerText(), /(\d% too (many|few)|as many as came)/);
  }
  assert.ok(errors[0] > 0 && errors[0] >= errors[1] && errors[1] >= errors[2], errors.join(' '));
  assert.match(await at(page, 'last-week-coverage').innerText(), /^\d+\.\d% of the intervals fell between P10 and P90/);
  assert.deepEqual(page.errors, []);
});

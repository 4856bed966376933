import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, picture } from './support/page.mjs';

// A long answer on a slow machine is given up by the service after half a minute.
const PATIENCE = { timeout: 60_000 };

let chromium;
let page;
before(async () => {
  chromium = await browser();
});
beforeEach(async () => {
  page = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

test('an agent’s name tells why they have their line, and a day off why it is not in it', async () => {
  await goTo(page, 'schedule');
  await at(page, 'gantt-agent').first().click();
  const line = at(page, 'why-line');
  await line.waitFor(PATIENCE);
  assert.match(await line.getAttribute('data-code'), /^(best-line|as-good-as-another|better-line-exists)$/);
  assert.ok((await line.locator('tbody tr').count()) > 0);
  await at(page, 'wish-date').selectOption({ index: 3 });
  await at(page, 'why-not').click();
  const wish = at(page, 'why-wish');
  await wish.waitFor(PATIENCE);
  assert.match(await wish.getAttribute('data-code'), /^(granted|requirement-impossible|costs-more|costs-no-more)$/);
  await picture(page, 'why-line');
  assert.deepEqual(page.errors, []);
});

test('one agent more is compared with the roster as it stands', async () => {
  await goTo(page, 'schedule');
  await at(page, 'change-ask').click();
  const compared = at(page, 'change-compared');
  await compared.waitFor({ timeout: 5 * 60_000 });
  const difference = async (name) => figure(await compared.locator(`tr[data-figure=${name}] td:nth-child(4)`).innerText());
  assert.equal(await difference('agentCount'), 1);
  assert.ok((await difference('shiftCount')) > 0);
  assert.ok((await difference('shortHours')) <= 0);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('rules are priced and one more agent is valued', async () => {
  await goTo(page, 'schedule');
  await at(page, 'price-rules').click();
  const rows = at(page, 'prices').locator('tbody tr');
  await rows.first().waitFor({ timeout: 5 * 60_000 });
  const predicted = await rows.locator('td:nth-child(3)').allInnerTexts();
  assert.ok(predicted.every((text) => Number.isFinite(figure(text))), predicted.join());
  await page.locator('[data-testid=price-rules]:enabled').waitFor(PATIENCE);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

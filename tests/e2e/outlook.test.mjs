import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const choose = (page, testid, value) => page.locator(`[data-testid=${testid}] [data-value="${value}"]`).click();

test('two years are shown by week with their band, and days, weeks and months add up to the same', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'outlook');
  assert.ok((await paintedPixels(page, 'outlook-chart')) > 1_000);
  const rows = at(page, 'outlook-table').locator('tbody tr');
  const sums = {};
  for (const grain of ['days', 'weeks', 'months']) {
    await choose(page, 'outlook-grain', grain);
    await page.waitForFunction((wanted) => document.querySelector(`[data-testid=outlook-grain] [data-value=${wanted}]`)?.ariaPressed === 'true', grain);
    const means = (await rows.locator('td:nth-child(2)').allInnerTexts()).filter((text) => text !== 'closed').map(figure);
    sums[grain] = { rows: means.length, sum: means.reduce((all, one) => all + one, 0) };
  }
  assert.equal(sums.days.rows, 728);
  assert.ok(sums.weeks.rows >= 104 && sums.months.rows >= 24);
  // Each row is rounded to whole contacts.
  for (const grain of ['weeks', 'months']) assert.ok(Math.abs(sums[grain].sum - sums.days.sum) <= 400, JSON.stringify(sums));
  assert.match(await at(page, 'outlook-missing').innerText(), /shorter than a year/);
  assert.match(await at(page, 'outlook-no-holidays').innerText(), /no public holiday in \d{4}/);
  await choose(page, 'outlook-grain', 'weeks');
  await picture(page, 'outlook');
  await choose(page, 'outlook-horizon', '13');
  assert.ok((await rows.count()) <= 14);
  assert.deepEqual(page.errors, []);
});

test('the outlook of another planning group is another one', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'outlook');
  const first = await at(page, 'outlook-figures').innerText();
  await at(page, 'group-picker').selectOption({ index: 1 });
  await page.waitForFunction((text) => document.querySelector('[data-testid=outlook-figures]')?.innerText !== text, first);
  await settled(page);
  assert.equal(await at(page, 'problem').count(), 0);
});

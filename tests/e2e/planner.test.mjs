import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
let page;
before(async () => {
  chromium = await browser();
});
beforeEach(async () => {
  page = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

test('the forecast shows the week’s contacts, the chart and the backtest of at least two models', async () => {
  await goTo(page, 'forecast');
  assert.ok((await paintedPixels(page, 'forecast-chart')) > 1_000);
  assert.ok(figure(await at(page, 'forecast-total').innerText()) > 0);
  const models = at(page, 'backtest').locator('tbody tr');
  assert.ok((await models.count()) >= 2);
  for (const wape of await models.locator('td:nth-child(2)').allInnerTexts()) assert.match(wape, /^\d+(\.\d+)?%$/);
  await picture(page, 'forecast');
  await page.locator('[data-testid=forecast-metric] [data-value=AverageHandleTimeSeconds]').click();
  assert.ok((await paintedPixels(page, 'forecast-chart')) > 1_000);
  assert.deepEqual(page.errors, []);
});

test('coverage shows required against scheduled, and its days add up to its total', async () => {
  await goTo(page, 'coverage');
  assert.ok((await paintedPixels(page, 'coverage-chart')) > 1_000);
  const table = at(page, 'daily-table');
  const dayCount = await table.locator('tbody tr').count();
  assert.ok(dayCount > 0 && dayCount % 7 === 0, `${dayCount} days are no whole weeks`);
  const total = at(page, 'daily-total');
  for (const column of [2, 3, 4, 5, 6]) {
    const days = (await table.locator(`tbody tr > :nth-child(${column})`).allInnerTexts()).map((text) => Math.abs(figure(text)));
    const sum = figure(await total.locator(`> :nth-child(${column})`).innerText());
    assert.ok(Math.abs(days.reduce((all, one) => all + one, 0) - sum) <= dayCount * 0.5, `column ${column}: ${days} against ${sum}`);
  }
  assert.ok(figure(await total.locator('> :nth-child(2)').innerText()) > 0);
  assert.ok(figure(await total.locator('> :nth-child(4)').innerText()) > 0);
  await picture(page, 'coverage');
  assert.deepEqual(page.errors, []);
});

test('an interval of the over-and-under grid is reached by keyboard and explains its requirement', async () => {
  await goTo(page, 'coverage');
  const grid = at(page, 'over-under').locator('svg');
  await grid.focus();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  assert.match(await at(page, 'over-under-figure').innerText(), /(under|over|fit|closed)/);
  await page.keyboard.press('Enter');
  await at(page, 'derivation').locator('tbody tr').first().waitFor();
  assert.match(await at(page, 'derivation').innerText(), /Erlang A/);
  await picture(page, 'derivation');
  assert.deepEqual(page.errors, []);
});

test('the Gantt has a row for every agent, draws only those in sight, and shows breaks and meals of a day', async () => {
  await goTo(page, 'schedule');
  const gantt = at(page, 'gantt');
  await gantt.waitFor();
  const agents = Number(await gantt.getAttribute('data-agents'));
  const drawn = await at(page, 'gantt-row').count();
  assert.ok(agents > 0);
  assert.ok(drawn > 0 && drawn <= Math.min(agents, 60), `${drawn} of ${agents}`);
  if (agents <= 20) assert.equal(drawn, agents);
  assert.ok((await paintedPixels(page, 'gantt')) > 1_000);
  await picture(page, 'schedule-week');
  await page.locator('[data-testid=day-picker] button').nth(2).click();
  await gantt.focus();
  for (let row = 0; row < agents && (await at(page, 'shift-pieces').count()) === 0; row += 1) await page.keyboard.press('ArrowDown');
  const categories = await at(page, 'shift-pieces').locator('tbody tr').evaluateAll((found) => found.map((one) => one.dataset.category));
  assert.ok(categories.includes('Meal') || categories.includes('Break'), categories.join());
  await picture(page, 'schedule-day');
  assert.match(await at(page, 'roster-figures').innerText(), /Gap\s+\d/);
  assert.deepEqual(page.errors, []);
});

test('agents are found by name', async () => {
  await goTo(page, 'schedule');
  const name = await at(page, 'gantt-row').first().locator('.name').innerText();
  await at(page, 'gantt-search').fill(name);
  await page.waitForFunction((all) => document.querySelector('[data-testid=gantt]').dataset.agents < all, Number(await at(page, 'gantt').getAttribute('data-agents')) + 1);
  assert.ok((await at(page, 'gantt-row').allInnerTexts()).every((text) => text.includes(name)));
});

test('a schedule is downloaded as CSV', async () => {
  await goTo(page, 'schedule');
  const [download] = await Promise.all([page.waitForEvent('download'), at(page, 'export-csv').click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
});

test('adherence lists the agents worst first and names its definition', async () => {
  await goTo(page, 'adherence');
  const today = await at(page, 'adherence-date').inputValue();
  await at(page, 'adherence-date').fill(new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10));
  await at(page, 'adherence-row').first().waitFor();
  await settled(page);
  const percentages = (await at(page, 'adherence-row').locator('.percent').allInnerTexts()).filter((text) => text !== '–').map(figure);
  assert.ok(percentages.length > 0);
  assert.deepEqual(percentages, percentages.toSorted((left, right) => left - right));
  assert.equal(await at(page, 'adherence-board').getAttribute('data-count'), '60');
  assert.match(await at(page, 'adherence-definition').innerText(), /Definition \S+/);
  assert.deepEqual(page.errors, []);
});

test('a campaign is stopped and started again', async () => {
  await goTo(page, 'campaigns');
  const status = at(page, 'campaign-row').first().locator('[data-status]');
  const was = await status.getAttribute('data-status');
  await picture(page, 'campaigns');
  for (const wanted of was === 'on' ? ['off', 'on'] : ['on', 'off']) {
    await at(page, 'campaign-row').first().getByTestId(wanted === 'on' ? 'campaign-start' : 'campaign-stop').click();
    await page.waitForFunction((next) => document.querySelector('[data-testid=campaign-row] [data-status]')?.dataset.status === next, wanted);
  }
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('surplus minutes are handed out to campaigns', async () => {
  await goTo(page, 'campaigns');
  await page.locator('[data-testid=campaign-view] [data-value=board]').click();
  await at(page, 'allocate').click();
  await at(page, 'allocation-total').waitFor();
  await page.locator('[data-testid=allocate]:enabled').waitFor();
  await settled(page);
  assert.ok(Number.isFinite(figure(await at(page, 'allocation-total').innerText())));
  await picture(page, 'allocation');
  assert.equal(await at(page, 'problem').count(), 0);
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const view = (page, name) => page.locator(`[data-testid=performance-view] [data-value=${name}]`).click();

test('KPIs are asked by time and dimension, and leave as CSV and PNG', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'performance');
  assert.ok((await paintedPixels(page, 'kpi-chart')) > 1_000);
  const table = at(page, 'kpi-table');
  assert.equal(await table.locator('tbody tr').count(), 28);
  await picture(page, 'performance');

  await at(page, 'kpi-granularity').selectOption('Total');
  await at(page, 'kpi-dimension').selectOption('queueId');
  await at(page, 'kpi-bars').waitFor();
  await settled(page);
  const rows = table.locator('tbody tr');
  const offered = (await rows.locator('td:nth-child(2)').allInnerTexts()).map(figure);
  assert.equal(offered.length, 2);
  // Adherence is of agents: it cannot be asked by queue and says so instead of giving nothing.
  await page.locator('[data-testid=metric-picker] summary').click();
  assert.ok(await page.locator('[data-testid=metric-picker] input[value=adherence]').isDisabled());

  const [csv] = await Promise.all([page.waitForEvent('download'), at(page, 'kpi-csv').click()]);
  const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\n');
  assert.equal(lines.length, 1 + offered.length);
  await at(page, 'kpi-granularity').selectOption('Day');
  await at(page, 'kpi-chart').waitFor();
  const [png] = await Promise.all([page.waitForEvent('download'), at(page, 'kpi-result').getByTestId('chart-png').click()]);
  assert.deepEqual([...(await readFile(await png.path())).subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(''), 'PNG');
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('the days asked for stay as they are when another week is chosen for the other screens', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'performance');
  const from = at(page, 'kpi-from');
  const wanted = new Date(Date.parse(await at(page, 'kpi-to').inputValue()) - 3 * 86_400_000).toISOString().slice(0, 10);
  await from.fill(wanted);
  await at(page, 'week-after').click();
  await settled(page);
  assert.equal(await from.inputValue(), wanted);
});

test('a scorecard is made and shows status and trend of every line', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'performance');
  await view(page, 'scorecards');
  await at(page, 'scorecard-new').click();
  await at(page, 'scorecard-name').fill(`Browser test ${Date.now()}`);
  await at(page, 'scorecard-save').click();
  const lines = at(page, 'scorecard-line');
  await lines.first().waitFor();
  assert.equal(await lines.count(), 2);
  const adherence = lines.filter({ hasText: 'Adherence' });
  assert.ok(['Met', 'Warning', 'Missed'].includes(await adherence.getAttribute('data-status')));
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

/** Two scorecards and the page at the first of them, which is being changed. */
async function twoScorecards() {
  const api = await apiOf('planner');
  const [unit] = await api.list('/business-units');
  const body = (name) => ({ businessUnitId: unit.id, name, period: 'Week', entries: [{ name: 'Adherence', metric: 'adherence', direction: 'HigherIsBetter', target: 92 }] });
  const [first, second] = [await api.call('POST', '/scorecards', body(`First ${Date.now()}`)), await api.call('POST', '/scorecards', body(`Second ${Date.now()}`))];
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/performance?view=scorecards&scorecard=${first.id}`);
  await at(page, 'scorecard-edit').click();
  return { api, page, body, first, second };
}

test('the form is of the scorecard that is chosen: what was typed for one is not saved as another', async () => {
  const { api, page, first, second } = await twoScorecards();
  assert.equal(await at(page, 'scorecard-name').inputValue(), first.name);
  await at(page, 'scorecard-picker').selectOption(second.id);
  assert.equal(await at(page, 'scorecard-name').inputValue(), second.name);
  await at(page, 'scorecard-name').fill(`${second.name} changed`);
  await at(page, 'scorecard-save').click();
  await at(page, 'scorecard-form').waitFor({ state: 'detached' });
  assert.equal((await api.call('GET', `/scorecards/${first.id}`)).name, first.name);
  assert.equal((await api.call('GET', `/scorecards/${second.id}`)).name, `${second.name} changed`);
  assert.deepEqual(page.errors, []);
});

test('a scorecard that somebody else changed is not overwritten unseen, and can be gone on from', async () => {
  const { api, page, body, first } = await twoScorecards();
  await at(page, 'scorecard-name').fill('Mine');
  await api.call('PUT', `/scorecards/${first.id}`, body(`${first.name} of theirs`), { ifMatch: first.version });
  await at(page, 'scorecard-save').click();
  await page.locator('[data-testid=problem][data-code=stale]').waitFor();
  assert.equal(await at(page, 'scorecard-name').inputValue(), 'Mine', 'what was typed is kept');
  await at(page, 'scorecard-theirs').click();
  assert.equal(await at(page, 'scorecard-name').inputValue(), `${first.name} of theirs`);
  assert.equal(await at(page, 'problem').count(), 0);
  await at(page, 'scorecard-name').fill(`${first.name} of both`);
  await at(page, 'scorecard-save').click();
  await at(page, 'scorecard-form').waitFor({ state: 'detached' });
  assert.equal((await api.call('GET', `/scorecards/${first.id}`)).name, `${first.name} of both`);
  assert.deepEqual(page.errors, []);
});

test('a loss is stated in money once there are rates, and asks for them where there are none', async () => {
  const page = await pageOf(chromium, 'admin');
  await goTo(page, 'performance');
  await view(page, 'loss');
  await at(page, 'loss-ask').click();
  await at(page, 'cost-rate-form').or(at(page, 'loss-table')).first().waitFor();
  if (await at(page, 'cost-rate-form').isVisible()) {
    await at(page, 'rate-currency').fill('CNY');
    await at(page, 'rate-hour').fill('60');
    await at(page, 'rate-lost').fill('15');
    await at(page, 'rate-add').click();
  }
  await at(page, 'loss-table').waitFor();
  assert.match(await at(page, 'loss-saving').innerText(), /The proposal would save [\d,]+ CNY/);
  await picture(page, 'loss');
  assert.deepEqual(page.errors, []);
});

test('money is not offered to supervisors', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await goTo(page, 'performance');
  assert.equal(await page.locator('[data-testid=performance-view] [data-value=loss]').count(), 0);
  await page.locator('[data-testid=metric-picker] summary').click();
  assert.ok(await page.locator('[data-testid=metric-picker] input[value=overCost]').isDisabled());
});

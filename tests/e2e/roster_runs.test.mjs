import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

// A search on a slow machine, and the answers about its roster.
const PATIENCE = { timeout: 3 * 60_000 };

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const rowOf = (page, name) => at(page, 'roster-row').filter({ hasText: name });

/** Fills in the form and starts the run with the Enter key. */
async function start(page, name, fields) {
  await at(page, 'run-description').fill(name);
  for (const [field, value] of Object.entries(fields)) await at(page, `run-${field}`).fill(String(value));
  await at(page, 'run-description').press('Enter');
}

test('a run is started by keyboard alone, and its roster is shown with the search, messages and charges', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'roster-run');
  const name = `By keyboard ${Date.now()}`;
  await at(page, 'run-forecast').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type(name);
  // Weeks, time limit, gap, seed.
  for (const value of [null, '20', '0.5', '7']) {
    await page.keyboard.press('Tab');
    if (value === null) continue;
    await page.keyboard.press('Control+A');
    await page.keyboard.type(value);
  }
  await page.keyboard.press('Enter');
  await rowOf(page, name).and(page.locator('[data-shown=true]')).waitFor(PATIENCE);
  await settled(page);
  assert.match(await at(page, 'roster-figures').innerText(), /seed 7\b/);
  assert.ok((await paintedPixels(page, 'search-chart')) > 500);
  assert.match(await at(page, 'charges').innerText(), /Unmet demand by cause/);
  await at(page, 'messages').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

/** The id of a forecast that holds so many weeks. */
async function forecastOfWeeks(weeks) {
  const api = await apiOf('planner');
  const [unit] = await api.list('/business-units');
  const forecasts = await api.list(`/business-units/${unit.id}/weeks/recent/short-term-forecasts`);
  return forecasts.find((one) => one.weekCount >= weeks).id;
}

/** Lets more contacts come than the agents can easily take, so that a search does not end by itself in a moment; gives what undoes it. */
async function moreContacts() {
  const api = await apiOf('planner');
  const [unit] = await api.list('/business-units');
  const forecast = (await api.list(`/business-units/${unit.id}/weeks/recent/short-term-forecasts`)).at(-1);
  const path = `/business-units/${unit.id}/weeks/${forecast.weekDate}/short-term-forecasts/${forecast.id}/modifications`;
  const made = await api.call('POST', path, {
    type: 'ChangePercentPerInterval', metric: 'Offered', startIntervalIndex: 0, endIntervalIndex: 7 * 96 - 1, value: 12, planningGroupIds: [], reason: 'a search that takes a while',
  });
  return () => api.call('DELETE', `${path}/${made.id}`);
}

test('a search is followed while it runs, and canceling leaves a run without a roster', async () => {
  const undo = await moreContacts();
  try {
    const page = await pageOf(chromium, 'planner');
    await goTo(page, 'roster-run');
    const rosters = await at(page, 'roster-row').count();
    await start(page, `Canceled ${Date.now()}`, { gap: 0, 'time-limit': 300 });
    await at(page, 'live-chart').waitFor(PATIENCE);
    const [objective, bound] = [figure(await at(page, 'live-objective').innerText()), figure(await at(page, 'live-bound').innerText())];
    assert.ok(bound <= objective + 0.1, `${bound} is above ${objective}`);
    await picture(page, 'roster-run');
    await at(page, 'run-progress').getByRole('button').click();
    await at(page, 'open-run').and(page.locator('[data-state=Canceled]')).first().waitFor(PATIENCE);
    await at(page, 'run-progress').waitFor({ state: 'detached' });
    assert.equal(await at(page, 'roster-row').count(), rosters);
    assert.deepEqual(page.errors, []);
  } finally {
    await undo();
  }
});

test('two rosters are laid side by side: search, messages, hours, charges and shifts', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'roster-run');
  // Other tests make forecasts of one week.
  await at(page, 'run-forecast').selectOption(await forecastOfWeeks(2));
  const name = `Other seed ${Date.now()}`;
  await start(page, name, { weeks: 2, seed: 11, gap: 20 });
  await rowOf(page, name).and(page.locator('[data-shown=true]')).waitFor(PATIENCE);
  await rowOf(page, 'Demo roster').getByTestId('roster-compare').click();
  const compared = at(page, 'run-compared');
  await compared.waitFor(PATIENCE);
  const objective = compared.locator('tr[data-figure=objective] td');
  const [before, after, difference] = (await objective.allInnerTexts()).map(figure);
  assert.ok(Math.abs(after - before - difference) < 0.11, `${after} − ${before} is not ${difference}`);
  assert.ok((await compared.locator('tr[data-figure=shortHours]').count()) >= 1);
  assert.match(await at(page, 'run-comparison').innerText(), /The two differ in:[^.]*seed/);
  assert.match(await at(page, 'run-shifts').innerText(), /Shifts: \d+ more, \d+ fewer/);
  await picture(page, 'roster-comparison');
  assert.deepEqual(page.errors, []);
});

test('an agent is asked for why they have their line', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'roster-run');
  await rowOf(page, 'Demo roster').getByTestId('roster-show').click();
  await at(page, 'ask-agent').selectOption({ index: 4 });
  await at(page, 'ask-line').click();
  await at(page, 'why-line').waitFor(PATIENCE);
  assert.match(await at(page, 'why-line').getAttribute('data-code'), /^(best-line|as-good-as-another|better-line-exists|only-line)$/);
  assert.deepEqual(page.errors, []);
});

test('a supervisor looks through rosters and starts none', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await goTo(page, 'roster-run');
  await at(page, 'roster-row').first().waitFor();
  assert.equal(await at(page, 'run-form').count(), 0);
  assert.deepEqual(page.errors, []);
});

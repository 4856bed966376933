// A first visit is led through the main job.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, goTo, pageOf, picture, settled } from './support/page.mjs';

const RUN_MS = 3 * 60_000;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const doneOf = async (page) => Object.fromEntries(await at(page, 'start-step').evaluateAll((steps) => steps.map((step) => [step.dataset.step, step.dataset.done === 'true'])));

test('a planner begins with the main job of the week at hand, each step ticked off by what is there', async () => {
  const page = await pageOf(chromium, 'planner');
  await at(page, 'screen-start').waitFor();
  await settled(page);
  const api = await apiOf('planner');
  const [unit] = await api.list('/business-units');
  const week = await at(page, 'week-picker').inputValue();
  const forecasts = await api.list(`/business-units/${unit.id}/weeks/${week}/short-term-forecasts`);
  const schedules = await api.list(`/business-units/${unit.id}/weeks/${week}/schedules`);
  const done = await doneOf(page);
  assert.equal(done.history, true);
  assert.equal(done.forecast, forecasts.length > 0);
  assert.equal(done.requirement, forecasts.at(-1)?.canUseForScheduling === true);
  assert.equal(done.roster, schedules.some((one) => one.state === 'published' || (one.state === 'draft' && one.runId !== null)));
  assert.equal(done.publish, schedules.some((one) => one.state === 'published'));
  await picture(page, 'start');
  assert.deepEqual(page.errors, []);
});

test('an untouched week begins with nothing but its history, and a forecast that is made there ticks its step off', async () => {
  const page = await pageOf(chromium, 'planner');
  await at(page, 'start-untouched').click();
  await settled(page);
  assert.deepEqual(await doneOf(page), { history: true, forecast: false, requirement: false, roster: false, edit: false, publish: false });
  assert.equal(await page.locator('[data-testid=start-step].next').getAttribute('data-step'), 'forecast');
  await at(page, 'start-forecast').click();
  await at(page, 'screen-forecast').waitFor();
  await settled(page);
  await at(page, 'generate-forecast').click();
  await at(page, 'run-progress').waitFor();
  await page.locator('[data-testid=generate-forecast]:enabled').waitFor({ timeout: RUN_MS });
  await at(page, 'forecast-chart').waitFor();
  await goTo(page, 'start');
  const done = await doneOf(page);
  assert.equal(done.forecast, true);
  assert.equal(done.requirement, true);
  assert.equal(done.roster, false);
  await at(page, 'start-requirement').click();
  await at(page, 'coverage-chart').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);

  // Other tests look at the week that was forecast last, which is the demo's.
  const api = await apiOf('planner');
  const [unit] = await api.list('/business-units');
  const week = new URL(page.url()).searchParams.get('week');
  for (const one of await api.list(`/business-units/${unit.id}/weeks/${week}/short-term-forecasts`)) {
    if (one.weekDate === week) await api.call('DELETE', `/business-units/${unit.id}/weeks/${week}/short-term-forecasts/${one.id}`);
  }
});

test('who does not want to begin there begins with the forecast, and finds the walk in the list of screens', async () => {
  const page = await pageOf(chromium, 'planner');
  await at(page, 'start-first').uncheck();
  await page.goto('/');
  await at(page, 'screen-forecast').waitFor();
  await goTo(page, 'start');
  assert.equal(await at(page, 'start-first').isChecked(), false);
  assert.deepEqual(page.errors, []);
});

test('a supervisor, who plans nothing, is not led through it', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await at(page, 'screen-forecast').waitFor();
  assert.equal(await at(page, 'nav-start').count(), 0);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, picture, settled } from './support/page.mjs';

const SIMULATION_MS = 180_000;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a schedule is simulated as planned and under stress, with the chance of meeting its goals', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'schedule');
  await at(page, 'simulate').click();
  const scenarios = at(page, 'simulation-scenarios').locator('tbody tr');
  await scenarios.first().waitFor({ timeout: SIMULATION_MS });
  await settled(page);
  const names = await scenarios.evaluateAll((rows) => [...new Set(rows.map((row) => row.dataset.scenario))]);
  assert.deepEqual(names, ['baseline', 'volumePlus20', 'absent10', 'outage', 'ahtPlus15']);
  const level = async (scenario) => figure(await scenarios.and(page.locator(`[data-scenario=${scenario}]`)).first().locator('td').nth(2).innerText().then((text) => text.split('±')[0]));
  assert.ok((await level('volumePlus20')) < (await level('baseline')), 'a fifth more contacts must wait longer');
  const days = at(page, 'simulation-days').locator('tbody tr');
  assert.ok((await days.count()) >= 7);
  for (const chance of await days.locator('td:nth-child(5)').allInnerTexts()) assert.match(chance, /^\d+%$/);
  await at(page, 'simulation').scrollIntoViewIfNeeded();
  await picture(page, 'simulation');
  assert.deepEqual(page.errors, []);
});

test('a supervisor sees the simulation and cannot ask for one', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await goTo(page, 'schedule');
  await at(page, 'simulation').waitFor();
  assert.equal(await at(page, 'simulate').count(), 0);
  assert.deepEqual(page.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

const PATIENCE = { timeout: 3 * 60_000 };

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a capacity plan is made and computed: heads by week, whom to hire until when, two volume scenarios side by side', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'capacity');
  await at(page, 'plan-add').click();
  for (const [field, value] of Object.entries({ name: `Plan ${Date.now()}`, heads: 50, weeks: 26, 'paid-hour': 22, 'lost-contact': 5, hire: 2_500 })) await at(page, `plan-${field}`).fill(String(value));
  await at(page, 'plan-save').click();
  const compared = at(page, 'capacity-compared');
  await compared.waitFor(PATIENCE);
  await settled(page);
  assert.ok((await paintedPixels(page, 'capacity-chart')) > 1_000);
  const row = async (name) => (await compared.locator(`tr[data-figure=${name}] td`).allInnerTexts()).map((text) => figure(text.split(/\s/)[0]));
  const [asForecast, grown] = await row('requiredPeak');
  assert.ok(grown > asForecast, `${grown} is not above ${asForecast}`);
  const [hires] = await row('hiresAdvised');
  const people = (await at(page, 'capacity-advice').locator('tbody tr').count()) > 0 ? (await at(page, 'capacity-advice').locator('tbody td:nth-child(4)').allInnerTexts()).map(figure) : [];
  assert.equal(people.reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0), hires);
  await picture(page, 'capacity');
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('two scenarios of a week are played and laid side by side in heads, service, money and fairness', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'capacity');
  await page.locator('[data-testid=capacity-view] [data-value=scenarios]').click();
  const stamp = Date.now();
  for (const [name, volume] of [[`as it stands ${stamp}`, ''], [`a tenth more ${stamp}`, '10']]) {
    await at(page, 'scenario-add').click();
    await at(page, 'scenario-name').fill(name);
    await at(page, 'scenario-volume').fill(volume);
    await at(page, 'scenario-paid-hour').fill('22');
    await at(page, 'scenario-lost-contact').fill('5');
    await at(page, 'scenario-replications').fill('20');
    await at(page, 'scenario-time-limit').fill('30');
    await at(page, 'scenario-play').click();
    await at(page, 'scenario-row').filter({ hasText: name }).waitFor(PATIENCE);
  }
  for (const name of [`as it stands ${stamp}`, `a tenth more ${stamp}`]) await at(page, 'scenario-row').filter({ hasText: name }).getByTestId('scenario-choose').check();
  const compared = at(page, 'scenarios-compared');
  await compared.waitFor();
  assert.deepEqual(await compared.locator('tbody').evaluateAll((bodies) => bodies.map((body) => body.dataset.kind)), ['heads', 'service', 'money', 'fairness']);
  const required = (await compared.locator('tr[data-figure=requiredHours] td').allInnerTexts()).map((text) => figure(text.split(/\s/)[0]));
  assert.ok(required[1] > required[0]);
  assert.ok((await compared.locator('tr[data-figure=probabilityOfMeetingGoal]').count()) >= 1);
  await picture(page, 'scenarios');
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a supervisor looks through plans and scenarios and makes none', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await goTo(page, 'capacity');
  assert.equal(await at(page, 'plan-add').count(), 0);
  await page.locator('[data-testid=capacity-view] [data-value=scenarios]').click();
  await settled(page);
  assert.equal(await at(page, 'scenario-add').count(), 0);
  assert.deepEqual(page.errors, []);
});

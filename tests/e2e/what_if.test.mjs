import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** Waits until a figure shows a text, since the answer follows the typing. */
const shows = (page, testid, text) => at(page, testid).filter({ hasText: text }).waitFor();

test('the classic interval takes 14 agents at work and 20 on the roster, and the table shows why not 13', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'what-if');
  await shows(page, 'what-if-net', /^14$/);
  await shows(page, 'what-if-gross', /^20$/);
  await shows(page, 'what-if-service-level', /^88\.8[34]%$/);
  const thirteen = at(page, 'what-if-compared').getByRole('row', { name: /^13 / });
  assert.match(await thirteen.innerText(), /79\.6%[\s\S]*no/);
  assert.ok((await paintedPixels(page, 'what-if-chart')) > 1_000);
  assert.match(await at(page, 'what-if-derivation').innerText(), /7\.835937/);
  assert.deepEqual(page.errors, []);
});

test('figures follow the typing: more contacts, then patience, then an uncertain volume', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'what-if');
  await shows(page, 'what-if-net', /^14$/);
  await at(page, 'what-if-volume').fill('200');
  await shows(page, 'what-if-net', /^2[4-6]$/);
  await at(page, 'what-if-patience').fill('120');
  await shows(page, 'what-if-model', /Erlang A/);
  const certain = figure(await at(page, 'what-if-service-level').innerText());
  await at(page, 'what-if-variation').fill('20');
  await at(page, 'what-if-call-weighted').waitFor();
  assert.ok(figure(await at(page, 'what-if-call-weighted').innerText()) < certain);
  await settled(page);
  await picture(page, 'what-if');
  assert.deepEqual(page.errors, []);
});

test('an emptied field asks to be filled, and a goal nobody reaches is explained', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'what-if');
  await shows(page, 'what-if-net', /^14$/);
  await at(page, 'what-if-volume').fill('');
  await at(page, 'what-if-incomplete').waitFor();
  await at(page, 'what-if-volume').fill('100');
  await at(page, 'what-if-level').fill('100');
  await at(page, 'problem').filter({ hasText: '/goals/serviceLevel/percent' }).waitFor();
  await at(page, 'what-if-level').fill('80');
  await shows(page, 'what-if-net', /^14$/);
  assert.deepEqual(page.errors, []);
});

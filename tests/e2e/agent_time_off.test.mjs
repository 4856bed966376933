import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, picture, settled, speak } from './support/page.mjs';
import { asksFor, dayAt, selfServiceCentre, shiftsOf } from './support/selfServiceCentre.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
});
after(() => chromium?.close());

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

async function askFor(page, index) {
  await at(page, 'ask').click();
  await at(page, 'ask-from').fill(dayAt(index));
  await at(page, 'own-shifts').waitFor();
  await at(page, 'ask-submit').click();
  await at(page, 'answer').waitFor();
}

test('an agent asks for a day off, sees the decision at once, and takes it back', async () => {
  const site = await selfServiceCentre(api, { Ada: [0, 1] });
  const page = await pageOf(chromium, 'agent', { as: site.agents.Ada.user, ...PHONE });
  await goTo(page, 'my-time-off');
  await at(page, 'empty').waitFor();
  await at(page, 'ask').click();
  await at(page, 'ask-from').fill(dayAt(0));
  assert.match(await at(page, 'own-shifts').innerText(), /09:00–17:30/);
  await at(page, 'ask-notes').fill('A wedding');
  await picture(page, 'ask-for-time-off');
  await at(page, 'ask-submit').click();
  await page.locator('[data-testid=answer][data-status=Approved]').waitFor();
  assert.match(await at(page, 'decision').innerText(), /Approved at once/);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'The answer', 'the keyboard is at the answer');
  assert.ok(await fits(page), 'the page scrolls sideways');
  assert.ok((await shiftsOf(api, site.agents.Ada))[0].categories.every((one) => one === 'TimeOff'));
  await speak(page, 'zh-CN');
  assert.match(await at(page, 'decision').innerText(), /已即时批准/);
  await speak(page, 'en');
  await at(page, 'request-cancel').click();
  await at(page, 'request-cancel-sure').click();
  await page.locator('[data-testid=answer][data-status=Canceled]').waitFor();
  assert.deepEqual((await shiftsOf(api, site.agents.Ada))[0].categories, ['OnQueueWork', 'Meal', 'OnQueueWork']);
  assert.deepEqual(page.errors, []);
});

test('who is refused is told why, and takes another date that is offered', async () => {
  const site = await selfServiceCentre(api, { Ada: [0, 1], Bea: [0, 1, 2] });
  assert.equal((await asksFor(api, site, 'Ada', [0])).status, 'Approved');
  const page = await pageOf(chromium, 'agent', { as: site.agents.Bea.user, ...PHONE });
  await goTo(page, 'my-time-off');
  await askFor(page, 0);
  assert.equal(await at(page, 'answer').getAttribute('data-status'), 'Denied');
  assert.match(await at(page, 'decision').innerText(), /“One at once” on .*: 8:00 h of 8:00 h are taken/);
  const first = at(page, 'alternative').first();
  assert.match(await first.innerText(), /1 day later/);
  assert.ok(await fits(page), 'the page scrolls sideways');
  await picture(page, 'time-off-alternatives');
  await first.click();
  await page.locator('[data-testid=answer][data-status=Approved]').waitFor();
  assert.deepEqual((await shiftsOf(api, site.agents.Bea)).map((one) => one.categories.includes('TimeOff')), [false, true, false]);
  assert.equal(await page.locator('[data-testid=request][data-status=Denied]').count(), 1, 'the refused one stands below');
  assert.deepEqual(page.errors, []);
});

test('part of a day begins as the day’s shift and is cut down', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const page = await pageOf(chromium, 'agent', { as: site.agents.Ada.user, ...PHONE });
  await goTo(page, 'my-time-off');
  await at(page, 'ask').click();
  await choose(page, 'ask-length', 'part');
  await at(page, 'ask-from').fill(dayAt(0));
  await at(page, 'ask-from').blur();
  assert.equal(await at(page, 'ask-start').inputValue(), '09:00');
  assert.equal(await at(page, 'ask-end').inputValue(), '17:30');
  await at(page, 'ask-end').fill('11:00');
  assert.match(await at(page, 'ask-part').innerText(), /2:00 h/);
  await at(page, 'ask-submit').click();
  await page.locator('[data-testid=answer][data-status=Approved]').waitFor();
  assert.deepEqual((await shiftsOf(api, site.agents.Ada))[0].categories, ['TimeOff', 'OnQueueWork', 'Meal', 'OnQueueWork']);
});

test('what is asked for twice is refused with what to do, and a list that cannot be read is read again', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  await asksFor(api, site, 'Ada', [0]);
  const page = await pageOf(chromium, 'agent', { as: site.agents.Ada.user, ...PHONE });
  let broken = true;
  await page.route('**/api/v1/time-off-balances**', (route) => (broken ? route.abort() : route.continue()));
  await at(page, 'nav-my-time-off').click();
  await page.locator('[data-code=unreachable]').waitFor();
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await at(page, 'request').waitFor();
  await at(page, 'ask').click();
  await at(page, 'ask-from').fill(dayAt(0));
  await at(page, 'ask-submit').click();
  await page.locator('[data-code=time-off-overlaps]').waitFor();
  assert.match(await at(page, 'problem').innerText(), /Take the other request back first/);
});

test('an agent enters a time at which they cannot work, and hears what was decided', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const page = await pageOf(chromium, 'agent', { as: site.agents.Ada.user, ...PHONE });
  await goTo(page, 'my-time-off');
  await choose(page, 'time-off-view', 'unavailable');
  await at(page, 'unavailable-add').click();
  await at(page, 'unavailable-from').fill(`${dayAt(0)}T15:00`);
  await at(page, 'unavailable-to').fill(`${dayAt(0)}T20:00`);
  await at(page, 'unavailable-weekly').check();
  await at(page, 'unavailable-until').fill(dayAt(28));
  await at(page, 'unavailable-submit').click();
  await at(page, 'unavailable').waitFor();
  assert.match(await at(page, 'unavailable').innerText(), /to be decided[\s\S]*Every week until[\s\S]*You have shifts then: 1/);
  const [entry] = (await api.list('/unavailable-times')).filter((one) => one.agentId === site.agents.Ada.id);
  await api.call('PATCH', `/unavailable-times/${entry.id}`, { status: 'Denied', reason: 'Not on Mondays' }, { ifMatch: entry.version });
  await page.reload();
  await page.locator('[data-testid=unavailable][data-status=Denied]').waitFor();
  assert.match(await at(page, 'unavailable').innerText(), /Reason: Not on Mondays/);
  assert.ok(await fits(page), 'the page scrolls sideways');
  assert.deepEqual(page.errors, []);
});

test('an agent of another business unit sees their own unit’s clocks', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const page = await pageOf(chromium, 'agent', { as: site.agents.Ada.user });
  await goTo(page, 'my-shifts');
  await settled(page);
  assert.match(await at(page, 'my-shift').first().innerText(), /09:00 – 17:30/);
});

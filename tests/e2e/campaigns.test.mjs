import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, figure, goTo, pageOf, picture, settled } from './support/page.mjs';

/** Every 40th phone of the demo is on the tenant's do-not-call list. */
const BLOCKED = '+8613800130000';

let chromium;
let page;
before(async () => {
  chromium = await browser();
  page = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

const rowOf = (name) => at(page, 'campaign-row').filter({ hasText: name });

test('a campaign is made from a list, with hours and codes of its own, started, reweighed and stopped', async () => {
  const api = await apiOf('planner');
  const name = `E2E ${Date.now()}`;
  const list = await api.call('POST', '/outbound/contact-lists', { name: `${name} list`, defaultTimeZone: 'Asia/Shanghai', defaultRegion: 'CN' });
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone: '13800141001' }, { phone: '13800141002' }] });
  await goTo(page, 'campaigns');
  await at(page, 'campaign-new').click();
  await at(page, 'form-name').fill(name);
  await at(page, 'form-family').fill('e2e');
  await at(page, 'form-list').selectOption(list.id);
  await page.getByRole('button', { name: 'New hours' }).click();
  await at(page, 'hours-name').fill(`${name} hours`);
  await at(page, 'hours-save').click();
  await at(page, 'hours-form').waitFor({ state: 'detached' });
  await at(page, 'usual-codes').click();
  await picture(page, 'campaign-form');
  await at(page, 'form-save').click();
  await rowOf(name).waitFor();
  assert.equal(await rowOf(name).locator('[data-status]').getAttribute('data-status'), 'off');
  assert.equal(figure(await at(page, 'progress-total').innerText()), 2);

  await rowOf(name).getByTestId('campaign-start').click();
  await rowOf(name).locator('[data-status=on]').waitFor();
  await rowOf(name).getByTestId('campaign-priority').selectOption('5');
  await settled(page);
  assert.equal((await api.list('/outbound/campaigns')).find((one) => one.name === name).priority, 5);
  await rowOf(name).getByTestId('campaign-stop').click();
  await rowOf(name).locator('[data-status=off]').waitFor();

  await choose(page, 'campaign-part', 'terms');
  assert.match(await at(page, 'campaign-terms').innerText(), /sold\s+right party, success/);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('one contact’s reason is asked for by phone', async () => {
  await goTo(page, 'campaigns');
  await rowOf('Credit card upgrade').getByRole('link').click();
  await choose(page, 'campaign-part', 'diagnostics');
  await at(page, 'why-contact').fill(BLOCKED);
  await at(page, 'why-ask').click();
  const answer = at(page, 'why-answer').first();
  await answer.waitFor();
  assert.equal(await answer.getAttribute('data-callable'), 'false');
  assert.match(await answer.locator('[data-reason=doNotCall]').innerText(), /Do-not-call list/);
  await at(page, 'why-contact').fill('+8613900000000');
  await at(page, 'why-ask').click();
  await at(page, 'why-nobody').waitFor();
  assert.deepEqual(page.errors, []);
});

test('the board hands out surplus, is read cell by cell from the keyboard, and says in words what is scarce', async () => {
  await goTo(page, 'campaigns');
  await choose(page, 'campaign-view', 'board');
  await at(page, 'allocate').click();
  await page.locator('[data-testid=allocate]:enabled').waitFor();
  await settled(page);
  assert.ok(Number.isFinite(figure(await at(page, 'allocation-total').innerText())));
  const grid = at(page, 'allocation-grid');
  await grid.locator('[data-cell="0-0"]').focus();
  const first = await at(page, 'allocation-told').innerText();
  assert.match(first, /agent-minutes/);
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await at(page, 'allocation-told').innerText(), first);
  assert.ok((await at(page, 'allocation-words').innerText()).length > 0);
  await picture(page, 'allocation');
  assert.deepEqual(page.errors, []);
});

test('a supervisor starts and stops campaigns, and changes nothing else', async () => {
  const other = await pageOf(chromium, 'supervisor');
  await goTo(other, 'campaigns');
  assert.ok((await other.locator('[data-testid=campaign-stop], [data-testid=campaign-start]').count()) > 0);
  assert.equal(await at(other, 'campaign-priority').count(), 0);
  assert.equal(await at(other, 'campaign-new').count(), 0);
  assert.deepEqual(other.errors, []);
  await other.context().close();
});

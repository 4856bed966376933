import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, picture, settled } from './support/page.mjs';

let chromium;
let page;
let campaign;
before(async () => {
  chromium = await browser();
  const api = await apiOf('planner');
  const name = `E2E rules ${Date.now()}`;
  const list = await api.call('POST', '/outbound/contact-lists', { name, defaultTimeZone: 'Asia/Shanghai', defaultRegion: 'CN' });
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone: '13800143001' }, { phone: '13800143002', doNotCall: true }] });
  const [hours] = await api.list('/outbound/callable-time-sets');
  campaign = await api.call('POST', '/outbound/campaigns', { name, contactListId: list.id, callableTimeSetId: hours.id, productFamily: 'e2e' });
  page = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

async function lookAt(part) {
  await goTo(page, 'campaigns');
  await page.locator(`[data-campaign="${campaign.id}"]`).getByRole('link').click();
  await choose(page, 'campaign-part', part);
  await settled(page);
}

test('how all contacts stand is told by reason, with what frees them', async () => {
  await lookAt('diagnostics');
  const panel = at(page, 'campaign-diagnostics');
  assert.match(await panel.innerText(), /of 2 contacts may be called now/);
  assert.match(await panel.locator('[data-code=doNotCall]').innerText(), /Do-not-call list\s+1\s+50/);
  assert.deepEqual(page.errors, []);
});

test('a day without attempts says so', async () => {
  await lookAt('stats');
  assert.match(await at(page, 'campaign-stats').innerText(), /No attempts on this day/);
});

test('a rule is made, stands in words, is changed in its place, taken out of force and deleted', async () => {
  await lookAt('rules');
  await page.getByRole('button', { name: 'New rule' }).click();
  await at(page, 'rule-form').getByLabel('Rule').fill(`E2E ${Date.now()}`);
  await at(page, 'rule-form').getByLabel('Then').selectOption('setCampaignPriority');
  await at(page, 'rule-form').getByRole('spinbutton', { name: 'To' }).fill('1');
  await at(page, 'rule-form').getByRole('button', { name: 'Save' }).click();
  const row = at(page, 'campaign-rules').locator('tbody tr').first();
  await row.waitFor();
  assert.match(await row.innerText(), /progress \(%\) ≥ 80\s+set priority: 1\s+once a day/);
  await picture(page, 'campaign-rules');
  await row.getByTestId('rule-edit').click();
  await at(page, 'rule-condition-add').click();
  await at(page, 'rule-condition').nth(1).getByLabel('When').selectOption('campaignAbandonRate');
  await at(page, 'rule-condition').nth(1).getByTestId('rule-value').fill('3');
  await at(page, 'rule-target').fill('2');
  await picture(page, 'campaign-rule-form');
  await at(page, 'rule-save').click();
  await at(page, 'rule-form').waitFor({ state: 'detached' });
  assert.match(await row.innerText(), /progress \(%\) ≥ 80 and abandon rate \(%\) ≥ 3\s+set priority: 2/);
  await row.getByRole('checkbox').uncheck();
  await settled(page);
  await row.getByRole('button', { name: /^Firings/ }).click();
  await at(page, 'campaign-rules').getByText('It has not fired yet.').waitFor();
  await row.getByTestId('rule-delete').click();
  await row.getByTestId('rule-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a paused campaign says why it stands, and contacts are recycled', async () => {
  await lookAt('progress');
  const row = page.locator(`[data-campaign="${campaign.id}"]`);
  await row.getByTestId('campaign-start').click();
  await row.locator('[data-status=on]').waitFor();
  await row.getByTestId('campaign-pause').click();
  await row.locator('[data-status=off]').waitFor();
  assert.match(await row.innerText(), /paused/);
  await at(page, 'recycle').click();
  await at(page, 'recycle-form').getByRole('button', { name: 'Recycle' }).click();
  await at(page, 'recycle-form').getByRole('status').waitFor();
  assert.match(await at(page, 'recycle-form').getByRole('status').innerText(), /^0 contacts/);
  assert.deepEqual(page.errors, []);
});

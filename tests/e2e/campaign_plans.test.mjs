import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, picture, settled } from './support/page.mjs';

let chromium;
let api;
let page;
let campaigns;
const name = `E2E plans ${Date.now()}`;
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
  const list = await api.call('POST', '/outbound/contact-lists', { name, defaultTimeZone: 'Asia/Shanghai', defaultRegion: 'CN' });
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone: '13800144001' }, { phone: '13800144002' }] });
  const [hours] = await api.list('/outbound/callable-time-sets');
  campaigns = [];
  for (const place of ['first', 'second']) campaigns.push(await api.call('POST', '/outbound/campaigns', { name: `${name} ${place}`, contactListId: list.id, callableTimeSetId: hours.id, productFamily: 'e2e' }));
  page = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

const rowOf = (text) => at(page, 'campaign-row').filter({ hasText: text });
const campaignNow = async (wanted) => (await api.list('/outbound/campaigns')).find((one) => one.name === wanted);

async function lookAt(campaign, part) {
  await goTo(page, 'campaigns');
  await choose(page, 'campaign-view', 'campaigns');
  await page.locator(`[data-campaign="${campaign.id}"]`).getByRole('link').click();
  await choose(page, 'campaign-part', part);
  await settled(page);
}

test('a campaign of steps is made, told in words, changed and reweighed', async () => {
  await goTo(page, 'campaigns');
  await at(page, 'campaign-new').click();
  await at(page, 'form-name').fill(`${name} steps`);
  await at(page, 'form-family').fill('e2e');
  await at(page, 'form-list').selectOption(campaigns[0].contactListId);
  await at(page, 'form-hours').selectOption(campaigns[0].callableTimeSetId);
  await at(page, 'form-kind').selectOption('multiStep');
  await at(page, 'step-name').nth(0).fill('call');
  await at(page, 'step-name').nth(1).fill('text');
  await at(page, 'step-delay').fill('1440');
  await at(page, 'step-no-answer').check();
  await at(page, 'step-add').click();
  await at(page, 'step-name').nth(2).fill('mail');
  await at(page, 'step-channel').nth(2).selectOption('email');
  await picture(page, 'campaign-steps');
  await at(page, 'form-save').click();
  await rowOf(`${name} steps`).waitFor();
  const made = await campaignNow(`${name} steps`);
  assert.deepEqual(made.steps.map((one) => [one.name, one.channel, one.delayMinutes, one.when.noAnswer]), [['call', 'voice', 0, false], ['text', 'sms', 1440, true], ['mail', 'email', 0, false]]);

  await choose(page, 'campaign-part', 'terms');
  const told = at(page, 'steps-told').locator('li');
  await told.first().waitFor();
  assert.match(await told.nth(1).innerText(), /text: text message, 1 tries; takes: not reached; 1,440 minutes later/);
  // The last is moved up before the one it followed.
  await at(page, 'campaign-edit').click();
  await page.getByRole('button', { name: 'Move step 3 up' }).click();
  await at(page, 'form-save').click();
  await at(page, 'campaign-form').waitFor({ state: 'detached' });
  assert.deepEqual((await campaignNow(`${name} steps`)).steps.map((one) => one.name), ['call', 'mail', 'text']);
  // A campaign whose steps say how often they try is changed in other things too, once the event of the last change was read.
  await settled(page);
  await rowOf(`${name} steps`).getByTestId('campaign-priority').selectOption('5');
  await settled(page);
  assert.equal((await campaignNow(`${name} steps`)).priority, 5);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a campaign that is filled again is made with its pattern, and one of previews with their length', async () => {
  await goTo(page, 'campaigns');
  await at(page, 'campaign-new').click();
  await at(page, 'form-name').fill(`${name} weekly`);
  await at(page, 'form-family').fill('e2e');
  await at(page, 'form-list').selectOption(campaigns[0].contactListId);
  await at(page, 'form-hours').selectOption(campaigns[0].callableTimeSetId);
  await at(page, 'form-kind').selectOption('recurring');
  await at(page, 'campaign-form').getByLabel('Dialing').selectOption('preview');
  await at(page, 'campaign-form').getByLabel('Preview (s)').fill('45');
  await at(page, 'campaign-form').getByRole('group', { name: 'Days' }).getByLabel('Monday').check();
  await at(page, 'form-save').click();
  await rowOf(`${name} weekly`).waitFor();
  const { recurrence, previewTimeOutSeconds } = await campaignNow(`${name} weekly`);
  assert.equal(previewTimeOutSeconds, 45);
  assert.deepEqual([recurrence.type, recurrence.interval, recurrence.daysOfWeek, recurrence.timeZone], ['weekly', 1, [1], 'Asia/Shanghai']);
  assert.deepEqual(page.errors, []);
});

test('a campaign schedule is made, tells when it changes next, is taken out of force, changed and deleted', async () => {
  await lookAt(campaigns[0], 'schedule');
  await at(page, 'campaign-schedule-new').click();
  const form = at(page, 'campaign-schedule-form');
  await form.getByRole('button', { name: 'Add a stretch' }).click();
  await at(page, 'stretch').nth(1).getByTestId('stretch-again').uncheck();
  await at(page, 'stretch').nth(1).getByTestId('stretch-start').fill('2027-12-24T09:00');
  await at(page, 'stretch').nth(1).getByTestId('stretch-end').fill('2027-12-24T12:00');
  await picture(page, 'campaign-schedule');
  await form.getByRole('button', { name: 'Save' }).click();
  const panel = at(page, 'campaign-schedule');
  await at(page, 'stretches').waitFor();
  assert.match(await at(page, 'stretches').innerText(), /every week on Monday, Tuesday, Wednesday, Thursday, Friday, 09:00–18:00/);
  assert.match(await at(page, 'stretches').innerText(), /Dec 24, 09:00–12:00/);
  assert.match(await panel.innerText(), /changes \w{3}, \w{3} \d+/);

  const kept = async () => (await api.list('/outbound/schedules/campaigns')).find((one) => one.campaignId === campaigns[0].id);
  await at(page, 'campaign-schedule-enabled').uncheck();
  await at(page, 'run-time').filter({ hasText: 'not in force' }).waitFor();
  assert.equal((await kept()).enabled, false);
  assert.equal((await kept()).intervals.length, 1, 'what was not touched stays');
  await at(page, 'campaign-schedule-edit').click();
  await page.getByRole('button', { name: 'Remove stretch 1' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  await settled(page);
  assert.equal((await kept()).recurrences.length + (await kept()).intervals.length, 1);
  await at(page, 'campaign-schedule-delete').click();
  await at(page, 'campaign-schedule-delete-sure').click();
  await at(page, 'campaign-schedule-new').waitFor();
  assert.equal(await kept(), undefined);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('campaigns are put into a sequence, which is started, stopped, changed and deleted', async () => {
  await goTo(page, 'campaigns');
  await choose(page, 'campaign-view', 'sequences');
  await at(page, 'sequence-new').click();
  const form = at(page, 'sequence-form');
  await form.getByLabel('Sequence').fill(`${name} sequence`);
  for (const one of campaigns) await at(page, 'sequence-add').selectOption(one.id);
  await page.getByRole('button', { name: `Move ${name} second up` }).click();
  await picture(page, 'campaign-sequences');
  await form.getByRole('button', { name: 'Save' }).click();
  const row = at(page, 'sequence-row').filter({ hasText: `${name} sequence` });
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(`${name} second → ${name} first`));
  await row.getByTestId('sequence-start').click();
  await row.locator('[data-status=on]').waitFor();
  assert.equal((await campaignNow(`${name} second`)).campaignStatus, 'on');
  assert.equal(await row.getByTestId('sequence-delete').count(), 0, 'one that runs is stopped first');
  await row.getByTestId('sequence-stop').click();
  await row.locator('[data-status=off]').waitFor();
  await row.getByTestId('sequence-edit').click();
  await form.getByLabel('begin anew after the last').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await row.getByText('and from the beginning').waitFor();

  const supervisor = await pageOf(chromium, 'supervisor');
  await goTo(supervisor, 'campaigns');
  await choose(supervisor, 'campaign-view', 'sequences');
  const seen = at(supervisor, 'sequence-row').filter({ hasText: `${name} sequence` });
  await seen.getByTestId('sequence-start').waitFor();
  assert.equal(await seen.getByTestId('sequence-edit').count(), 0);
  assert.equal(await at(supervisor, 'sequence-new').count(), 0);
  assert.deepEqual(supervisor.errors, []);
  await supervisor.context().close();

  await row.getByTestId('sequence-delete').click();
  await row.getByTestId('sequence-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

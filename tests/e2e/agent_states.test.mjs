import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityOf } from './support/accessibility.mjs';
import { apiOf } from './support/api.mjs';
import { at, browser, pageOf, picture, settled, speak } from './support/page.mjs';

const SOURCE = `pbx-${Date.now()}`;
const STATE = 'HUDDLE';

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
  const [agent] = await api.list('/agents');
  await api.call('POST', '/agent-state-events', { events: [{ source: SOURCE, eventId: `${SOURCE}-1`, agentId: agent.id, occurredAt: new Date(Date.now() - 60_000).toISOString(), systemPresence: STATE }] });
});
after(() => chromium?.close());

async function isAccessible(context, page) {
  for (const language of ['zh-CN', 'en']) {
    await speak(page, language);
    const { grave, minor } = await accessibilityOf(page);
    for (const line of minor) context.diagnostic(line);
    assert.deepEqual(grave, [], language);
  }
}

test('the board tells of states without a meaning, and leads to where they are given one', async (context) => {
  const page = await pageOf(chromium, 'planner');
  await page.goto('/adherence');
  await at(page, 'unmapped-notice').waitFor();
  assert.match(await at(page, 'unmapped-notice').innerText(), /mean nothing yet/);
  await at(page, 'to-states').click();
  const source = page.locator(`[data-testid=state-source][data-source="${SOURCE}"]`);
  await source.waitFor();
  await picture(page, 'agent-states');
  await isAccessible(context, page);
  const row = source.getByTestId('state-row');
  assert.equal(await row.getAttribute('data-mapped'), 'false');
  await row.getByTestId('state-category').selectOption('Meeting');
  await source.getByTestId('states-save').click();
  await source.getByTestId('states-waiting').waitFor({ state: 'detached' });
  await settled(page);
  const { states } = await api.call('GET', `/agent-state-mappings/${SOURCE}`);
  assert.deepEqual(states.map((one) => [one.systemPresence.toUpperCase(), one.activityCategory]), [[STATE, 'Meeting']]);
  assert.equal((await api.call('GET', '/unmapped-agent-states')).entities.filter((one) => one.source === SOURCE).length, 0);
  assert.deepEqual(page.errors, []);
});

test('a supervisor reads what states mean, and changes nothing', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await page.goto('/administration?view=states');
  await at(page, 'state-source').first().waitFor();
  assert.equal(await at(page, 'states-save').count(), 0);
  assert.ok(await at(page, 'state-category').first().isDisabled());
  assert.deepEqual(page.errors, []);
});

test('a piece of a queue_log is taken in, and says who in it is nobody here and which line could not be read', async (context) => {
  const page = await pageOf(chromium, 'planner');
  await page.goto('/administration?view=switches');
  await at(page, 'switches').waitFor();
  const at10 = Math.floor(Date.now() / 1_000) - 7_200;
  const lines = [
    `${at10}|call-1|sales-${SOURCE}|NONE|ENTERQUEUE||13800143001|1`, `${at10 + 5}|call-1|sales-${SOURCE}|SIP/100|CONNECT|5|call-1a|3`, `${at10 + 65}|call-1|sales-${SOURCE}|SIP/100|COMPLETECALLER|5|60|1`, 'no line of a log at all',
  ];
  await at(page, 'log-source').fill(SOURCE);
  await at(page, 'log-file').setInputFiles({ name: 'queue_log', mimeType: 'text/plain', buffer: Buffer.from(`${lines.join('\n')}\n`) });
  await at(page, 'log-take').click();
  await at(page, 'switch-detail').waitFor();
  assert.match(await at(page, 'log-receipt').innerText(), /3 lines are new.*1 could not be read/);
  const detail = at(page, 'switch-detail');
  await detail.getByText(`sales-${SOURCE}`).waitFor();
  assert.match(await detail.innerText(), /SIP\/100/);
  await at(page, 'switch-rejects').waitFor();
  await picture(page, 'switch-logs');
  await isAccessible(context, page);
  await at(page, 'switch-relink').click();
  await settled(page);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

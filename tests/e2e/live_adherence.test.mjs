import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { boardCentre, sendStates } from './support/liveCentre.mjs';
import { at, browser, centre, pageOf, picture, settled } from './support/page.mjs';
import { wireTo } from './support/proxy.mjs';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let chromium;
let api;
let live;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
  live = await boardCentre(api, 40);
});
after(() => chromium?.close());

const rowOf = (page, name) => at(page, 'adherence-row').filter({ hasText: name });
const stateOf = (page, name) => rowOf(page, name).locator('[data-state]').getAttribute('data-state');
const until = (page, name, state) => rowOf(page, name).locator(`[data-state=${state}]`).waitFor();

/** The board of the live centre, once the stream of events stands; everybody is where they should be before. */
async function board(search, role = 'supervisor', options = {}) {
  await sendStates(api, live.externalIds.map((externalId) => ({ externalId, presence: 'ON_QUEUE', routing: 'IDLE' })));
  const page = await pageOf(chromium, role, options);
  await page.goto(`/adherence?unit=${live.unit.id}`);
  await page.locator('[data-testid=live][data-standing=live]').waitFor();
  await at(page, 'adherence-row').first().waitFor();
  // Who came back last stands last, where no row is drawn: a few are looked at.
  if (search) await at(page, 'adherence-search').fill(search);
  await settled(page);
  return page;
}

test('a state that is posted is on the board at once, worst impact on top, in words and not by colour alone', async () => {
  const page = await board('Agent 000');
  assert.equal(await stateOf(page, 'Agent 0007'), 'InAdherence');
  await sendStates(api, [{ externalId: live.externalIds[6], presence: 'BREAK' }]);
  await until(page, 'Agent 0007', 'OutOfAdherence');
  const first = at(page, 'adherence-row').first();
  assert.match(await first.innerText(), /Agent 0007[\s\S]*out of adherence[\s\S]*0 min[\s\S]*On queue[\s\S]*Break[\s\S]*negative/);
  await page.locator('[data-testid=adherence-states] [data-value=OutOfAdherence]').click();
  assert.equal(await at(page, 'adherence-board').getAttribute('data-count'), '1');
  await sendStates(api, [{ externalId: live.externalIds[6], presence: 'ON_QUEUE', routing: 'IDLE' }]);
  await page.waitForFunction(() => document.querySelector('[data-testid=adherence-states] [data-value=OutOfAdherence] strong')?.textContent?.endsWith(' 0'));
  assert.deepEqual(page.errors, []);
});

test('an agent is opened beside the list, which keeps its order under the hand', async () => {
  const page = await board();
  const elsewhere = ['BREAK', 'MEAL', 'MEETING', 'OFFLINE', 'AWAY'];
  await sendStates(api, elsewhere.map((presence, index) => ({ externalId: live.externalIds[30 + index], presence })));
  await page.waitForFunction((count) => document.querySelector('[data-testid=adherence-states] [data-value=OutOfAdherence] strong')?.textContent?.endsWith(` ${count}`), elsewhere.length);
  const names = () => at(page, 'adherence-row').locator('.name').allInnerTexts();
  await at(page, 'adherence-row').first().hover();
  const before = await names();
  await sendStates(api, [{ externalId: live.externalIds[30], presence: 'ON_QUEUE', routing: 'IDLE' }]);
  await until(page, 'Agent 0031', 'InAdherence');
  assert.deepEqual(await names(), before);
  assert.match(await at(page, 'adherence-held').innerText(), /order is held/);
  await rowOf(page, 'Agent 0032').click();
  await at(page, 'explain-now').waitFor();
  await picture(page, 'adherence');
  assert.deepEqual(page.errors, []);
});

test('somebody is found, opened and explained by keyboard alone, and the board says so', async () => {
  const page = await board('Agent 001');
  await sendStates(api, [{ externalId: live.externalIds[11], presence: 'MEETING' }]);
  await until(page, 'Agent 0012', 'OutOfAdherence');
  await at(page, 'adherence-row').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await at(page, 'agent-detail').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'agent-title');
  await page.locator('[data-testid=explain-now] [data-value=Coaching]').focus();
  await page.keyboard.press('Enter');
  const explained = at(page, 'explanation').last();
  await explained.filter({ hasText: 'Coaching' }).waitFor();
  assert.equal(await explained.getAttribute('data-status'), 'Approved');
  await until(page, 'Agent 0012', 'Explained');
  await page.keyboard.press('Escape');
  await at(page, 'agent-detail').waitFor({ state: 'detached' });
  assert.ok(await rowOf(page, 'Agent 0012').evaluate((row) => row === document.activeElement), 'the keyboard is back at the agent');

  // What was explained can be taken back, and counts again.
  await rowOf(page, 'Agent 0012').click();
  await explained.getByTestId('explanation-deny').click();
  await explained.and(page.locator('[data-status=Denied]')).waitFor();
  await until(page, 'Agent 0012', 'OutOfAdherence');
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a decision that somebody else was quicker with is refused, and the list shows theirs', async () => {
  const page = await board('Agent 0035');
  const agentId = await at(page, 'adherence-row').getAttribute('data-agent');
  const path = `/agents/${agentId}/adherence/explanations`;
  const startDate = new Date(Date.now() - 30 * MINUTE_MS).toISOString();
  const notes = `Somebody quicker ${Date.now()}`;
  const made = await api.call('POST', path, { type: 'Coaching', startDate, lengthMinutes: 10, notes });
  await at(page, 'adherence-row').click();
  const explanation = at(page, 'explanation').filter({ hasText: notes });
  await explanation.and(page.locator('[data-status=Approved]')).waitFor();
  await api.call('PATCH', `${path}/${made.id}`, { status: 'Denied' }, { ifMatch: made.version });
  await explanation.getByTestId('explanation-deny').click();
  await page.locator('[data-testid=problem][data-code=stale]').waitFor();
  await explanation.and(page.locator('[data-status=Denied]')).waitFor();
  await explanation.getByTestId('explanation-approve').click();
  await explanation.and(page.locator('[data-status=Approved]')).waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a board that is left open over midnight goes on with the new day', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await page.clock.install();
  await page.goto(`/adherence?unit=${live.unit.id}`);
  const date = at(page, 'adherence-date');
  const today = await date.inputValue();
  await page.clock.fastForward(DAY_MS);
  const tomorrow = new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, 10);
  await page.waitForFunction((wanted) => document.querySelector('[data-testid=adherence-date]').value === wanted, tomorrow);
  assert.equal(await at(page, 'live').count(), 1, 'it is today that is shown');
});

test('a stream that is cut is taken up behind the last event: what happened meanwhile is told, and the board is not read anew', async () => {
  const wire = await wireTo((await centre()).url);
  const page = await board('Agent 002', 'supervisor', { baseURL: wire.url });
  const requests = [];
  page.on('request', (request) => requests.push(request));
  await sendStates(api, [{ externalId: live.externalIds[20], presence: 'BREAK' }]);
  await until(page, 'Agent 0021', 'OutOfAdherence');

  wire.cut();
  await page.locator('[data-testid=live][data-standing=lost]').waitFor();
  await sendStates(api, [{ externalId: live.externalIds[20], presence: 'ON_QUEUE', routing: 'IDLE' }, { externalId: live.externalIds[21], presence: 'MEAL' }]);
  assert.equal(await stateOf(page, 'Agent 0021'), 'OutOfAdherence');
  wire.mend();

  await until(page, 'Agent 0022', 'OutOfAdherence');
  await until(page, 'Agent 0021', 'InAdherence');
  await page.locator('[data-testid=live][data-standing=live]').waitFor();
  const reopened = requests.findLast((request) => request.url().includes('/api/v1/events?'));
  assert.match((await reopened.allHeaders())['last-event-id'], /^\d+$/);
  assert.equal(requests.filter((request) => request.url().includes(`/management-units/${live.site.id}/adherence`)).length, 0);
  wire.close();
  assert.deepEqual(page.errors, []);
});

test('the board is used on a telephone: two lines an agent, no sideways scrolling, the agent in the list’s place', async () => {
  const page = await board(undefined, 'supervisor', { viewport: { width: 390, height: 844 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await at(page, 'adherence-row').first().click();
  await at(page, 'agent-detail').waitFor();
  assert.ok(await at(page, 'adherence-board').isHidden());
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the agent scrolls sideways');
  await at(page, 'agent-close').click();
  assert.ok(await at(page, 'adherence-board').isVisible());
});

test('a past exception is explained with one click, and a day of the history is a way to it', async () => {
  const page = await pageOf(chromium, 'supervisor');
  const [demo] = await api.list('/business-units');
  const yesterday = new Date(Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: demo.timeZone }).format(Date.now())) - 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/adherence?unit=${demo.id}&date=${yesterday}`);
  await at(page, 'adherence-row').first().click();
  const exceptions = at(page, 'exception');
  await exceptions.first().waitFor();
  const before = await exceptions.count();
  await exceptions.first().getByTestId('explain-exception').click();
  await at(page, 'explain').locator('[data-value=LongCall]').click();
  await at(page, 'explained-stretch').first().waitFor();
  assert.ok((await exceptions.count()) < before);
  await at(page, 'explanation-deny').first().click();
  await page.locator('[data-testid=explanation][data-status=Denied]').first().waitFor();

  await at(page, 'agent-detail').locator('summary').click();
  const days = at(page, 'adherence-history').locator('tbody tr');
  await days.first().waitFor();
  await days.last().locator('button').click();
  await page.waitForFunction((was) => new URL(location.href).searchParams.get('date') !== was, yesterday);
  assert.deepEqual(page.errors, []);
});

test('what an agent says of a day waits for the supervisor, who decides it beside the board', async () => {
  const [demo] = await api.list('/business-units');
  const own = await apiOf('agent');
  const { agentId } = await own.call('GET', '/me');
  const startDate = new Date(Date.now() - 26 * 3_600_000).toISOString();
  const notes = `Browser test ${Date.now()}`;
  await own.call('POST', `/agents/${agentId}/adherence/explanations`, { type: 'Late', startDate, lengthMinutes: 5, notes });
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/adherence?unit=${demo.id}`);
  await at(page, 'pending').locator('summary').click();
  const waiting = at(page, 'pending-explanation').filter({ hasText: notes });
  await waiting.getByTestId('pending-approve').click();
  await waiting.waitFor({ state: 'detached' });
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: demo.timeZone }).format(Date.parse(startDate));
  const { entities } = await api.call('GET', `/agents/${agentId}/adherence/explanations?startDate=${date}&endDate=${date}`);
  assert.equal(entities.find((one) => one.notes === notes).status, 'Approved');
  assert.deepEqual(page.errors, []);
});

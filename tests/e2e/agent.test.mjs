import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, pageOf, picture, settled, speak } from './support/page.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('an agent sees only their own shifts', async () => {
  const page = await pageOf(chromium, 'agent');
  await at(page, 'my-shifts').waitFor();
  const { agentId } = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
  const shown = await at(page, 'my-shift').evaluateAll((shifts) => shifts.map((shift) => shift.dataset.agent));
  assert.ok(shown.length > 0);
  assert.deepEqual([...new Set(shown)], [agentId]);
  assert.deepEqual(await page.locator('nav a').evaluateAll((links) => links.map((link) => link.dataset.testid)), ['nav-my-shifts', 'nav-my-time-off', 'nav-my-trades', 'nav-account']);
  assert.deepEqual(page.errors, []);
});

test('an agent sees the days off and wishes their planner keeps, in their language', async () => {
  const page = await pageOf(chromium, 'agent');
  await at(page, 'my-shifts').waitFor();
  await settled(page);
  assert.equal(await at(page, 'my-wishes').count(), 0, 'nothing is shown while there are none');
  const { agentId } = await page.evaluate(async () => (await fetch('/api/v1/me')).json());
  const planner = await pageOf(chromium, 'planner');
  const status = await planner.evaluate(async (path) => {
    const { etag } = Object.fromEntries((await fetch(path)).headers);
    const wishes = { fixedDaysOff: { days: ['Sunday'] }, wishes: [{ wish: 'dayOff', on: { days: ['Friday'] }, priceHeadMinutes: 60 }] };
    const headers = { 'content-type': 'application/json', 'if-match': etag };
    return (await fetch(path, { method: 'PUT', headers, body: JSON.stringify(wishes) })).status;
  }, `/api/v1/agents/${agentId}/preferences`);
  assert.equal(status, 200);
  await page.reload();
  await at(page, 'my-wishes').waitFor();
  assert.match(await at(page, 'my-wishes').innerText(), /Always off: Sunday\nA day off: Friday/);
  await speak(page, 'zh-CN');
  assert.match(await at(page, 'my-wishes').innerText(), /固定休息：星期日/);
  assert.deepEqual(page.errors, []);
});

test('another screen tells an agent what to do instead of failing', async () => {
  const page = await pageOf(chromium, 'agent');
  await page.goto('/schedule');
  await at(page, 'empty').waitFor();
  assert.match(await at(page, 'empty').innerText(), /role/);
});

test('an agent’s page fits a phone, and makes and revokes a calendar link', async () => {
  const page = await pageOf(chromium, 'agent', PHONE);
  await at(page, 'my-shifts').waitFor();
  await settled(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await picture(page, 'my-shifts');
  await at(page, 'calendar-make').click();
  const url = await at(page, 'calendar-url').innerText();
  const calendar = await page.evaluate(async (address) => (await fetch(new URL(address).pathname)).text(), url);
  assert.match(calendar, /^BEGIN:VCALENDAR/);
  await page.getByText('Revoke').click();
  await at(page, 'calendar-make').waitFor();
  assert.deepEqual(page.errors, []);
});

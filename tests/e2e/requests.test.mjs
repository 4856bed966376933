import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, settled } from './support/page.mjs';
import { asksFor, dayAt, letTrade, selfServiceCentre, shiftsOf } from './support/selfServiceCentre.mjs';

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
});
after(() => chromium?.close());

/** The supervisor's screen, at a site. */
async function deskOf({ unit }, look = '') {
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/requests?unit=${unit.id}${look}`);
  await at(page, 'requests-standing').or(at(page, 'limits-table')).or(at(page, 'offer-new')).first().waitFor();
  await settled(page);
  return page;
}

/** A request that nobody but a person decides: its days are far behind the published week, and another plan's. */
async function reviewed(site) {
  const [plan] = (await api.call('GET', `/time-off-plans?businessUnitId=${site.unit.id}`)).entities;
  const { id, version, createdAt: _made, modifiedAt: _changed, ...body } = plan;
  await api.call('PUT', `/time-off-plans/${id}`, { ...body, autoApprovalRule: 'Never' }, { ifMatch: version });
}

const openRow = (page, name) => at(page, 'request-row').filter({ hasText: name }).getByRole('button').click();

test('a supervisor approves one request and denies another with a reason, which the agent reads', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [1] });
  await reviewed(site);
  for (const [name, day] of [['Ada', 0], ['Bea', 1]]) assert.equal((await asksFor(api, site, name, [day])).status, 'Pending');
  const page = await deskOf(site);
  assert.equal(await at(page, 'request-row').count(), 2);
  await openRow(page, 'Ada');
  await at(page, 'also-away').waitFor();
  await at(page, 'decision-approve').click();
  await page.locator('[data-testid=request-detail] [data-standing=Approved]').waitFor();
  assert.ok((await shiftsOf(api, site.agents.Ada))[0].categories.every((one) => one === 'TimeOff'));
  await at(page, 'request-next').click();
  await at(page, 'decision-reason').fill('All hands that day');
  await at(page, 'decision-deny').click();
  await page.locator('[data-testid=request-detail] [data-standing=Denied]').waitFor();
  await at(page, 'empty').waitFor();
  await choose(page, 'requests-standing', 'Approved');
  await settled(page);
  assert.match(await at(page, 'request-row').innerText(), /Ada[\s\S]*approved/);

  const bea = await pageOf(chromium, 'agent', { as: site.agents.Bea.user });
  await goTo(bea, 'my-time-off');
  assert.match(await at(bea, 'request').innerText(), /new decision[\s\S]*Reason: All hands that day/);
  await at(bea, 'request-seen').click();
  await bea.waitForFunction(() => !document.querySelector('[data-testid=request-seen]'));
  assert.deepEqual([page.errors, bea.errors], [[], []]);
});

test('what a limit has no room for is approved all the same, with a reason', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [0] });
  await asksFor(api, site, 'Ada', [0]);
  assert.equal((await asksFor(api, site, 'Bea', [0])).status, 'Denied');
  const page = await deskOf(site, '&status=Denied');
  await openRow(page, 'Bea');
  assert.match(await at(page, 'request-why').innerText(), /“One at once”/);
  await at(page, 'decision-approve').click();
  await page.locator('[data-code=limit-exceeded]').waitFor();
  assert.equal(await at(page, 'decision-override').isDisabled(), true, 'a reason is asked for');
  await at(page, 'decision-reason').fill('A funeral');
  await at(page, 'decision-override').click();
  await page.locator('[data-testid=request-detail] [data-standing=Approved]').waitFor();
  assert.match(await at(page, 'request-why').innerText(), /Reason: A funeral/);
  await choose(page, 'requests-view', 'limits');
  await at(page, 'limits-from').fill(dayAt(0));
  await page.locator('[data-testid=limits-table] [data-full=true]').first().waitFor();
  assert.match(await at(page, 'limits-table').innerText(), /16:00 h\s+● full: 8:00 h/);
});

test('a trade that two agents agree on waits for the supervisor, who approves it', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [2] });
  await letTrade(api, site.site, false);
  const firstShift = async (name, day) => (await api.call('GET', `/agents/${site.agents[name].id}/schedule?startDate=${dayAt(day)}&endDate=${dayAt(day + 1)}`)).shifts[0].id;
  const trade = await api.call('POST', '/shift-trades', { initiatingAgentId: site.agents.Ada.id, initiatingShiftId: await firstShift('Ada', 0) });
  await api.call('POST', `/shift-trades/${trade.id}/match`, { receivingAgentId: site.agents.Bea.id, receivingShiftId: await firstShift('Bea', 2) }, { ifMatch: trade.version });
  const page = await deskOf(site, '&view=trades');
  assert.match(await at(page, 'request-row').innerText(), /Ada[\s\S]*Bea[\s\S]*kept/);
  await openRow(page, 'Ada');
  await at(page, 'decision-approve').click();
  await page.locator('[data-testid=request-detail] [data-standing=Approved]').waitFor();
  assert.deepEqual([await shiftsOf(api, site.agents.Ada), await shiftsOf(api, site.agents.Bea)].map((all) => all.map((one) => one.day)), [[2], [0]]);
  assert.deepEqual(page.errors, []);
});

test('a supervisor decides on a time at which an agent cannot work, and offers time off that is taken', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const ada = await pageOf(chromium, 'agent', { as: site.agents.Ada.user });
  await ada.evaluate((body) => fetch('/api/v1/unavailable-times', { method: 'POST', headers: { 'content-type': 'application/json' }, body }), JSON.stringify({ startDate: `${dayAt(0)}T15:00:00Z`, endDate: `${dayAt(0)}T20:00:00Z` }));
  const page = await deskOf(site, '&view=unavailable');
  await openRow(page, 'Ada');
  assert.match(await at(page, 'request-detail').innerText(), /Published shifts then: 1/);
  await at(page, 'decision-approve').click();
  await page.locator('[data-testid=request-detail] [data-standing=Approved]').waitFor();

  await choose(page, 'requests-view', 'offers');
  await at(page, 'offer-new').click();
  await choose(page, 'offer-kind', 'VoluntaryTimeOff');
  await at(page, 'offer-from').fill(`${dayAt(0)}T15:30`);
  await at(page, 'offer-to').fill(`${dayAt(0)}T17:30`);
  await at(page, 'offer-submit').click();
  await at(page, 'offer-row').waitFor();
  await goTo(ada, 'my-trades');
  await choose(ada, 'trades-view', 'offers');
  await at(ada, 'offer-accept').click();
  await at(ada, 'offer-accept-sure').click();
  await at(ada, 'offer-taken').waitFor();
  // The supervisor's list hears of it.
  await page.locator('[data-testid=offer-row] [data-standing=Filled]').waitFor();
  assert.match(await at(page, 'offer-row').innerText(), /Ada/);
  assert.deepEqual([page.errors, ada.errors], [[], []]);
});

test('an agent is told that the screen is not theirs, and nothing to decide says so', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const ada = await pageOf(chromium, 'agent', { as: site.agents.Ada.user });
  await ada.goto('/requests');
  assert.match(await at(ada, 'empty').innerText(), /role/);
  const page = await deskOf(site);
  assert.match(await at(page, 'empty').innerText(), /Nothing waits for a decision/);
});

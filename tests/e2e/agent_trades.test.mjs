import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, picture, settled } from './support/page.mjs';
import { dayAt, letTrade, selfServiceCentre, shiftsOf } from './support/selfServiceCentre.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
});
after(() => chromium?.close());

const phoneOf = (site, name) => pageOf(chromium, 'agent', { as: site.agents[name].user, ...PHONE });
const daysOf = async (site, name) => (await shiftsOf(api, site.agents[name])).map((one) => one.day);

/** Offers the first shift, from the list of shifts. */
async function offers(page) {
  await goTo(page, 'my-shifts');
  await at(page, 'shift-offer').first().click();
  await at(page, 'trade-form').waitFor();
}

test('two agents trade shifts without a supervisor, and both schedules show it', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [2] });
  await letTrade(api, site.site, true);
  const ada = await phoneOf(site, 'Ada');
  await offers(ada);
  await at(ada, 'trade-from').fill(dayAt(2));
  await at(ada, 'trade-notes').fill('Dentist');
  await picture(ada, 'offer-a-shift');
  await at(ada, 'trade-submit').click();
  await ada.locator('[data-testid=trade][data-side=mine]').waitFor();
  assert.match(await at(ada, 'trade').innerText(), /offered[\s\S]*Nobody has taken it yet/);

  const bea = await phoneOf(site, 'Bea');
  await goTo(bea, 'my-trades');
  const onBoard = bea.locator('[data-testid=trade][data-side=board]');
  assert.match(await onBoard.innerText(), /09:00–17:30[\s\S]*You have no shift that day[\s\S]*“Dentist”/);
  assert.ok(await bea.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await at(bea, 'trade-take').click();
  await picture(bea, 'take-a-shift');
  await at(bea, 'take-submit').click();
  await bea.locator('[data-testid=trade][data-state=Approved]').waitFor();
  assert.match(await at(bea, 'trade').innerText(), /Approved at once/);
  assert.deepEqual([await daysOf(site, 'Ada'), await daysOf(site, 'Bea')], [[2], [0]]);

  // Ada's page was open all the while.
  await ada.locator('[data-testid=trade][data-state=Approved]').waitFor();
  await goTo(ada, 'my-shifts');
  const [year, month, date] = dayAt(2).split('-').map(Number);
  const wednesday = new Intl.DateTimeFormat('en', { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' }).format(Date.UTC(year, month - 1, date));
  assert.ok((await at(ada, 'my-shift').innerText()).includes(wednesday));
  assert.deepEqual([ada.errors, bea.errors], [[], []]);
});

test('a shift that would break a rule is refused with the rule, and nothing changes', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [0] });
  const ada = await phoneOf(site, 'Ada');
  await offers(ada);
  await choose(ada, 'trade-how', 'give');
  await at(ada, 'trade-submit').click();
  await ada.locator('[data-testid=trade][data-side=mine]').waitFor();
  const bea = await phoneOf(site, 'Bea');
  await goTo(bea, 'my-trades');
  assert.match(await at(bea, 'trade').innerText(), /That day you work .*09:00–17:30/);
  await at(bea, 'trade-take').click();
  await at(bea, 'take-submit').click();
  await bea.locator('[data-code=rule-broken]').waitFor();
  assert.match(await at(bea, 'problem').innerText(), /Nothing was changed[\s\S]*oneShiftADay/);
  assert.deepEqual([await daysOf(site, 'Ada'), await daysOf(site, 'Bea')], [[0], [0]]);
});

test('a trade is agreed, stepped back from, and withdrawn', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [2] });
  const ada = await phoneOf(site, 'Ada');
  await offers(ada);
  await choose(ada, 'trade-how', 'give');
  await at(ada, 'trade-submit').click();
  const mine = ada.locator('[data-testid=trade][data-side=mine]');
  await mine.waitFor();
  const bea = await phoneOf(site, 'Bea');
  await goTo(bea, 'my-trades');
  await at(bea, 'trade-take').click();
  await at(bea, 'take-submit').click();
  const agreed = bea.locator('[data-testid=trade][data-side=agreed]');
  await agreed.waitFor();
  assert.match(await agreed.innerText(), /Both agents agree; a supervisor decides/);
  await ada.locator('[data-testid=trade][data-state=Matched]').waitFor();
  await at(bea, 'trade-step-back').click();
  await at(bea, 'trade-step-back-sure').click();
  await bea.locator('[data-testid=trade][data-side=board]').waitFor();
  await ada.locator('[data-testid=trade][data-state=Unmatched]').waitFor();
  await at(ada, 'trade-withdraw').click();
  await at(ada, 'trade-withdraw-sure').click();
  await ada.locator('[data-testid=trade][data-state=Canceled]').waitFor();
  assert.deepEqual(await daysOf(site, 'Ada'), [0]);
});

test('a trade that is offered to one agent alone is declined by them', async () => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [2] });
  const { shifts } = await api.call('GET', `/agents/${site.agents.Ada.id}/schedule?startDate=${dayAt(0)}&endDate=${dayAt(7)}`);
  await api.call('POST', '/shift-trades', { initiatingAgentId: site.agents.Ada.id, initiatingShiftId: shifts[0].id, receivingAgentId: site.agents.Bea.id });
  const bea = await phoneOf(site, 'Bea');
  await goTo(bea, 'my-trades');
  await at(bea, 'trades-toMe').waitFor();
  await at(bea, 'trade-decline').click();
  await at(bea, 'trade-decline-sure').click();
  await bea.locator('[data-testid=trade][data-state=Denied]').waitFor();
  assert.deepEqual(bea.errors, []);
});

test('an agent takes voluntary time off and overtime that are offered, and their shifts show it', async () => {
  const site = await selfServiceCentre(api, { Ada: [0] });
  const offer = { managementUnitId: site.site.id, places: 1 };
  await api.call('POST', '/alternative-shifts/offers', { ...offer, kind: 'VoluntaryTimeOff', activityCodeId: site.leave, startDate: `${dayAt(0)}T15:30:00Z`, endDate: `${dayAt(0)}T17:30:00Z`, notes: 'A quiet afternoon' });
  await api.call('POST', '/alternative-shifts/offers', { ...offer, kind: 'Overtime', startDate: `${dayAt(0)}T12:00:00Z`, endDate: `${dayAt(0)}T13:00:00Z` });
  const page = await phoneOf(site, 'Ada');
  await goTo(page, 'my-trades');
  await choose(page, 'trades-view', 'offers');
  const quiet = page.locator('[data-testid=offer][data-kind=VoluntaryTimeOff]');
  await quiet.getByTestId('offer-accept').click();
  await picture(page, 'offers');
  await quiet.getByTestId('offer-accept-sure').click();
  await quiet.getByTestId('offer-taken').waitFor();
  assert.match(await quiet.innerText(), /You are free .*15:30–17:30/);
  assert.ok((await shiftsOf(api, site.agents.Ada))[0].categories.includes('TimeOff'));
  // Who works then already takes no overtime.
  const overtime = page.locator('[data-testid=offer][data-kind=Overtime]');
  await overtime.getByTestId('offer-accept').click();
  await overtime.getByTestId('offer-accept-sure').click();
  await page.locator('[data-code=already-working]').waitFor();
  await settled(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  assert.deepEqual(page.errors, []);
});

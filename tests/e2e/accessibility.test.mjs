// axe on every screen, in both languages, light and dark, and on what screens show on demand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityOf, tokenFaults } from './support/accessibility.mjs';
import { apiOf } from './support/api.mjs';
import { boardCentre, steeredCentre } from './support/liveCentre.mjs';
import { at, browser, choose, goTo, looks, pageOf, settled, speak } from './support/page.mjs';
import { asksFor, dayAt, selfServiceCentre } from './support/selfServiceCentre.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };
const SCREENS = [
  'start', 'forecast', 'today', 'outlook', 'coverage', 'what-if', 'roster-run', 'schedule', 'adherence', 'requests', 'performance', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings', 'capacity', 'administration',
];

let chromium;
let api;
/** One planner looks at all screens. */
let planner;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
  planner = await pageOf(chromium, 'planner');
});
after(() => chromium?.close());

/** Nothing serious is wrong with what the page shows; what axe calls less than that is told. */
async function isAccessible(context, page, what) {
  await settled(page);
  await looks(page, what);
  const { grave, minor, passed } = await accessibilityOf(page);
  context.diagnostic(`axe, ${what}: ${passed} rules passed, ${grave.length} serious or critical, ${minor.length} minor or moderate`);
  for (const line of minor) context.diagnostic(`  ${line}`);
  assert.deepEqual(grave, [], what);
}

/** In both languages; the page speaks English again afterwards. */
async function isAccessibleInBoth(context, page, what) {
  await isAccessible(context, page, `${what}, en`);
  await speak(page, 'zh-CN');
  await isAccessible(context, page, `${what}, zh-CN`);
  await speak(page, 'en');
}

test('what is wrong with a page is found', async () => {
  const page = await chromium.open();
  await page.setContent(`<html><body>
    <h1>Roster</h1><button></button><input><p style="color: #999; background: #eee">pale</p>
    <p style="color: #000; background: #fff; opacity: 0.3">faint</p><table><tr><td>8</td></tr></table><span id="a"></span><span id="a"></span>
    <div role="gridcell">alone</div><button aria-describedby="nowhere">Save</button>
  </body></html>`);
  const found = (await accessibilityOf(page)).grave.join('\n');
  for (const fault of [/button-name/, /critical label/, /html-has-lang/, /document-title/, /0 main landmarks/, /two elements have the id a/, /light: serious color-contrast.*pale/, /color-contrast.*faint/, /table has no headings/, /aria-required-parent/, /nowhere, which is not there/]) assert.match(found, fault);
});

test('colours of controls, charts and the chart of shifts stand out in light and in dark', async () => {
  assert.deepEqual(await tokenFaults(planner), []);
});

test('the sign-in is accessible', async (context) => {
  const page = await chromium.open();
  await page.goto('/');
  await at(page, 'sign-in').waitFor();
  await speak(page, 'en');
  await isAccessibleInBoth(context, page, 'sign-in');
});

for (const screen of SCREENS) {
  test(`${screen} is accessible`, async (context) => {
    await goTo(planner, screen);
    await isAccessibleInBoth(context, planner, screen);
    assert.deepEqual(planner.errors, []);
  });
}

test('what screens of planning show on demand is accessible', async (context) => {
  const page = planner;
  await goTo(page, 'coverage');
  await at(page, 'over-under').locator('svg').focus();
  for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
  await at(page, 'derivation').locator('tbody tr').first().waitFor();
  await isAccessibleInBoth(context, page, 'coverage with a derivation');
  await page.keyboard.press('?');
  await isAccessible(context, page, 'the sheet of shortcuts');
  await page.keyboard.press('Escape');
  await goTo(page, 'today');
  await at(page, 'today-update').click();
  await at(page, 'today').or(at(page, 'problem')).or(at(page, 'empty')).first().waitFor();
  await isAccessible(context, page, 'today, told');
  await goTo(page, 'schedule');
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
  for (const summary of await page.locator('main summary').all()) await summary.click();
  await isAccessibleInBoth(context, page, 'a chosen shift');
});

test('forms and panels that open on demand are accessible', async (context) => {
  const page = planner;
  await goTo(page, 'performance');
  for (const view of ['scorecards', 'loss']) {
    await choose(page, 'performance-view', view);
    await isAccessible(context, page, `performance, ${view}`);
  }
  await choose(page, 'performance-view', 'scorecards');
  await at(page, 'scorecard-new').click();
  await isAccessible(context, page, 'a new scorecard');
  await goTo(page, 'campaigns');
  await at(page, 'campaign-new').click();
  await at(page, 'form-kind').selectOption('multiStep');
  await isAccessibleInBoth(context, page, 'a new campaign of steps');
  await page.reload();
  for (const view of ['sequences', 'board', 'slicer', 'policies']) {
    await choose(page, 'campaign-view', view);
    await isAccessible(context, page, `campaigns, ${view}`);
  }
  await choose(page, 'campaign-view', 'campaigns');
  await at(page, 'campaign-row').first().getByRole('link').click();
  for (const part of ['stats', 'diagnostics', 'terms', 'schedule', 'rules']) {
    await choose(page, 'campaign-part', part);
    await isAccessible(context, page, `a campaign’s ${part}`);
  }
});

test('a sign-in over a page is accessible', async (context) => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'what-if');
  await page.context().clearCookies();
  await at(page, 'what-if-volume').fill('120');
  await at(page, 'sign-in-again').waitFor();
  await isAccessible(context, page, 'a sign-in over a page');
});

test('a running day, its alerts and its advice are accessible', async (context) => {
  const { unit } = await steeredCentre(api);
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/intraday?unit=${unit.id}`);
  await at(page, 'intraday-group').first().waitFor();
  await isAccessible(context, page, 'intraday');
  await at(page, 'alert-rules-open').click();
  await at(page, 'alert-rule-form').waitFor();
  await at(page, 'advice-ask').click();
  await at(page, 'action').or(at(page, 'empty')).first().waitFor();
  await isAccessibleInBoth(context, page, 'intraday with advice');
});

test('a board of agents and an opened one are accessible', async (context) => {
  const { unit } = await boardCentre(api, 40);
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/adherence?unit=${unit.id}`);
  await at(page, 'adherence-row').first().click();
  await at(page, 'agent-detail').waitFor();
  await isAccessibleInBoth(context, page, 'a board with an opened agent');
});

test('an agent’s page is accessible on a phone', async (context) => {
  const page = await pageOf(chromium, 'agent', PHONE);
  await at(page, 'my-shifts').or(at(page, 'empty')).first().waitFor();
  await isAccessibleInBoth(context, page, 'my shifts');
});

test('what an agent asks for and trades is accessible on a phone', async (context) => {
  const site = await selfServiceCentre(api, { Ada: [0, 1], Bea: [0, 1, 2] });
  await asksFor(api, site, 'Ada', [0]);
  const { shifts } = await api.call('GET', `/agents/${site.agents.Ada.id}/schedule?startDate=${dayAt(1)}&endDate=${dayAt(2)}`);
  await api.call('POST', '/shift-trades', { initiatingAgentId: site.agents.Ada.id, initiatingShiftId: shifts[0].id, notes: 'Dentist' });
  const page = await pageOf(chromium, 'agent', { as: site.agents.Bea.user, ...PHONE });
  await goTo(page, 'my-time-off');
  await at(page, 'ask').click();
  await at(page, 'ask-from').fill(dayAt(0));
  await isAccessibleInBoth(context, page, 'a form for time off');
  await at(page, 'ask-submit').click();
  await at(page, 'alternative').first().waitFor();
  await isAccessibleInBoth(context, page, 'a refusal with other dates');
  await choose(page, 'time-off-view', 'unavailable');
  await at(page, 'unavailable-add').click();
  await isAccessible(context, page, 'a time at which somebody cannot work');
  await goTo(page, 'my-trades');
  await at(page, 'trade-offer').click();
  await at(page, 'trade-take').click();
  await isAccessibleInBoth(context, page, 'my trades');
  await choose(page, 'trades-view', 'offers');
  await isAccessible(context, page, 'my offers');
  assert.deepEqual(page.errors, []);
});

test('requests with one that is opened are accessible', async (context) => {
  const site = await selfServiceCentre(api, { Ada: [0], Bea: [0] });
  for (const name of ['Ada', 'Bea']) await asksFor(api, site, name, [0]);
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/requests?unit=${site.unit.id}&status=Denied`);
  await at(page, 'request-row').getByRole('button').click();
  await at(page, 'also-away').waitFor();
  await at(page, 'decision-approve').click();
  await at(page, 'decision-override').waitFor();
  await isAccessibleInBoth(context, page, 'requests with an opened one');
  for (const view of ['trades', 'unavailable', 'limits', 'offers']) {
    await choose(page, 'requests-view', view);
    await isAccessible(context, page, `requests, ${view}`);
  }
  await at(page, 'offer-new').click();
  await isAccessible(context, page, 'a new offer');
  assert.deepEqual(page.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityFaults, tokenFaults } from './support/accessibility.mjs';
import { apiOf } from './support/api.mjs';
import { boardCentre, steeredCentre } from './support/liveCentre.mjs';
import { at, browser, goTo, pageOf, settled, speak } from './support/page.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
});
after(() => chromium?.close());

/** Nothing is wrong with what the page shows. */
async function isAccessible(page, what) {
  await settled(page);
  assert.deepEqual(await accessibilityFaults(page), [], what);
}

test('what is wrong with a page is found', async () => {
  const page = await chromium.open();
  await page.setContent(`<html><body>
    <h1>Roster</h1><h3>Monday</h3><button></button><input><p style="color: #999; background: #eee">pale</p>
    <p style="opacity: 0.4">faint</p><table><tr><td>8</td></tr></table><span id="a"></span><span id="a"></span>
    <a href="/x" tabindex="3">later</a><div role="gridcell">alone</div><button aria-describedby="nowhere">Save</button>
  </body></html>`);
  const found = (await accessibilityFaults(page)).join('\n');
  for (const fault of [
    /a button has no name: <button>/, /a textbox has no name: <input>/, /no language/, /no title/, /0 main landmarks/, /level 3 follows one of level 1/,
    /two elements have the id a/, /light: 2\.\d\d:1.*pale/, /light: 2\.\d\d:1.*faint/, /table has no headings/, /changed by tabindex/, /gridcell lies outside/, /nowhere, which is not there/,
  ]) assert.match(found, fault);
});

test('colours of controls, charts and the chart of shifts stand out in light and in dark', async () => {
  const page = await chromium.open();
  await page.goto('/');
  await at(page, 'sign-in').waitFor();
  assert.deepEqual(await tokenFaults(page), []);
  await isAccessible(page, 'sign-in');
});

for (const screen of ['forecast', 'today', 'outlook', 'coverage', 'what-if', 'schedule', 'adherence', 'performance', 'campaigns', 'imports', 'special-days', 'findings']) {
  test(`${screen}: controls are named, headings in order, texts readable in light and dark`, async () => {
    const page = await pageOf(chromium, 'planner');
    await goTo(page, screen);
    await isAccessible(page, screen);
    assert.deepEqual(page.errors, []);
  });
}

test('what a screen shows on demand is as accessible as what it shows at once', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'coverage');
  await at(page, 'over-under').locator('svg').focus();
  for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
  await at(page, 'derivation').locator('tbody tr').first().waitFor();
  await isAccessible(page, 'coverage with a derivation');
  await page.keyboard.press('?');
  await isAccessible(page, 'the sheet of shortcuts');
  await page.keyboard.press('Escape');
  await goTo(page, 'today');
  await at(page, 'today-update').click();
  await at(page, 'today').or(at(page, 'problem')).or(at(page, 'empty')).first().waitFor();
  await isAccessible(page, 'today');
  await goTo(page, 'performance');
  for (const view of ['scorecards', 'loss']) {
    await page.locator(`[data-testid=performance-view] [data-value=${view}]`).click();
    await isAccessible(page, view);
  }
  await page.locator('[data-testid=performance-view] [data-value=scorecards]').click();
  await at(page, 'scorecard-new').click();
  await isAccessible(page, 'a new scorecard');
  await goTo(page, 'schedule');
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
  for (const summary of await page.locator('main summary').all()) await summary.click();
  await isAccessible(page, 'a chosen shift');
});

test('a running day, its alerts and its advice are accessible', async () => {
  const { unit } = await steeredCentre(api);
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/intraday?unit=${unit.id}`);
  await at(page, 'intraday-group').first().waitFor();
  await at(page, 'alert-rules-open').click();
  await at(page, 'alert-rule-form').waitFor();
  await at(page, 'advice-ask').click();
  await at(page, 'action').or(at(page, 'empty')).first().waitFor();
  await isAccessible(page, 'intraday');
});

test('a board of agents and an opened one are accessible', async () => {
  const { unit } = await boardCentre(api, 40);
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/adherence?unit=${unit.id}`);
  await at(page, 'adherence-row').first().click();
  await at(page, 'agent-detail').waitFor();
  await isAccessible(page, 'adherence');
});

test('an agent’s page is accessible on a phone, in 简体中文 as well', async () => {
  const page = await pageOf(chromium, 'agent', PHONE);
  await at(page, 'my-shifts').or(at(page, 'empty')).first().waitFor();
  await isAccessible(page, 'my shifts');
  await speak(page, 'zh-CN');
  await isAccessible(page, '我的班次');
});

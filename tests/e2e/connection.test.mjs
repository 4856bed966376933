// Nothing typed is lost when the connection drops or the session ends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf, draftOfDemo, pathOf } from './support/api.mjs';
import { at, browser, goTo, pageOf, settled, signIn, userOf } from './support/page.mjs';

const WEEK = '2027-04-26';

let chromium;
let api;
let draft;
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
  draft = await draftOfDemo(api, { weekDate: WEEK, description: 'Connections' });
});
after(async () => {
  if (draft) await api.call('DELETE', pathOf(draft));
  await chromium?.close();
});

/** A form of many fields that somebody has filled in. */
async function filledForm(page, name) {
  await goTo(page, 'contact-lists');
  await at(page, 'list-new').click();
  await at(page, 'list-name').fill(name);
  await at(page, 'list-region').fill('CN');
}

const listsCalled = async (name) => (await api.list('/outbound/contact-lists')).filter((one) => one.name === name).length;

test('a form that is saved while the connection is gone says so, keeps what was typed, and is saved once it is back', async () => {
  const page = await pageOf(chromium, 'planner');
  const name = `Dropped ${Date.now()}`;
  await filledForm(page, name);
  await page.route('**/api/v1/**', (route) => route.abort('connectionfailed'));
  await at(page, 'list-save').click();
  const problem = page.locator('[data-testid=problem][data-code=unreachable]').first();
  await problem.waitFor();
  assert.match(await problem.innerText(), /Check the network/);
  assert.equal(await at(page, 'list-name').inputValue(), name);
  await page.unroute('**/api/v1/**');
  await at(page, 'list-save').click();
  await at(page, 'list-name').waitFor({ state: 'detached' });
  assert.equal(await listsCalled(name), 1);
  assert.deepEqual(page.errors, []);
});

test('what was made though its answer was lost on the way is not made a second time', async () => {
  const page = await pageOf(chromium, 'planner');
  const name = `Lost ${Date.now()}`;
  await filledForm(page, name);
  await page.route('**/api/v1/outbound/contact-lists', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await at(page, 'list-save').click();
  await page.locator('[data-testid=problem][data-code=unreachable]').first().waitFor();
  assert.equal(await listsCalled(name), 1);
  await page.unroute('**/api/v1/outbound/contact-lists');
  await at(page, 'list-save').click();
  await at(page, 'list-name').waitFor({ state: 'detached' });
  assert.equal(await listsCalled(name), 1);
  assert.deepEqual(page.errors, []);
});

test('a form that is saved after the session has ended asks for the password over it, and is saved without being typed again', async () => {
  const page = await pageOf(chromium, 'planner');
  const name = `Expired ${Date.now()}`;
  await filledForm(page, name);
  await page.context().clearCookies();
  await at(page, 'list-save').click();
  await at(page, 'sign-in-again').waitFor();
  assert.equal(await at(page, 'list-name').inputValue(), name, 'what was typed is under it');
  assert.equal(await listsCalled(name), 0);
  // A wrong password changes nothing.
  const user = await userOf('planner');
  await signIn(page, { ...user, password: 'not the password' });
  await at(page, 'sign-in-wrong').waitFor();
  assert.equal(await at(page, 'list-name').inputValue(), name);
  await signIn(page, user);
  await at(page, 'sign-in-again').waitFor({ state: 'detached' });
  await at(page, 'list-name').waitFor({ state: 'detached' });
  assert.equal(await listsCalled(name), 1, 'the refused request went on by itself');
  assert.deepEqual(page.errors, []);
});

for (const [what, breakIt, mendIt] of [
  ['the connection is gone', (page) => page.route('**/api/v1/**', (route) => route.abort('connectionfailed')), (page) => page.unroute('**/api/v1/**')],
  [
    'the session has ended',
    (page) => page.context().clearCookies(),
    async (page) => {
      await signIn(page, await userOf('planner'));
      await at(page, 'sign-in-again').waitFor({ state: 'detached' });
    },
  ],
]) {
  test(`shifts that were moved stay on the desk when ${what}, and are saved afterwards`, async () => {
    const page = await pageOf(chromium, 'planner');
    await page.goto(`/schedule?week=${WEEK}&schedule=${draft.id}`);
    await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
    await settled(page);
    await at(page, 'gantt').focus();
    await page.keyboard.press('ArrowDown');
    for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
    await page.keyboard.press('ArrowRight');
    const moved = await at(page, 'shift-start').inputValue();
    await settled(page, 400);
    await breakIt(page);
    await at(page, 'save').click();
    await page.locator('[data-testid=problem][data-code=unreachable]').or(at(page, 'sign-in-again')).first().waitFor();
    assert.equal(await at(page, 'unsaved').getAttribute('data-count'), '1');
    assert.equal(await at(page, 'shift-start').inputValue(), moved);
    await mendIt(page);
    await settled(page, 400);
    // What was refused for the session goes on by itself; what found no connection is pressed again.
    if ((await at(page, 'override-form').count()) === 0 && (await at(page, 'unsaved').getAttribute('data-count')) === '1') await at(page, 'save').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=unsaved]').dataset.count === '0' || document.querySelector('[data-testid=override-form]') !== null);
    // Where the moved shift breaks a rule, that is asked about as on any other day.
    if ((await at(page, 'override-form').count()) > 0) {
      await at(page, 'override-reason').fill('Browser test');
      await at(page, 'override').click();
    }
    await page.waitForFunction(() => document.querySelector('[data-testid=unsaved]')?.dataset.count === '0');
    assert.equal(await at(page, 'shift-start').inputValue(), moved);
    assert.deepEqual(page.errors, []);
  });
}

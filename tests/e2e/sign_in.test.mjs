import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture, settled, signIn, userOf } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a wrong password is refused and the typed name is kept', async () => {
  const page = await chromium.open();
  await page.goto('/');
  await picture(page, 'sign-in');
  const { username } = await userOf('planner');
  await signIn(page, { username, password: 'not the password' });
  await at(page, 'sign-in-wrong').waitFor();
  assert.equal(await at(page, 'username').inputValue(), username);
  assert.deepEqual(page.errors, []);
});

test('a planner signs in and the zone of the site is in sight on every screen', async () => {
  const page = await pageOf(chromium, 'planner', { ownSession: true });
  for (const screen of ['forecast', 'coverage', 'what-if', 'schedule', 'adherence', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings']) {
    await goTo(page, screen);
    assert.match(await at(page, 'time-zone').innerText(), /^\w+\/\w+/, screen);
  }
  assert.deepEqual(page.errors, []);
});

test('a session that ends asks for the password over the page and loses nothing', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'schedule');
  await at(page, 'gantt-search').fill('kept');
  await page.context().clearCookies();
  await at(page, 'week-after').click();
  await at(page, 'sign-in-again').waitFor();
  await signIn(page, await userOf('planner'));
  await at(page, 'sign-in-again').waitFor({ state: 'detached' });
  await settled(page);
  await at(page, 'week-before').click();
  await at(page, 'gantt').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('signing out leads back to the form', async () => {
  const page = await pageOf(chromium, 'planner', { ownSession: true });
  await at(page, 'sign-out').click();
  await at(page, 'sign-in').waitFor();
  await page.goto('/schedule');
  await at(page, 'sign-in').waitFor();
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, goTo, pageOf, picture, settled, signIn, speak } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** A user of their own, so that nobody else's sign-in changes. */
async function someone() {
  const admin = await apiOf('admin');
  const user = { username: `someone-${Date.now()}`, password: 'four words nobody knows' };
  await admin.call('POST', '/users', { ...user, displayName: 'Someone', role: 'planner' });
  return user;
}

async function pageOfUser(user) {
  const page = await chromium.open();
  await page.goto('/');
  await speak(page, 'en');
  await signIn(page, user);
  return page;
}

/** The code that an authenticator app shows now, or that many steps later. */
function codeOf(secret, steps = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('two-step sign-in is set up with an app, asks for its code, and takes a recovery code once', async () => {
  const user = await someone();
  const page = await pageOfUser(user);
  await at(page, 'who').waitFor();
  await goTo(page, 'account');
  await at(page, 'two-step-password').fill(user.password);
  await at(page, 'two-step-enrol').click();
  const secret = await at(page, 'two-step-secret').innerText();
  await at(page, 'two-step-code').fill(codeOf(secret));
  await at(page, 'two-step-confirm').click();
  await page.locator('[data-testid=two-step][data-on=true]').waitFor();
  const codes = await at(page, 'recovery-codes').locator('code').allInnerTexts();
  assert.equal(codes.length, 10);
  await picture(page, 'two-step');

  const again = await pageOfUser(user);
  await at(again, 'sign-in-code').fill('000000');
  await at(again, 'sign-in-submit').click();
  await again.locator('[data-code=wrong-code]').waitFor();
  await at(again, 'sign-in-code').fill(codeOf(secret, 1));
  await at(again, 'sign-in-submit').click();
  await at(again, 'who').waitFor();

  const third = await pageOfUser(user);
  await at(third, 'sign-in-code').fill(codes[0].toLowerCase());
  await at(third, 'sign-in-submit').click();
  await at(third, 'who').waitFor();
  await goTo(third, 'account');
  assert.match(await at(third, 'two-step').innerText(), /Recovery codes left: 9/);
  await at(third, 'two-step-password').fill(user.password);
  await at(third, 'two-step-code').fill(codes[1]);
  await at(third, 'two-step-remove').click();
  await third.locator('[data-testid=two-step][data-on=false]').waitFor();
  for (const one of [page, again, third]) assert.deepEqual(one.errors, []);
});

test('a changed password ends the other sessions', async () => {
  const user = await someone();
  const here = await pageOfUser(user);
  const there = await pageOfUser(user);
  for (const page of [here, there]) await at(page, 'who').waitFor();
  await goTo(here, 'account');
  assert.equal(await at(here, 'own-session').count(), 2);
  await at(here, 'password-current').fill('not the password');
  await at(here, 'password-new').fill('four other words of mine');
  await at(here, 'password-change').click();
  await here.locator('[data-code=wrong-password]').waitFor();
  await at(here, 'password-current').fill(user.password);
  await at(here, 'password-change').click();
  await at(here, 'password-changed').waitFor();
  await settled(here);
  assert.equal(await at(here, 'own-session').count(), 1);
  await there.reload();
  await at(there, 'sign-in').waitFor();
  assert.deepEqual(here.errors, []);
});

test('an administrator limits a user to a unit, disables them, and hands over a link for another password', async () => {
  const user = await someone();
  const page = await pageOf(chromium, 'admin');
  await goTo(page, 'administration');
  await page.locator('[data-testid=admin-view] [data-value=users]').click();
  await settled(page);
  const row = at(page, 'user-row').filter({ hasText: user.username });
  await row.getByTestId('user-change').click();
  const unit = await at(page, 'user-change-scopes').locator('option').nth(1).innerText();
  await at(page, 'user-change-scopes').selectOption({ label: unit });
  await at(page, 'user-change-email').fill(`${user.username}@bank.example`);
  await at(page, 'user-change-keep').click();
  await at(page, 'user-change-form').waitFor({ state: 'detached' });
  assert.ok((await row.innerText()).includes(unit), await row.innerText());

  await row.getByTestId('user-disable').click();
  await row.getByTestId('user-enable').waitFor();
  const refused = await pageOfUser(user);
  await at(refused, 'sign-in-wrong').waitFor();
  await row.getByTestId('user-enable').click();
  await row.getByTestId('user-disable').waitFor();

  await row.getByTestId('user-reset').click();
  const link = await at(page, 'user-reset-link').innerText();
  const theirs = await chromium.open();
  await theirs.goto(link);
  await at(theirs, 'reset-password').fill('quite another password');
  await at(theirs, 'reset-submit').click();
  await at(theirs, 'reset-done').waitFor();
  const signedIn = await pageOfUser({ ...user, password: 'quite another password' });
  await at(signedIn, 'who').waitFor();
  for (const one of [page, theirs, signedIn]) assert.deepEqual(one.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

async function viewOf(role, view) {
  const page = await pageOf(chromium, role);
  await goTo(page, 'administration');
  await page.locator(`[data-testid=admin-view] [data-value=${view}]`).click();
  await settled(page);
  return page;
}

test('a work plan is checked while it is typed: a fault stands at its shift, and what cannot be worked cannot be kept', async () => {
  const page = await viewOf('planner', 'work-plans');
  await at(page, 'plan-new').click();
  const verdict = page.locator('[data-testid=plan-verdict][data-valid=true]');
  await verdict.waitFor();
  const name = `Checked ${Date.now()}`;
  await at(page, 'plan-terms-name').fill(name);
  // Forty hours on four days of eight cannot be.
  await at(page, 'plan-days-most').fill('4');
  await at(page, 'faults').first().waitFor();
  assert.ok(await at(page, 'plan-keep').isDisabled());
  await picture(page, 'work-plan-checked');
  await at(page, 'plan-days-most').fill('5');
  await verdict.waitFor();
  // An activity that ends after its shift is a fault of that shift.
  await at(page, 'plan-shift').getByRole('button', { name: /Add a break/ }).click();
  await verdict.waitFor();
  await at(page, 'activity-latest').fill('600');
  await at(page, 'plan-shift').getByTestId('faults').waitFor();
  await at(page, 'activity-latest').fill('300');
  await verdict.waitFor();
  await at(page, 'plan-rules').evaluate((element) => element.closest('details').setAttribute('open', ''));
  await at(page, 'plan-rules').fill('{');
  await page.locator('[data-testid=plan-verdict][data-valid=false]').waitFor();
  await at(page, 'plan-rules').fill('{"wholeWeekends": {}}');
  await verdict.waitFor();
  await at(page, 'plan-keep').click();
  const row = at(page, 'work-plan-row').filter({ hasText: name });
  await row.waitFor();
  assert.match(await row.innerText(), /40 h/);
  await settled(page);
  assert.match(await at(page, 'plan-rules').inputValue(), /wholeWeekends/);
  await row.getByRole('button', { name: /^Delete/ }).click();
  await row.getByRole('button', { name: /Delete for good/ }).click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(page.errors, []);
});

test('a skill is added, renamed and deleted by keyboard and button', async () => {
  const page = await viewOf('planner', 'skills');
  const name = `Mandarin ${Date.now()}`;
  await at(page, 'skill-name').fill(name);
  await at(page, 'skill-name').press('Enter');
  const row = (text) => at(page, 'skill-row').filter({ hasText: text });
  await row(name).getByTestId('skill-edit').click();
  await at(page, 'skill-rename').fill(`${name} II`);
  await at(page, 'skill-rename').press('Enter');
  await row(`${name} II`).getByTestId('skill-delete').click();
  await at(page, 'skill-delete-sure').click();
  await row(name).waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('an administrator makes a business unit, and its zone is refused where there is none of that name', async () => {
  const page = await viewOf('admin', 'units');
  await at(page, 'unit-add').click();
  const name = `Unit ${Date.now()}`;
  await at(page, 'unit-name').fill(name);
  await at(page, 'unit-zone').fill('Europe/Nowhere');
  await at(page, 'unit-save').click();
  await at(page, 'problem').waitFor();
  await at(page, 'unit-zone').fill('Europe/Berlin');
  await at(page, 'unit-save').click();
  const row = at(page, 'unit-row').filter({ hasText: name });
  await row.waitFor();
  assert.match(await row.innerText(), /Europe\/Berlin\s+Monday/);
  await row.getByRole('button', { name: /^Delete/ }).click();
  await row.getByRole('button', { name: /Delete for good/ }).click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(page.errors, []);
});

test('a user is made and can sign in; a short password is refused before it is sent', async () => {
  const page = await viewOf('admin', 'users');
  const user = { username: `planner-${Date.now()}`, password: 'a long password 1' };
  await at(page, 'user-name').fill(user.username);
  await at(page, 'user-display').fill('Second planner');
  await at(page, 'user-password').fill('short');
  assert.equal(await at(page, 'user-password').evaluate((field) => field.validity.tooShort || field.value.length < field.minLength), true);
  await at(page, 'user-password').fill(user.password);
  await at(page, 'user-add').click();
  await at(page, 'user-row').filter({ hasText: user.username }).waitFor();
  const theirs = await chromium.open();
  await theirs.goto('/');
  await at(theirs, 'username').fill(user.username);
  await at(theirs, 'password').fill(user.password);
  await at(theirs, 'sign-in-submit').click();
  await at(theirs, 'who').filter({ hasText: 'Second planner' }).waitFor();
  assert.deepEqual(page.errors, []);
});

test('a key’s secret is shown once, opens the API, and no more once it is revoked', async () => {
  const page = await viewOf('admin', 'keys');
  const name = `Connector ${Date.now()}`;
  await at(page, 'key-name').fill(name);
  await at(page, 'key-add').click();
  const secret = await at(page, 'key-secret').innerText();
  const status = async () => (await fetch(new URL('/api/v1/me', page.url()), { headers: { Authorization: `Bearer ${secret}` } })).status;
  assert.equal(await status(), 200);
  const row = at(page, 'key-row').filter({ hasText: name });
  await row.getByTestId('key-revoke').click();
  await row.getByTestId('key-revoke-sure').click();
  await row.getByText(/revoked/).waitFor();
  assert.equal(await status(), 401);
  await page.reload();
  await settled(page);
  assert.equal(await at(page, 'key-made').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a sign-in provider is made, stands on the sign-in page, is changed, disabled and deleted; its secret is not shown', async () => {
  const page = await viewOf('admin', 'providers');
  const name = `Bank ID ${Date.now()}`;
  await at(page, 'provider-new').click();
  assert.match(await at(page, 'provider-redirect').innerText(), /\/api\/v1\/oidc\/callback$/);
  await at(page, 'provider-name').fill(name);
  await at(page, 'provider-client').fill('crewcast');
  await at(page, 'provider-secret').fill('a client secret');
  // Providers are asked by https at public addresses only: the fault names what is wrong.
  await at(page, 'provider-issuer').fill('http://127.0.0.1:1');
  await at(page, 'provider-keep').click();
  await at(page, 'problem').waitFor();
  await at(page, 'provider-issuer').fill('https://id.example.com');
  await at(page, 'provider-group-add').click();
  await at(page, 'provider-group').fill('wfm-planners');
  await at(page, 'provider-groups-claim').fill('groups');
  await at(page, 'provider-keep').click();
  const row = at(page, 'provider-row').filter({ hasText: name });
  await row.waitFor();
  assert.match(await row.innerText(), /wfm-planners: planner/);
  await picture(page, 'sign-in-providers');

  const offered = async () => {
    const { entities } = await (await fetch(new URL('/api/v1/sign-in-providers', page.url()))).json();
    return entities.some((one) => one.name === name);
  };
  assert.equal(await offered(), true);
  await row.getByTestId('provider-turn').click();
  await row.getByText(/disabled/).waitFor();
  assert.equal(await offered(), false);
  await row.getByTestId('provider-turn').click();
  await row.getByText(/in use/).waitFor();

  await row.getByTestId('provider-change').click();
  assert.equal(await at(page, 'provider-secret').inputValue(), '');
  await at(page, 'provider-name').fill(`${name} II`);
  await at(page, 'provider-creates').check();
  await at(page, 'provider-default-role').selectOption('supervisor');
  await at(page, 'provider-keep').click();
  const changed = at(page, 'provider-row').filter({ hasText: `${name} II` });
  await changed.waitFor();
  assert.match(await changed.innerText(), /are made one/);
  await changed.getByTestId('provider-delete').click();
  await changed.getByTestId('provider-delete-sure').click();
  await changed.waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('planners see neither users nor keys, and supervisors change nothing', async () => {
  const planner = await viewOf('planner', 'skills');
  assert.equal(await planner.locator('[data-testid=admin-view] [data-value=users]').count(), 0);
  const supervisor = await viewOf('supervisor', 'work-plans');
  assert.equal(await at(supervisor, 'plan-new').count(), 0);
  await at(supervisor, 'work-plan-open').first().click();
  await at(supervisor, 'plan-editor').waitFor();
  assert.equal(await at(supervisor, 'plan-keep').count(), 0);
  assert.deepEqual([...planner.errors, ...supervisor.errors], []);
});

test('an administrator reads in the audit log what a change was, and takes it home', async () => {
  const page = await viewOf('admin', 'skills');
  const name = `Audited ${Date.now()}`;
  await at(page, 'skill-name').fill(name);
  await at(page, 'skill-name').press('Enter');
  await at(page, 'skill-row').filter({ hasText: name }).waitFor();
  await page.locator('[data-testid=admin-view] [data-value=audit]').click();
  await settled(page);
  await at(page, 'audit-action').fill('wfm:skill:add');
  await at(page, 'audit-look').click();
  const entry = page.locator('[data-testid=audit-entry][data-action="wfm:skill:add"]').first();
  await entry.getByTestId('audit-open').click();
  const detail = at(page, 'audit-detail');
  await detail.waitFor();
  assert.match(await detail.innerText(), new RegExp(name));
  await picture(page, 'audit-log');
  const download = page.waitForEvent('download');
  await at(page, 'audit-csv').click();
  assert.equal((await download).suggestedFilename(), 'audit-log.csv');
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture, settled } from './support/page.mjs';

const file = (...lines) => ({ name: 'dnc.csv', mimeType: 'text/csv', buffer: Buffer.from([...lines, ''].join('\n')) });

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const lookAt = async (page, name) => {
  await goTo(page, 'do-not-call');
  await at(page, 'dnc-row').filter({ hasText: name }).getByRole('link').click();
  await settled(page);
};

test('a list is made, phones are added, uploaded and taken off, and an administrator sees them', async () => {
  const name = `E2E ${Date.now()}`;
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'do-not-call');
  await at(page, 'dnc-new').click();
  await at(page, 'dnc-name').fill(name);
  await at(page, 'dnc-save').click();
  await at(page, 'dnc-row').filter({ hasText: name }).waitFor();
  await at(page, 'dnc-phones').fill('13800142001\n+8613800142002');
  await at(page, 'dnc-region').fill('CN');
  await at(page, 'dnc-reason').fill('asked in a shop');
  await at(page, 'dnc-add-submit').click();
  await at(page, 'dnc-added').waitFor();
  assert.match(await at(page, 'dnc-added').innerText(), /^2 of 2/);

  await at(page, 'dnc-file').setInputFiles(file('phone,reason', '+8613800142003,letter', 'no phone,x'));
  await at(page, 'dnc-upload-submit').click();
  const problem = at(page, 'dnc-upload').getByTestId('problem');
  await problem.waitFor();
  assert.match(await problem.innerText(), /3/);
  await at(page, 'dnc-file').setInputFiles(file('phone,reason', '+8613800142003,letter'));
  await at(page, 'dnc-upload-submit').click();
  await at(page, 'dnc-uploaded').waitFor();

  // A planner does not see the phones, and takes off one that is known.
  assert.equal(await at(page, 'dnc-entries').count(), 0);
  await at(page, 'dnc-remove-phone').fill('+86 138 0014 2001');
  await at(page, 'dnc-remove-submit').click();
  await at(page, 'dnc-gone').waitFor();
  assert.deepEqual(page.errors, []);
  await page.context().close();

  const admin = await pageOf(chromium, 'admin');
  await lookAt(admin, name);
  assert.equal(await at(admin, 'dnc-entry').count(), 2);
  assert.match(await at(admin, 'dnc-entries').innerText(), /\+8613800142002\s+asked in a shop/);
  await picture(admin, 'do-not-call');
  await at(admin, 'dnc-delete').click();
  await at(admin, 'dnc-delete-sure').click();
  await at(admin, 'dnc-row').filter({ hasText: name }).waitFor({ state: 'detached' });
  assert.deepEqual(admin.errors, []);
});

test('a dialer sees the lists and adds to them, and cannot delete one', async () => {
  const page = await pageOf(chromium, 'dialer');
  await goTo(page, 'do-not-call');
  await at(page, 'dnc-add').waitFor();
  assert.ok((await at(page, 'dnc-entry').count()) > 0);
  assert.equal(await at(page, 'dnc-delete').count(), 0);
  assert.equal(await at(page, 'dnc-upload').count(), 0);
  assert.deepEqual(page.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, goTo, pageOf, picture, savedBy, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** Somebody on a list of their own. */
async function somebody() {
  const api = await apiOf('planner');
  const stamp = Date.now();
  const phone = `+8613${String(stamp).slice(-9)}`;
  const list = await api.call('POST', '/outbound/contact-lists', { name: `E2E person ${stamp}`, defaultTimeZone: 'Asia/Shanghai', defaultRegion: 'CN' });
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone, personId: `P-${stamp}`, name: 'Erin' }] });
  return { externalId: `P-${stamp}`, phone, list };
}

async function search(page, wanted) {
  await goTo(page, 'persons');
  await at(page, 'person-wanted').fill(wanted);
  await at(page, 'person-search').click();
}

test('a person is found by phone and by external id, with a masked phone, and a refusal is put into the ledger', async () => {
  const person = await somebody();
  const page = await pageOf(chromium, 'planner');
  await search(page, person.externalId);
  await at(page, 'person-desk').waitFor();
  await search(page, person.phone);
  await at(page, 'person-desk').waitFor();
  await settled(page);
  assert.equal(await at(page, 'person-phones').innerText(), `+86******${person.phone.slice(-4)}`);
  assert.match(await at(page, 'person-contacts').innerText(), new RegExp(person.list.name));
  await at(page, 'ledger-new').click();
  await at(page, 'entry-family').fill('loans');
  await at(page, 'entry-save').click();
  const row = page.locator('[data-testid=ledger-row][data-kind=refusal]');
  await row.waitFor();
  assert.match(await row.innerText(), /loans/);
  // Erasing is for administrators.
  assert.equal(await at(page, 'person-erase').count(), 0);
  await picture(page, 'person');
  assert.deepEqual(page.errors, []);
});

test('a customer tier is given with a reason and an end', async () => {
  const person = await somebody();
  const page = await pageOf(chromium, 'planner');
  await search(page, person.externalId);
  await at(page, 'tier-edit').click();
  await at(page, 'tier-name').fill('quiet');
  await at(page, 'tier-reason').fill('complaint 17');
  await at(page, 'tier-until').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await at(page, 'tier-save').click();
  await at(page, 'tier').getByText('complaint 17').waitFor();
  await page.locator('[data-testid=ledger-row][data-kind=override]').waitFor();
  assert.deepEqual(page.errors, []);
});

test('nobody is found in so many words', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await search(page, 'nobody-at-all');
  await at(page, 'empty').waitFor();
  assert.match(await at(page, 'empty').innerText(), /Nobody is known by that/);
});

test('an administrator saves all that is held and erases a person, told before what stays', async () => {
  const person = await somebody();
  const page = await pageOf(chromium, 'admin');
  await search(page, person.externalId);
  await at(page, 'person-desk').waitFor();
  assert.match(await savedBy(page, at(page, 'person-export')), new RegExp(person.externalId));
  await at(page, 'person-erase').click();
  assert.match(await at(page, 'erase').innerText(), /keyed hash/);
  assert.equal(await at(page, 'erase-submit').isDisabled(), true);
  await at(page, 'erase-word').fill('erase');
  await at(page, 'erase-submit').click();
  await at(page, 'erase-look').click();
  await at(page, 'person-erased').waitFor();
  assert.equal(await at(page, 'person-erase').count(), 0);
  assert.deepEqual(page.errors, []);
});

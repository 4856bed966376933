import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, figure, goTo, pageOf, picture, savedBy, settled } from './support/page.mjs';

const csv = (name, ...lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from([...lines, ''].join('\n')) });
const unique = () => `E2E ${Date.now()}`;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** A list with columns, as a planner's API makes it. */
const listWithColumns = (api, name) =>
  api.call('POST', '/outbound/contact-lists', {
    name, defaultTimeZone: 'Asia/Shanghai', defaultRegion: 'CN', columnNames: ['Balance', 'Due'],
    columnDataTypeSpecifications: [{ columnName: 'Balance', columnDataType: 'numeric' }, { columnName: 'Due', columnDataType: 'date' }],
  });

async function lookAt(page, name) {
  await goTo(page, 'contact-lists');
  await at(page, 'list-row').filter({ hasText: name }).getByRole('link').click();
  await at(page, 'list-desk').waitFor();
  await settled(page);
}

test('a list is made, a file is checked, its rejects are saved, and its good rows are imported', async () => {
  const page = await pageOf(chromium, 'planner');
  const name = unique();
  await goTo(page, 'contact-lists');
  await at(page, 'list-new').click();
  await at(page, 'list-name').fill(name);
  await at(page, 'list-region').fill('cn');
  await page.getByRole('button', { name: 'Add column' }).click();
  await page.getByLabel('Column', { exact: true }).fill('Balance');
  await page.getByLabel('Holds').selectOption('numeric');
  await at(page, 'list-save').click();
  // An empty list is led to its upload.
  await at(page, 'contact-file').setInputFiles(csv('people.csv', 'Mobile,Name,Balance,Note', '13800140001,Ann,12.5,x', '13800140002,Bo,12;5,y', '13800140003,Cy,7,z'));
  await page.waitForFunction(() => document.querySelector('[data-testid=mapping-phone]')?.value === 'Mobile');
  assert.match(await at(page, 'mapping').innerText(), /Passed over.*Note/);
  await at(page, 'contact-dry-run').click();
  await page.locator('[data-testid=contact-report][data-status=validated]').waitFor();
  assert.equal(figure(await at(page, 'report-imported').innerText()), 2);
  assert.equal(figure(await at(page, 'report-rejected').innerText()), 1);
  const saved = await savedBy(page, at(page, 'contact-report').getByTestId('save-rejects'));
  assert.match(saved, /Balance/);
  assert.match(saved, /12;5/);
  await picture(page, 'contact-upload');
  await at(page, 'contact-import-partial').click();
  await page.locator('[data-testid=contact-report][data-status=complete]').waitFor();
  await settled(page);
  await choose(page, 'list-part', 'contacts');
  await at(page, 'contact-row').first().waitFor();
  assert.equal(await at(page, 'contact-row').count(), 2);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('phones are masked for a planner and whole for an administrator', async () => {
  const api = await apiOf('planner');
  const list = await listWithColumns(api, unique());
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone: '13800140010', name: 'Dee' }] });
  for (const [role, wanted] of [['planner', '+86******0010'], ['admin', '+8613800140010']]) {
    const page = await pageOf(chromium, role);
    await lookAt(page, list.name);
    assert.equal(await at(page, 'contact-row').first().locator('th').innerText(), wanted);
    await page.context().close();
  }
});

test('a filter is tried, counted, kept and read back in words', async () => {
  const api = await apiOf('planner');
  const list = await listWithColumns(api, unique());
  const contacts = [5, 50, 500].map((balance, index) => ({ phone: `1380014002${index}`, data: { Balance: String(balance), Due: '2026-01-0' + (index + 1) } }));
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts });
  const page = await pageOf(chromium, 'planner');
  await lookAt(page, list.name);
  await choose(page, 'list-part', 'filters');
  await at(page, 'filter-new').click();
  await at(page, 'filter-name').fill(`Small ${Date.now()}`);
  assert.equal(await at(page, 'filter-preview').isDisabled(), true);
  await at(page, 'predicate-column').selectOption('Balance');
  await at(page, 'predicate-operator').selectOption('BETWEEN');
  await at(page, 'predicate-min').fill('10');
  await at(page, 'predicate-max').fill('100');
  await at(page, 'filter-preview').click();
  await at(page, 'filter-count').waitFor();
  assert.match(await at(page, 'filter-count').innerText(), /^1 of 3 contacts/);
  await picture(page, 'contact-filter');
  await at(page, 'filter-save').click();
  await at(page, 'filter-row').waitFor();
  assert.match(await at(page, 'filter-row').innerText(), /Balance is 10 to 100/);
  const exported = await savedBy(page, at(page, 'filter-row').getByRole('button', { name: 'Export CSV' }));
  assert.equal(exported.trim().split('\n').length, 2, exported);
  assert.deepEqual(page.errors, []);
});

test('findings name the column, the count and the remedy', async () => {
  const api = await apiOf('planner');
  const list = await listWithColumns(api, unique());
  await api.call('POST', `/outbound/contact-lists/${list.id}/contacts/import`, { contacts: [{ phone: '13800140030', data: { Due: '9999-12-31' } }, { phone: '13800140031', data: { Due: '2026-02-03' } }] });
  const page = await pageOf(chromium, 'supervisor');
  await lookAt(page, list.name);
  await choose(page, 'list-part', 'findings');
  const finding = page.locator('[data-testid=contact-finding][data-code=sentinel-date]');
  await finding.waitFor();
  assert.match(await finding.innerText(), /Due.*1.*9999-12-31/s);
  // A supervisor looks; nothing here can be changed.
  assert.equal(await at(page, 'list-delete').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a list is deleted after a second thought', async () => {
  const api = await apiOf('planner');
  const list = await listWithColumns(api, unique());
  const page = await pageOf(chromium, 'planner');
  await lookAt(page, list.name);
  await at(page, 'list-delete').click();
  await at(page, 'list-delete-sure').click();
  await at(page, 'list-desk').waitFor({ state: 'detached' });
  await at(page, 'list-row').filter({ hasText: list.name }).waitFor({ state: 'detached' });
});

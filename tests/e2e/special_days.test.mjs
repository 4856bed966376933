import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const csv = (...rows) => ({ name: 'calendar.csv', mimeType: 'text/csv', buffer: Buffer.from(['date,name,kind,size', ...rows, ''].join('\n')) });

test('a faulty calendar is refused cell by cell, a dry run stores nothing, and a day is added and deleted', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'special-days');
  const upload = at(page, 'calendar-upload');
  await at(page, 'calendar-file').setInputFiles(csv('2026-13-40,Fair,event,3'));
  await at(page, 'calendar-dry-run').click();
  assert.match(await upload.getByTestId('problem').innerText(), /\/rows\/\d+\/date/);

  await at(page, 'shipped-dry-run').click();
  const told = at(page, 'shipped').getByTestId('special-changes');
  assert.match(await told.innerText(), /Nothing was stored\. It would add \d+/);

  const name = `Browser test ${Date.now()}`;
  const year = await at(page, 'special-year').inputValue();
  await at(page, 'special-date').fill(`${year}-06-15`);
  await at(page, 'special-name').fill(name);
  await at(page, 'special-add').click();
  const row = at(page, 'special-day').filter({ hasText: name });
  await row.waitFor();
  await picture(page, 'special-days');
  await row.getByTestId('special-delete').click();
  await row.getByTestId('special-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(page.errors, []);
});

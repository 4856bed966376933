import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture, savedBy } from './support/page.mjs';

const HEADER = 'QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled';
const file = (name, ...rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from([HEADER, ...rows, ''].join('\n')) });

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('a file with a bad row is refused with row, column, value, reason and remedy, and nothing is kept', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'imports');
  await at(page, 'upload-file').setInputFiles(file('bad.csv', 'No such queue,,VOICE,2026-03-02T09:00:00Z,15,12,-3,11'));
  await at(page, 'dry-run').click();
  const row = at(page, 'rejects').locator('tbody tr').first();
  await row.waitFor();
  const cells = await row.locator('td').allInnerTexts();
  assert.equal(cells.length, 5);
  assert.ok(cells.every((cell) => cell.trim() !== ''), cells.join(' | '));
  assert.equal(cells[0], '2');
  assert.match(await savedBy(page, at(page, 'save-rejects')), /"?-3"?/);
  await picture(page, 'import-rejects');
  assert.deepEqual(page.errors, []);
});

test('a file is imported, stands in the list, and is undone again', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'imports');
  // A queue of its own keeps the demo's history as it is.
  const name = `e2e-${Date.now()}.csv`;
  const minutes = await page.evaluate(async () => (await (await fetch('/api/v1/business-units')).json()).entities[0].intervalLengthMinutes);
  await page.getByLabel('Create missing queues').check();
  await at(page, 'upload-file').setInputFiles(file(name, `Browser test ${Date.now()},,VOICE,2026-03-02T09:00:00Z,${minutes},12,180,11`));
  await at(page, 'import').click();
  const listed = at(page, 'import-row').filter({ hasText: name });
  await listed.waitFor();
  await listed.getByTestId('undo').click();
  await listed.getByText('Undo this import').click();
  await listed.getByText('undone').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('after a dry run with faults the good rows are imported without the others', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'imports');
  const name = `e2e-partial-${Date.now()}.csv`;
  const queue = `Browser test ${Date.now()}`;
  const minutes = await page.evaluate(async () => (await (await fetch('/api/v1/business-units')).json()).entities[0].intervalLengthMinutes);
  await page.getByLabel('Create missing queues').check();
  await at(page, 'upload-file').setInputFiles(file(name, `${queue},,VOICE,2026-03-02T09:00:00Z,${minutes},12,180,11`, `${queue},,VOICE,2026-03-02T10:00:00Z,${minutes},12,-3,11`));
  assert.match(await at(page, 'upload-header').innerText(), /IncomingContactVolume/);
  await at(page, 'dry-run').click();
  await at(page, 'import-partial').click();
  await page.locator('[data-testid=import-result][data-status=complete]').waitFor();
  const listed = at(page, 'import-row').filter({ hasText: name });
  await listed.waitFor();
  await listed.getByTestId('undo').click();
  await listed.getByText('Undo this import').click();
  await listed.getByText('undone').waitFor();
  assert.deepEqual(page.errors, []);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf, draftOfDemo, pathOf } from './support/api.mjs';
import { keyTo, pressInto, tabTo } from './support/keyboard.mjs';
import { at, browser, pageOf, settled, userOf } from './support/page.mjs';

const ROSTER_MS = 5 * 60_000;
// From here on no other test looks, so that what the demo published stays published. A schedule of the demo has two weeks.
const FIRST_FREE_WEEK = '2027-03-29';
const TWO_WEEKS_MS = 14 * 86_400_000;

let chromium;
let api;
let made;
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
});
after(async () => {
  if (made) await api.call('DELETE', pathOf(made));
  await chromium?.close();
});

/** A week for which nothing was planned by an earlier pass. */
async function freeWeek(businessUnitId) {
  for (let at = Date.parse(FIRST_FREE_WEEK); ; at += TWO_WEEKS_MS) {
    const week = new Date(at).toISOString().slice(0, 10);
    if ((await api.list(`/business-units/${businessUnitId}/weeks/${week}/schedules`)).length === 0) return week;
  }
}

/** Waits for a run that was asked for with the button at hand. */
async function ran(page, button) {
  await at(page, 'run-progress').waitFor();
  await page.locator(`[data-testid=${button}]:enabled`).waitFor({ timeout: ROSTER_MS });
  await settled(page);
  assert.equal(await at(page, 'problem').count(), 0);
}

/** A file of one interval, for a queue of its own, so that the demo's history stays as it is. */
const oneInterval = (minutes) => ({
  name: `keyboard-${Date.now()}.csv`,
  mimeType: 'text/csv',
  buffer: Buffer.from(`QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,AverageHandleTime,ContactsHandled\nBy keyboard ${Date.now()},,VOICE,2026-03-02T09:00:00Z,${minutes},12,180,11\n`),
});

test('the main job is done by keyboard alone, from signing in over history, forecast and roster to publishing', async () => {
  const page = await chromium.open();
  await page.addInitScript(() => localStorage.setItem('crewcast.language', 'en'));
  const [{ id: businessUnitId, intervalLengthMinutes }] = await api.list('/business-units');
  const week = await freeWeek(businessUnitId);
  await draftOfDemo(api, { weekDate: week, description: 'By keyboard' });
  await page.goto('/');
  await at(page, 'sign-in').waitFor();
  const { username, password } = await userOf('planner');
  // The form is all there is to do, and has the keyboard.
  await page.keyboard.type(username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await at(page, 'screen-start').waitFor();
  await settled(page);

  // History: a file is chosen, tried, imported and taken back.
  await keyTo(page, 'imports');
  await settled(page);
  await tabTo(page, 'upload-file');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
  const file = oneInterval(intervalLengthMinutes);
  await chooser.setFiles(file);
  await at(page, 'upload-header').waitFor();
  await tabTo(page, 'create-queues');
  await page.keyboard.press('Space');
  await pressInto(page, 'dry-run');
  await page.locator('[data-testid=import-result][data-status=validated]').waitFor();
  await pressInto(page, 'import');
  const imported = at(page, 'import-row').filter({ hasText: file.name });
  await imported.waitFor();
  await settled(page);
  await pressInto(page, 'undo', { row: file.name });
  await page.waitForFunction(() => document.activeElement?.dataset.testid === 'undo-sure');
  await page.keyboard.press('Enter');
  await imported.getByText('undone').waitFor();

  // Forecast: made, and a point of it moved with a reason, which is taken back.
  await keyTo(page, 'forecast');
  await settled(page);
  await pressInto(page, 'generate-forecast');
  await ran(page, 'generate-forecast');
  await at(page, 'forecast-chart').waitFor();
  await tabTo(page, 'forecast-hand');
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const reason = `By keyboard ${Date.now()}`;
  await page.keyboard.type(reason);
  await page.keyboard.press('Enter');
  const modification = at(page, 'modification-row').filter({ hasText: reason });
  await modification.waitFor();
  await settled(page);
  await pressInto(page, 'modification-delete', { row: reason });
  await page.waitForFunction(() => document.activeElement?.dataset.testid === 'modification-delete-sure');
  await page.keyboard.press('Enter');
  await modification.waitFor({ state: 'detached' });

  await keyTo(page, 'coverage');
  await at(page, 'over-under').waitFor();
  await tabTo(page, 'over-under');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  assert.match(await at(page, 'over-under-figure').innerText(), /(under|over|fit|closed)/);
  await page.keyboard.press('Enter');
  await at(page, 'derivation').locator('tbody tr').first().waitFor();

  await keyTo(page, 'schedule');
  await at(page, 'gantt').waitFor();
  await tabTo(page, 'generate-schedule');
  await page.keyboard.press('Enter');
  await ran(page, 'generate-schedule');
  await page.locator('[data-testid=schedule-state][data-state=draft]').waitFor();
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  made = { businessUnitId, weekDate: await at(page, 'week-picker').inputValue(), id: new URL(page.url()).searchParams.get('schedule') };

  await tabTo(page, 'gantt');
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
  const was = await at(page, 'shift-start').inputValue();
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await at(page, 'shift-start').inputValue(), was);
  assert.equal(await at(page, 'unsaved').getAttribute('data-count'), '1');
  await page.keyboard.press('Control+z');
  assert.equal(await at(page, 'shift-start').inputValue(), was);
  assert.equal(await at(page, 'unsaved').getAttribute('data-count'), '0');

  // Another week is typed, as month, day and year; its draft is there.
  await tabTo(page, 'week-picker', { key: 'Shift+Tab' });
  const [year, month, date] = week.split('-');
  // A date is entered from behind at its last part.
  for (let part = 0; part < 3; part += 1) await page.keyboard.press('Shift+Tab');
  await page.keyboard.type(`${month}${date}${year}`);
  await page.keyboard.press('Enter');
  await page.waitForFunction((wanted) => new URL(location.href).searchParams.get('week') === wanted, week);
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  await settled(page);
  await tabTo(page, 'publish');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=schedule-state][data-state=published]').waitFor();
  await page.waitForFunction(() => document.activeElement?.dataset.testid === 'publish-done');
  assert.match(await at(page, 'publish-done').innerText(), /Version \d+ is published/);
  assert.deepEqual(page.errors, []);
});

test('the sheet of shortcuts tells the keys of the screen in sight, and of the others on demand', async () => {
  const page = await pageOf(chromium, 'planner');
  await keyTo(page, 'coverage');
  await page.keyboard.press('?');
  const sheet = at(page, 'shortcuts');
  await sheet.waitFor();
  const headings = () => sheet.locator('h3:visible').allInnerTexts();
  assert.deepEqual(await headings(), ['Everywhere', 'Coverage: over and under']);
  await sheet.locator('summary').focus();
  await page.keyboard.press('Enter');
  const others = ['Graph of the forecast', 'Schedule editor', 'Adherence board'];
  assert.deepEqual(await headings(), ['Everywhere', 'Coverage: over and under', ...others]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  assert.deepEqual(page.errors, []);
});

test('the first stop of a page leads past the list of screens', async () => {
  const page = await pageOf(chromium, 'planner');
  await page.goto('/what-if');
  await at(page, 'screen-what-if').waitFor();
  await settled(page);
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip to the screen/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null), 'the next stop is in the screen');
});

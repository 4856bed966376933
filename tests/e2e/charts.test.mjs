// What every chart hands on.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { steeredCentre } from './support/liveCentre.mjs';
import { at, browser, goTo, pageOf, savedBy, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** Every chart in sight saves as a picture of some size, and its figures as rows of as many cells as the head has. */
async function allSave(page, atLeast) {
  await settled(page);
  const files = at(page, 'chart-files');
  const count = await files.count();
  assert.ok(count >= atLeast, `${count} charts can be saved, of at least ${atLeast}`);
  for (let place = 0; place < count; place += 1) {
    const one = files.nth(place);
    const [download] = await Promise.all([page.waitForEvent('download'), one.getByTestId('chart-png').click()]);
    const name = download.suggestedFilename();
    assert.match(name, /\.png$/);
    const png = await readFile(await download.path());
    assert.equal(png.subarray(1, 4).toString(), 'PNG', name);
    assert.ok(png.readUInt32BE(16) > 200 && png.readUInt32BE(20) > 20, `${name} is ${png.readUInt32BE(16)} × ${png.readUInt32BE(20)}`);
    // A picture of nothing but ground packs into hardly anything.
    assert.ok(png.length > 1_500, `${name} has ${png.length} bytes`);
    const rows = (await savedBy(page, one.getByTestId('chart-csv'))).replace(/^\ufeff/, '').trim().split('\r\n');
    assert.ok(rows.length > 1, `${name}: ${rows[0]}`);
    const cells = (row) => row.replace(/"[^"]*"/g, '').split(',').length;
    assert.ok(rows.every((row) => cells(row) === cells(rows[0])), name);
  }
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
}

for (const [screen, charts] of [['forecast', 1], ['coverage', 2], ['outlook', 1], ['what-if', 1], ['performance', 1], ['roster-run', 1]]) {
  test(`${screen}: every chart saves as PNG and CSV`, async () => {
    const page = await pageOf(chromium, 'planner');
    await goTo(page, screen);
    await allSave(page, charts);
  });
}

test('charts of a running day save as PNG and CSV', async () => {
  const { unit } = await steeredCentre(await apiOf('admin'));
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/intraday?unit=${unit.id}`);
  await at(page, 'intraday-charts').first().waitFor();
  await allSave(page, 2);
});

test('a file of figures tells the site’s clocks with their distance from UTC, and what the chart shows', async () => {
  const [{ intervalLengthMinutes }] = await (await apiOf('planner')).list('/business-units');
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'coverage');
  await page.locator('[data-testid=day-picker] button').nth(1).click();
  await settled(page);
  const [chart, grid] = await Promise.all([0, 1].map((place) => at(page, 'chart-files').nth(place)));
  for (const one of [chart, grid]) {
    const [, ...rows] = (await savedBy(page, one.getByTestId('chart-csv'))).trim().split('\r\n');
    assert.equal(rows.length, 1_440 / intervalLengthMinutes, 'a day');
    assert.match(rows[0], /^\d{4}-\d\d-\d\dT00:00\+08:00,/);
    assert.match(rows.at(-1), new RegExp(`T23:${60 - intervalLengthMinutes}\\+08:00,`));
  }
});

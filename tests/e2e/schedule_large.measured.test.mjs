// How fast the editor is with 500 agents over a week: figures for people to read, printed and never asserted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { frameTimes, scrollBy, told } from './support/frames.mjs';
import { largeCentre } from './support/largeCentre.mjs';
import { at, browser, pageOf, picture, settled } from './support/page.mjs';

const AGENTS = 500;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test(`${AGENTS} agents over seven days: load, scroll and drag, measured`, async (context) => {
  const { unit, schedule } = await largeCentre(await apiOf('admin'), AGENTS);
  const page = await pageOf(chromium, 'planner');
  const address = `unit=${unit.id}&week=${schedule.weekDate}`;
  await page.goto(`/coverage?${address}`);
  await settled(page);
  const begin = await page.evaluate(() => {
    performance.clearResourceTimings();
    document.querySelector('[data-testid=nav-schedule]').click();
    return performance.now();
  });
  await page.waitForFunction(() => document.querySelector('[data-testid=gantt]')?.dataset.drawn === 'true');
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  const ready = await page.evaluate(() => performance.now());
  const answer = await page.evaluate(() => performance.getEntriesByType('resource').filter((one) => one.name.includes('agent-schedules')).map((one) => one.responseEnd - one.requestStart)[0]);
  context.diagnostic(`load to interactive: ${(ready - begin).toFixed(0)} ms, of which ${answer?.toFixed(0)} ms the service's answer with all shifts`);
  await settled(page);
  assert.equal(await at(page, 'gantt').getAttribute('data-agents'), String(AGENTS));
  const drawn = await at(page, 'gantt-row').count();
  assert.ok(drawn < 100, `${drawn} rows are in the document for those in sight`);

  const still = await frameTimes(page);
  await page.waitForTimeout(1_000);
  context.diagnostic(told('nothing moves', await still()));
  const gantt = at(page, 'gantt');
  for (const pixels of [40, 200]) {
    const stop = await frameTimes(page);
    await scrollBy(gantt, pixels, 60);
    context.diagnostic(told(`scroll by ${pixels} px a frame`, await stop()));
  }
  await gantt.evaluate((element) => (element.scrollTop = 0));
  await gantt.focus();
  await page.keyboard.press('ArrowDown');
  const box = await at(page, 'gantt-canvas').boundingBox();
  const clock = await at(page, 'shift-start').inputValue();
  // Where the first shift of Monday lies, of the 167 hours of the week in which clocks go forward.
  const x = box.x + ((Number(clock.slice(0, 2)) + Number(clock.slice(3)) / 60 + 4) / 167) * box.width;
  await page.mouse.move(x, box.y + 14);
  await page.mouse.down();
  const stop = await frameTimes(page);
  for (let step = 1; step <= 90; step += 1) await page.mouse.move(x + step, box.y + 14);
  const frames = await stop();
  await page.mouse.up();
  context.diagnostic(told('drag', frames));
  assert.equal(await at(page, 'unsaved').getAttribute('data-count'), '1');
  await at(page, 'undo').click();
  assert.equal(await at(page, 'unsaved').getAttribute('data-count'), '0');
  await picture(page, 'schedule-500');
  assert.deepEqual(page.errors, []);
});

test('a day of 23 hours leaves out the hour that clocks skip', async () => {
  const { unit, schedule } = await largeCentre(await apiOf('admin'), AGENTS);
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/schedule?unit=${unit.id}&week=${schedule.weekDate}&day=2026-03-29`);
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 6; day += 1) await page.keyboard.press('.');
  assert.match(await at(page, 'shift-panel').innerText(), /Sun, Mar 29/);
  const [start, end] = [await at(page, 'shift-start').inputValue(), await at(page, 'shift-end').inputValue()];
  const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  assert.equal(minutes(end) - minutes(start), 510, 'eight and a half hours, as they were imported in local time');
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** The forecast of one of its days, so that points are far enough from each other for a hand. */
async function dayOf(role) {
  const page = await pageOf(chromium, role);
  await goTo(page, 'forecast');
  await page.locator('[data-testid=day-picker] button').nth(3).click();
  await settled(page);
  return page;
}

const total = async (page) => figure(await at(page, 'forecast-total').innerText());
const rowOf = (page, reason) => at(page, 'modification-row').filter({ hasText: reason });

async function remove(page, reason) {
  await rowOf(page, reason).getByTestId('modification-delete').click();
  await rowOf(page, reason).getByTestId('modification-delete-sure').click();
  await rowOf(page, reason).waitFor({ state: 'detached' });
}

test('a point is moved by keyboard alone, kept with a reason, and stands among the modifications', async () => {
  const page = await dayOf('planner');
  const before = await total(page);
  const hand = at(page, 'forecast-hand');
  await hand.focus();
  for (let step = 0; step < 49; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  assert.match(await hand.getAttribute('aria-valuetext'), /planned/);
  assert.match(await at(page, 'hand-said').innerText(), /Points moved: 1\. \+20\.0 contacts/);
  assert.ok(Math.abs((await total(page)) - before - 20) <= 1);

  const reason = `Moved by keyboard ${Date.now()}`;
  await page.keyboard.press('Enter');
  await page.keyboard.type(reason);
  await page.keyboard.press('Enter');
  await rowOf(page, reason).waitFor();
  assert.match(await rowOf(page, reason).innerText(), /single intervals set: 1/);
  await settled(page);
  assert.ok(Math.abs((await total(page)) - before - 20) <= 1, 'the kept point is in the plan');
  assert.equal(await hand.evaluate((element) => element === document.activeElement), true, 'the keyboard is back at the graph');
  await remove(page, reason);
  assert.deepEqual(page.errors, []);
});

test('a range is chosen by keyboard and changed by percent, and Escape discards first the change, then the range', async () => {
  const page = await dayOf('planner');
  const before = await total(page);
  await at(page, 'forecast-hand').focus();
  for (let step = 0; step < 41; step += 1) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 7; step += 1) await page.keyboard.press('Shift+ArrowRight');
  await at(page, 'hand-range').waitFor();
  assert.match(await page.getByText(/^8 intervals$/).innerText(), /8/);
  await page.keyboard.press('Shift+ArrowUp');
  assert.match(await at(page, 'hand-said').innerText(), /\+10\.0 %/);
  assert.ok((await total(page)) > before);
  await page.keyboard.press('Escape');
  assert.ok(Math.abs((await total(page)) - before) <= 1);
  await at(page, 'hand-range').waitFor();
  await page.keyboard.press('Escape');
  await at(page, 'hand-range').waitFor({ state: 'detached' });
  assert.deepEqual(page.errors, []);
});

test('a point is dragged where the pointer left it, and a drawn range is what the form below changes', async () => {
  const page = await dayOf('planner');
  const before = await total(page);
  const over = at(page, 'forecast-chart').locator('.u-over');
  await over.scrollIntoViewIfNeeded();
  const hand = at(page, 'forecast-hand');
  // The keyboard tells where a point is: half past twelve is well inside the day.
  const box = await over.boundingBox();
  const x = box.x + (box.width * 50) / 96;
  // Down the column until the pointer meets the line.
  let y = null;
  for (let at_ = 2; at_ < box.height && y === null; at_ += 4) {
    await page.mouse.move(x, box.y + at_);
    if ((await over.evaluate((element) => element.style.cursor)) === 'ns-resize') y = box.y + at_ + 4;
  }
  assert.notEqual(y, null, 'the pointer meets the line nowhere');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 30, { steps: 6 });
  await page.mouse.up();
  assert.match(await at(page, 'hand-said').innerText(), /Points moved: 1\./);
  assert.ok((await total(page)) > before);
  await picture(page, 'forecast-graph');
  await at(page, 'hand-discard').click();
  assert.ok(Math.abs((await total(page)) - before) <= 1);

  await page.mouse.move(box.x + (box.width * 40) / 96 + 2, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + (box.width * 48) / 96 - 2, box.y + 8, { steps: 6 });
  await page.mouse.up();
  await at(page, 'hand-range').waitFor();
  assert.match(await at(page, 'modification-from').inputValue(), /T10:00$/);
  assert.match(await at(page, 'modification-to').inputValue(), /T12:00$/);
  assert.equal(await hand.count(), 1);
  assert.deepEqual(page.errors, []);
});

test('overlays are switched: last weeks are lines of the legend, and a history of half a year has no last year', async () => {
  const page = await dayOf('planner');
  const legend = at(page, 'forecast-chart').locator('.u-legend');
  assert.match(await legend.innerText(), /week of/);
  await at(page, 'overlay-lastWeeks').uncheck();
  await page.waitForFunction(() => !document.querySelector('[data-testid=forecast-chart] .u-legend').textContent.includes('week of'));
  await at(page, 'overlay-lastYear').check();
  await at(page, 'overlay-no-year').waitFor();
  assert.deepEqual(page.errors, []);
});

test('a supervisor sees the graph and moves nothing in it', async () => {
  const page = await dayOf('supervisor');
  await at(page, 'forecast-chart').waitFor();
  assert.equal(await at(page, 'forecast-hand').count(), 0);
  assert.deepEqual(page.errors, []);
});

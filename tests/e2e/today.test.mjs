import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** Yesterday's noon in the demo's zone: the demo's history ends with yesterday. */
function yesterdayNoon() {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now());
  return `${new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)}T12:00`;
}

test('a day of which nothing has come is refused with what to do, and told again at a time when some had', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'today');
  await at(page, 'today-update').click();
  const problem = at(page, 'problem');
  await problem.waitFor();
  assert.equal(await problem.getAttribute('data-code'), 'nothing-observed');
  assert.match(await problem.innerText(), /Import the day’s first intervals/);
  assert.ok(await at(page, 'today-to-imports').isVisible());

  // By keyboard alone: to "Another time", the clock, and the button.
  await page.locator('[data-testid=today-when] [data-value=other]').focus();
  await page.keyboard.press('Enter');
  await at(page, 'today-clock').fill(yesterdayNoon());
  await at(page, 'today-update').focus();
  await page.keyboard.press('Enter');
  await at(page, 'today-says').waitFor();
  assert.match(await at(page, 'today-says').innerText(), /^Until 12:00, \d+ contacts came where \d+ were forecast .*For the rest of the day \d+ are now expected instead of \d+/);
  assert.ok((await paintedPixels(page, 'today-chart')) > 1_000);

  const [came, rest, inAll] = await Promise.all(['today-came', 'today-rest', 'today-in-all'].map(async (name) => figure(await at(page, name).innerText())));
  assert.ok(Math.abs(came + rest - inAll) <= 1.5, `${came} and ${rest} are not ${inAll}`);
  await page.getByText('Interval by interval', { exact: true }).first().click();
  const rows = at(page, 'today-intervals').locator('tbody tr');
  const observed = (await rows.locator('td:nth-child(3)').allInnerTexts()).filter((text) => text !== '–').map(figure);
  assert.equal(observed.reduce((sum, one) => sum + one, 0), came);
  await page.getByText('Interval by interval', { exact: true }).first().click();
  await picture(page, 'today');
  assert.deepEqual(page.errors, []);
});

test('taking over makes the plan follow, and the modification it leaves is deleted like any other', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'today');
  await page.locator('[data-testid=today-when] [data-value=other]').click();
  const told = () => at(page, 'today-rest').innerText();
  const planned = () => at(page, 'today-rest').locator('xpath=following-sibling::dd').innerText();
  // At a moment at which the plan and what is told of the rest differ by a contact and more, or following it proves nothing.
  const moments = ['12:00', '10:30', '11:30', '13:00', '14:00', '15:00'].map((time) => `${yesterdayNoon().slice(0, 11)}${time}`);
  let moment;
  for (moment of moments) {
    await at(page, 'today-clock').fill(moment);
    await at(page, 'today-update').click();
    await settled(page);
    if (figure(await planned()) !== figure(await told())) break;
  }
  const rest = await told();
  assert.notEqual(figure(await planned()), figure(rest));
  const reason = `Browser test ${Date.now()}`;
  await at(page, 'take-over-reason').fill(reason);
  await at(page, 'take-over-one').click();
  await at(page, 'take-over-done').filter({ hasText: 'Taken into the plan' }).waitFor();
  assert.equal(await at(page, 'take-over-one').count(), 0);

  // Coverage of that very day is one press away.
  await at(page, 'to-coverage').click();
  await at(page, 'daily-table').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('day'), yesterdayNoon().slice(0, 10));
  await page.goBack();
  await page.locator('[data-testid=today-when] [data-value=other]').click();
  await at(page, 'today-clock').fill(moment);
  await at(page, 'today-update').click();
  await page.waitForFunction((now) => document.querySelector('[data-testid=today-rest] + dd')?.textContent?.endsWith(now), rest);
  await at(page, 'to-modifications').click();
  const row = at(page, 'modification-row').filter({ hasText: reason });
  await row.waitFor();
  await settled(page);
  await row.getByTestId('modification-delete').click();
  await row.getByTestId('modification-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a supervisor sees the day but takes nothing over', async () => {
  const page = await pageOf(chromium, 'supervisor');
  await goTo(page, 'today');
  await page.locator('[data-testid=today-when] [data-value=other]').click();
  await at(page, 'today-clock').fill(yesterdayNoon());
  await at(page, 'today-update').click();
  await at(page, 'today-says').waitFor();
  assert.equal(await at(page, 'take-over-one').count(), 0);
  assert.ok(await at(page, 'to-coverage').isVisible());
});

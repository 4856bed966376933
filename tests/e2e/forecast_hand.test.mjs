import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, figure, goTo, pageOf, picture } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('the forecast says why it is as it is: effects tried, cycles, what special days are called like', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'forecast');
  const why = at(page, 'why');
  assert.ok((await why.getByTestId('why-gates').locator('tbody tr').count()) >= 1);
  assert.match(await why.getByTestId('why-cycles').innerText(), /Week/);
  assert.match(await why.getByTestId('why-resemblance').innerText(), /called like/);
  assert.match(await at(page, 'backtest-error').innerText(), /of which chance \d+\.\d%/);
  await at(page, 'largest-errors').locator('tbody tr').first().waitFor();
  assert.deepEqual(page.errors, []);
});

test('a planner adds ten percent, sees the total and the verdict change, switches it off, and deletes it', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'forecast');
  // The numbers are read again after the list, so the total may follow a moment later.
  const becomes = (wanted) =>
    page.waitForFunction((value) => Math.abs(Number(document.querySelector('[data-testid=forecast-total]').textContent.replace(/\D/g, '')) - value) <= 1, wanted);
  const statistical = figure(await at(page, 'forecast-total').innerText());
  const reason = `Browser test ${Date.now()}`;
  await at(page, 'modification-value').fill('10');
  await at(page, 'modification-reason').fill(reason);
  await at(page, 'modification-add').click();

  const row = at(page, 'modification-row').filter({ hasText: reason });
  await row.waitFor();
  assert.match(await row.innerText(), /each interval \+10 %/);
  assert.match(await row.innerText(), /\byou\b/);
  await becomes(statistical * 1.1);
  await page.getByText('Statistical forecast').first().waitFor();
  const verdict = await row.getByTestId('modification-verdict').innerText();
  assert.match(verdict, /(cut|raised|left) the error|not observed yet/);
  await picture(page, 'forecast-modified');

  await row.getByTestId('modification-enabled').click();
  await page.waitForFunction((text) => [...document.querySelectorAll('[data-testid=modification-row]')].some((one) => one.textContent.includes(text) && !one.querySelector('input').checked), reason);
  await becomes(statistical);

  await row.getByTestId('modification-delete').click();
  await row.getByTestId('modification-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

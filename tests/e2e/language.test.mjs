import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, browser, goTo, pageOf, picture, speak } from './support/page.mjs';

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

test('switching to 简体中文 changes labels, numbers’ dates and the document’s language, and lasts', async () => {
  const page = await pageOf(chromium, 'planner');
  await goTo(page, 'coverage');
  const english = await at(page, 'daily-table').innerText();
  await speak(page, 'zh-CN');
  assert.equal(await at(page, 'nav-forecast').innerText(), '预测');
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /人力需求/);
  const chinese = await at(page, 'daily-table').innerText();
  assert.notEqual(chinese, english);
  assert.match(chinese, /\d+月\d+日/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await picture(page, 'coverage-zh-CN');
  await page.reload();
  assert.equal(await at(page, 'nav-forecast').innerText(), '预测');
  assert.deepEqual(page.errors, []);
});

test('headings, buttons and labels of every screen are Chinese in 简体中文', async () => {
  const page = await pageOf(chromium, 'planner');
  await speak(page, 'zh-CN');
  for (const screen of ['forecast', 'today', 'outlook', 'coverage', 'what-if', 'schedule', 'adherence', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings']) {
    await goTo(page, screen);
    // What people named themselves, such as an agent, is in whatever language they chose.
    const text = (await page.locator('main :is(h1, h2, button, thead th, dt, label > span, caption)').allInnerTexts()).join('\n');
    assert.match(text, /[一-鿿]/, screen);
    assert.doesNotMatch(text, /\b(Loading|Refresh|Week|Agent|Generate|Publish|Required|Scheduled)\b/, screen);
  }
});

// How much code the page is, packed as the service sends it.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { at, browser, pageOf, settled, speak } from './support/page.mjs';
import { sessionOf } from './support/session.mjs';

const MOST_BYTES = 150_000;
const ASSETS = resolve(import.meta.dirname, '../../web/dist/assets');
const CODE = /\.(js|css)$/;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

const packed = (content) => gzipSync(content, { level: 9 }).length;
const inKilobytes = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/** Sizes of the code that a page fetches, by the moment at which it was asked for. */
function watchCode(page) {
  const sizes = new Map();
  const waiting = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (CODE.test(pathname)) waiting.push(response.body().then((body) => sizes.set(pathname, packed(body))));
  });
  return async () => {
    await Promise.all(waiting);
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  };
}

test('the first load, of whoever signs in, stays small in both languages', async (context) => {
  for (const language of ['en', 'zh-CN']) {
    const page = await chromium.open({ locale: language === 'en' ? 'en-US' : 'zh-CN' });
    const sum = watchCode(page);
    await page.goto('/');
    await at(page, 'sign-in').waitFor();
    await page.locator(`html[lang=${language}]`).waitFor();
    await settled(page);
    const bytes = await sum();
    context.diagnostic(`first load, ${language}: ${inKilobytes(bytes)} gzip`);
    assert.ok(bytes > 10_000 && bytes < MOST_BYTES, `${bytes} bytes`);
    await page.context().close();
  }
});

test('with any screen a planner opens first, the load stays small', async (context) => {
  let heaviest = { screen: '', bytes: 0 };
  const asked = await pageOf(chromium, 'planner');
  const screens = await asked.locator('[data-testid^=nav-]').evaluateAll((links) => links.map((link) => link.dataset.testid.replace('nav-', '')));
  await asked.context().close();
  assert.ok(screens.length > 8, screens.join());
  for (const screen of screens) {
    const page = await chromium.open();
    const sum = watchCode(page);
    await page.context().addCookies(await sessionOf('planner'));
    await page.goto(`/${screen}`);
    await at(page, `screen-${screen}`).waitFor();
    await settled(page);
    const bytes = await sum();
    if (bytes > heaviest.bytes) heaviest = { screen, bytes };
    await page.context().close();
  }
  context.diagnostic(`first load with the heaviest screen, ${heaviest.screen}: ${inKilobytes(heaviest.bytes)} gzip`);
  assert.ok(heaviest.bytes < MOST_BYTES, `${heaviest.screen}: ${heaviest.bytes} bytes`);
});

test('all code of all screens and languages, told', async (context) => {
  let bytes = 0;
  const names = (await readdir(ASSETS)).filter((name) => CODE.test(name));
  for (const name of names) bytes += packed(await readFile(join(ASSETS, name)));
  context.diagnostic(`all ${names.length} files of code: ${inKilobytes(bytes)} gzip`);
  assert.ok(names.length > 20, 'screens are fetched when they are looked at');
});

test('the chart library and another language’s texts are not fetched before they are needed', async () => {
  const page = await chromium.open();
  const code = new Map();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (CODE.test(pathname)) code.set(pathname, response.text());
  });
  await page.goto('/');
  await at(page, 'sign-in').waitFor();
  await settled(page);
  const fetched = async (text) => (await Promise.all(code.values())).some((one) => one.includes(text));
  // A class that the chart library gives its legends, and a word of either language.
  assert.equal(await fetched('u-legend'), false);
  assert.equal(await fetched('加载中…'), false);
  assert.equal(await fetched('Loading…'), true);
  await speak(page, 'zh-CN');
  await settled(page);
  assert.equal(await fetched('加载中…'), true);
});

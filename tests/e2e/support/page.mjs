// A browser at the page of the centre under test.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { centre, sessionOf, signedIn, userOf } from './session.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const { chromium } = createRequire(join(ROOT, 'web/package.json'))('playwright-core');

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const DESKTOP = { width: 1280, height: 900 };
const WAIT_MS = 30_000;

export { centre, userOf };

/** Opens a browser of its own for one test file: `open` gives a fresh page, `close` ends all. */
export async function browser() {
  // Every launch has a user-data-dir of its own, which goes when the browser closes.
  const running = await chromium.launch({ executablePath: process.env.CREWCAST_TEST_BROWSER || '/usr/bin/chromium', args: ARGUMENTS });
  return {
    async open(options = {}) {
      const { url } = await centre();
      const context = await running.newContext({ baseURL: url, viewport: DESKTOP, locale: 'en-US', ...options });
      context.setDefaultTimeout(WAIT_MS);
      const page = await context.newPage();
      page.errors = [];
      watchRequests(page);
      page.on('pageerror', (error) => page.errors.push(error.stack ?? String(error)));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) page.errors.push(message.text());
      });
      return page;
    },
    close: () => running.close(),
  };
}

export const at = (page, testid) => page.getByTestId(testid);

/** Fills in the sign-in form. */
export async function signIn(page, { username, password }) {
  await at(page, 'username').fill(username);
  await at(page, 'password').fill(password);
  await at(page, 'sign-in-submit').click();
}

/** Reads the page in a language, once its texts are there. */
export async function speak(page, language) {
  await page.locator(`[data-testid=language] [data-value=${language}]`).click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** A page at which somebody of this role is signed in, or `as` a user that a test has made; in English; with a session of its own where it is ended. */
export async function pageOf(browser, role, { ownSession = false, as, ...options } = {}) {
  const page = await browser.open(options);
  await page.addInitScript(() => {
    if (localStorage.getItem('crewcast.language') === null) localStorage.setItem('crewcast.language', 'en');
  });
  if (!ownSession) await page.context().addCookies(await (as ? signedIn(as) : sessionOf(role)));
  await page.goto('/');
  if (ownSession) await signIn(page, await userOf(role));
  await at(page, 'who').waitFor();
  return page;
}

/** Goes to a screen by the navigation and waits until nothing is loading. */
export async function goTo(page, screen) {
  await at(page, `nav-${screen}`).click();
  await at(page, `screen-${screen}`).waitFor();
  await settled(page);
}

/** How long nothing may be asked for before a page counts as settled. */
const QUIET_MS = 120;

/** Counts the requests that are under way, but for the stream of events, which never ends, and all that were. */
function watchRequests(page) {
  const underWay = new Set();
  let asked = 0;
  page.requestsUnderWay = () => underWay.size;
  page.requestsAsked = () => asked;
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/events?')) return;
    asked += 1;
    underWay.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => underWay.delete(request));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) underWay.clear();
  });
}

/** Waits until the page asks for nothing more; `quietMs` for as long, where it pauses before it asks. */
export async function settled(page, quietMs = QUIET_MS) {
  const until = Date.now() + WAIT_MS;
  for (let asked = -1; asked !== page.requestsAsked(); ) {
    for (let quietSince = Date.now(); Date.now() - quietSince < quietMs; await sleep(20)) {
      if (page.requestsUnderWay() > 0) quietSince = Date.now();
      if (Date.now() > until) throw new Error(`${page.requestsUnderWay()} requests are still under way after ${WAIT_MS / 1_000} s`);
    }
    asked = page.requestsAsked();
    // A page that is busy with an answer asks for more when it is done with it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  }
  await page.waitForFunction(() => document.querySelector('[data-testid=loading]') === null);
}

/** The text of the file that a button saves. */
export async function savedBy(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFile(await download.path(), 'utf8');
}

/** Chooses a segment of a row of them. */
export const choose = (page, testid, value) => page.locator(`[data-testid=${testid}] [data-value=${value}]`).click();

/** How many pixels of a chart's canvas are painted. */
export async function paintedPixels(page, testid) {
  const canvas = at(page, testid).locator('canvas').first();
  await canvas.waitFor();
  return canvas.evaluate((element) => {
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    let painted = 0;
    for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] > 0) painted += 1;
    return painted;
  });
}

/** A figure as the page writes it in English, as a number. */
export const figure = (text) => Number(text.replace(/[^\d.−+-]/g, '').replace('−', '-'));

/** Keeps how a page looks in light and in dark, when asked for a folder of all looks. */
export async function looks(page, name) {
  const folder = process.env.CREWCAST_LOOKS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name.replace(/[^\p{L}\d-]+/gu, '-')}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Keeps a picture for the documentation, when asked for. */
export async function picture(page, name) {
  if (process.env.CREWCAST_SCREENSHOTS !== '1') return;
  const folder = join(ROOT, 'docs/screenshots');
  await mkdir(folder, { recursive: true });
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

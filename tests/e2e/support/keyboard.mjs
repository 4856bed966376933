// Hands that have no mouse.
import assert from 'node:assert/strict';
import { at } from './page.mjs';

const MOST_STOPS = 120;

/**
 * Presses a key until the keyboard is at an element, or within it; `row` is a text of the table's row in which it stands, where
 * several rows have one. Every stop on the way shows where the keyboard is.
 */
export async function tabTo(page, testid, { key = 'Tab', row = '' } = {}) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const here = await page.evaluate(([wanted, text]) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      // Within a date the browser itself marks the part that the keyboard is at.
      const stands = element !== document.body && element.id !== 'main' && !element.matches('input[type^=date]');
      return {
        found: element.closest(`[data-testid="${wanted}"]`) !== null && (text === '' || (element.closest('tr')?.textContent ?? '').includes(text)),
        unseen: stands && (style.outlineStyle === 'none' || style.outlineWidth === '0px') ? element.outerHTML.slice(0, 200) : null,
      };
    }, [testid, row]);
    assert.equal(here.unseen, null, 'the keyboard is at something that does not show it');
    if (here.found) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${testid} is not reached within ${MOST_STOPS} presses of ${key}`);
}

/** Goes to a button and presses it. */
export async function pressInto(page, testid, where) {
  await tabTo(page, testid, where);
  await page.keyboard.press('Enter');
}

/** Goes to a screen by the key that leads to the list of screens. */
export async function keyTo(page, screen) {
  await page.keyboard.press('g');
  const here = () => page.evaluate(() => document.activeElement?.dataset.testid);
  await page.keyboard.press('Home');
  for (let step = 0; step < 20 && (await here()) !== `nav-${screen}`; step += 1) await page.keyboard.press('ArrowDown');
  assert.equal(await here(), `nav-${screen}`);
  await page.keyboard.press('Enter');
  await at(page, `screen-${screen}`).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the keyboard goes on in the screen');
}

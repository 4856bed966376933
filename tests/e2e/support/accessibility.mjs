// axe on a page as it stands, and what axe does not see.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const web = createRequire(join(resolve(import.meta.dirname, '../../..'), 'web/package.json'));
const AXE = await readFile(web.resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 to level AA, and what screen readers are helped by beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const GRAVE = new Set(['serious', 'critical']);

/**
 * What is wrong with what the page shows at this moment: all rules in light, and in dark those that colours decide. `grave` and
 * `minor` have a line a fault; `passed` is how many rules found nothing.
 */
export async function accessibilityOf(page) {
  await page.evaluate(`globalThis.axe === undefined && (() => { ${AXE} })()`);
  const found = { grave: [], minor: [], passed: 0 };
  for (const [colorScheme, runOnly] of [['light', { type: 'tag', values: RULES }], ['dark', { type: 'rule', values: ['color-contrast'] }]]) {
    await page.emulateMedia({ colorScheme });
    const { violations, passes } = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations', 'passes'] }), runOnly);
    found.passed += passes.length;
    for (const { id, impact, nodes } of violations) {
      const lines = nodes.map((node) => `${colorScheme}: ${impact} ${id}: ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 220)} ${node.html.slice(0, 160)}`);
      (GRAVE.has(impact) ? found.grave : found.minor).push(...lines);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  found.grave.push(...(await page.evaluate(structureFaults)));
  return found;
}

/** Runs in the page: what axe passes over, though somebody who reads by ear stumbles over it. */
function structureFaults() {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const html = (element) => element.outerHTML.slice(0, 160);

  const count = (selector) => all(selector).filter(seen).length;
  if (count('main') !== 1) faults.push(`there are ${count('main')} main landmarks`);
  if (count('h1') !== 1) faults.push(`there are ${count('h1')} headings of the first level`);
  const ids = all('[id]').map((element) => element.id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) faults.push(`two elements have the id ${id}`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-activedescendant']) {
    for (const element of all(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) if (!document.getElementById(id)) faults.push(`${attribute} names ${id}, which is not there: ${html(element)}`);
    }
  }
  for (const table of all('table').filter(seen)) {
    if (table.querySelector('thead') === null && table.querySelector('th') === null) faults.push(`a table has no headings: ${html(table)}`);
    for (const head of table.querySelectorAll('th:not([aria-hidden=true])')) if (head.textContent.trim() === '') faults.push(`a table's heading is empty: ${html(head)}`);
  }
  return faults;
}

/**
 * Pairs of the design system's colours that must be told apart though no text is of them: controls' edges, the keyboard's
 * outline, lines of charts (WCAG 1.4.11), and inks that the canvas of shifts writes with.
 * (Activities themselves are told apart by letter and pattern.)
 */
const TOKEN_PAIRS = [
  ...['--line-strong', '--focus', '--chart-mean', '--chart-past', '--chart-past-2', '--chart-past-3', '--chart-past-4', '--chart-required', '--chart-gross', '--chart-scheduled', '--under', '--over', '--fit'].map((name) => [name, '--surface', 3]),
  ['--focus', '--ground', 3],
  ['--under', '--under-soft', 4.5],
  ['--over', '--over-soft', 4.5],
  ['--fit', '--fit-soft', 4.5],
  ['--activity-ink-on-dark', '--activity-work', 4.5],
  ['--activity-ink-on-dark', '--activity-meeting', 4.5],
  ['--activity-ink-on-dark', '--activity-training', 4.5],
  ['--activity-ink-on-dark', '--activity-off', 4.5],
  ['--activity-ink-on-light', '--activity-break', 4.5],
  ['--activity-ink-on-light', '--activity-meal', 4.5],
];

/** Pairs of tokens that are too alike, in light and in dark. */
export async function tokenFaults(page) {
  const faults = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const ratios = await page.evaluate((pairs) => {
      const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminance = (name) => {
        pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
        pen.fillRect(0, 0, 1, 1);
        const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return pairs.map(([front, back]) => {
        const [high, low] = [luminance(front), luminance(back)].toSorted((one, other) => other - one);
        return (high + 0.05) / (low + 0.05);
      });
    }, TOKEN_PAIRS);
    TOKEN_PAIRS.forEach(([front, back, enough], index) => {
      if (ratios[index] < enough) faults.push(`${colorScheme}: ${front} on ${back} is ${ratios[index].toFixed(2)}:1, less than ${enough}:1`);
    });
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}

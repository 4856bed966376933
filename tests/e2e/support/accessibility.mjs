// What WCAG 2.2 AA asks of a screen and a program can see: names and roles as the browser computes them, references, headings,
// landmarks, and the contrast of every text with what lies behind it.

/** Roles, as Chromium calls them, that somebody operates or finds their way by, and so must be named. */
const OPERATED = new Set([
  'application', 'button', 'checkbox', 'combobox', 'Date', 'DateTime', 'dialog', 'DisclosureTriangle', 'DisclosureTriangleGrouped', 'grid', 'image', 'img', 'link', 'listbox',
  'menuitem', 'progressbar', 'radio', 'region', 'searchbox', 'slider', 'spinbutton', 'switch', 'tab', 'textbox', 'treeitem',
]);

/** Everything wrong with what the page shows at this moment, one line each; none where all is well. */
export async function accessibilityFaults(page) {
  const named = await namelessNodes(page);
  const structure = await page.evaluate(structureFaults);
  const contrast = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    contrast.push(...(await page.evaluate(contrastFaults)).map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: null });
  return [...named, ...structure, ...contrast];
}

/** What the browser tells a screen reader of: nodes that are operated and have no name. */
async function namelessNodes(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const faults = [];
    for (const node of nodes) {
      const role = node.role?.value;
      if (node.ignored || !OPERATED.has(role) || node.name?.value?.trim()) continue;
      faults.push(`a ${role} has no name: ${await htmlOf(session, node.backendDOMNodeId)}`);
    }
    return faults;
  } finally {
    await session.detach();
  }
}

async function htmlOf(session, backendNodeId) {
  if (backendNodeId === undefined) return '(no element)';
  const { outerHTML } = await session.send('DOM.getOuterHTML', { backendNodeId });
  return outerHTML.slice(0, 160);
}

/** Runs in the page: references that lead nowhere, landmarks, headings, and what the keyboard reaches but nobody sees. */
function structureFaults() {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const html = (element) => element.outerHTML.slice(0, 160);

  if (!document.documentElement.lang) faults.push('the document has no language');
  if (document.title === '') faults.push('the document has no title');
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

  let level = 0;
  for (const heading of all(':is(h1, h2, h3, h4, h5, h6)').filter(seen)) {
    const next = Number(heading.tagName.slice(1));
    if (level > 0 && next > level + 1) faults.push(`a heading of level ${next} follows one of level ${level}: ${html(heading)}`);
    level = next;
    if (heading.textContent.trim() === '') faults.push(`a heading is empty: ${html(heading)}`);
  }

  const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]';
  for (const element of all(focusable)) {
    if (element.tabIndex > 0) faults.push(`the order of the keyboard is changed by tabindex: ${html(element)}`);
    if (element.tabIndex >= 0 && !element.disabled && seen(element) && element.closest('[aria-hidden=true]')) faults.push(`the keyboard reaches what is hidden from screen readers: ${html(element)}`);
    if (element.parentElement?.closest('button, a[href]')) faults.push(`a control is within another: ${html(element)}`);
  }

  const within = { row: 'grid, table, rowgroup, treegrid', gridcell: 'row', columnheader: 'row', rowheader: 'row', listitem: 'list', option: 'listbox', tab: 'tablist' };
  for (const [role, parents] of Object.entries(within)) {
    for (const element of all(`[role=${role}]`)) {
      const wanted = parents.split(', ').map((one) => `[role=${one}]`).join(', ');
      if (!element.parentElement.closest(wanted)) faults.push(`a ${role} lies outside of a ${parents}: ${html(element)}`);
    }
  }

  for (const table of all('table').filter(seen)) {
    if (table.querySelector('thead') === null && table.querySelector('th') === null) faults.push(`a table has no headings: ${html(table)}`);
    for (const head of table.querySelectorAll('th')) if (head.textContent.trim() === '') faults.push(`a table's heading is empty: ${html(head)}`);
  }
  for (const picture of all('img').filter(seen)) if (!picture.hasAttribute('alt')) faults.push(`a picture has no alternative text: ${html(picture)}`);
  return faults;
}

/** Runs in the page: texts that stand out too little from what lies behind them (WCAG 1.4.3), one line a pair of colours. */
function contrastFaults() {
  const [ENOUGH, ENOUGH_LARGE, LARGE_PX, LARGE_BOLD_PX] = [4.5, 3, 24, 18.66];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const colorOf = (text) => {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, { rgb: [red, green, blue], alpha: alpha / 255 });
    }
    return known.get(text);
  };
  const over = (top, alpha, under) => top.map((part, index) => part * alpha + under[index] * (1 - alpha));
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (left, right) => {
    const [high, low] = [luminance(left), luminance(right)].toSorted((one, other) => other - one);
    return (high + 0.05) / (low + 0.05);
  };
  /** What lies behind an element's text, and how opaque the element itself is. */
  const ground = (element) => {
    const layers = [];
    let opacity = 1;
    for (let one = element; one; one = one.parentElement) layers.push(one);
    let behind = [255, 255, 255];
    for (const one of layers.toReversed()) {
      const style = getComputedStyle(one);
      opacity *= Number(style.opacity);
      const color = colorOf(style.backgroundColor);
      behind = over(color.rgb, color.alpha * opacity, behind);
    }
    return { behind, opacity };
  };

  const faults = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || !element || element.closest('svg, canvas, script, style, option, :disabled, [aria-disabled=true], .visually-hidden')) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= LARGE_PX || (size >= LARGE_BOLD_PX && Number(style.fontWeight) >= 700);
    const { behind, opacity } = ground(element);
    const ink = colorOf(style.color);
    const found = ratio(over(ink.rgb, ink.alpha * opacity, behind), behind);
    if (found >= (large ? ENOUGH_LARGE : ENOUGH)) continue;
    const pair = `${style.color} on rgb(${behind.map(Math.round).join(', ')})`;
    if (!faults.has(pair)) faults.set(pair, `${found.toFixed(2)}:1, ${pair}: “${node.textContent.trim().slice(0, 40)}” in ${element.outerHTML.slice(0, 120)}`);
  }
  return [...faults.values()];
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

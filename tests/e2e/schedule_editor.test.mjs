import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { apiOf, draftOfDemo, pathOf } from './support/api.mjs';
import { at, browser, pageOf, picture, settled } from './support/page.mjs';

const MINUTE_MS = 60_000;
/** Rules are asked once the hand has paused. */
const RULES_MS = 300;
// A week that no other test looks at: a copy goes there at the same local times, and nothing is published for it.
const OTHER_WEEK = '2027-03-01';
const PUBLISHED_WEEK = '2027-03-15';

let chromium;
let api;
const drafts = [];
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
});
after(async () => {
  for (const draft of drafts) await api.call('DELETE', pathOf(draft));
  await chromium?.close();
});

/** A draft that this test alone changes. */
async function draft(description, weekDate) {
  const made = await draftOfDemo(api, { weekDate, description });
  drafts.push(made);
  return made;
}

const linesOf = async (schedule) => (await api.call('POST', `${pathOf(schedule)}/agent-schedules/query`, {})).agentSchedules;
const versionOf = async (schedule) => (await api.call('GET', pathOf(schedule))).version;

/** Some agent's first shift of the schedule, with a break in it. */
async function someShift(schedule, skip = 0) {
  const line = (await linesOf(schedule)).filter((agent) => agent.shifts[0]?.activities.some((one) => one.category === 'Break'))[skip];
  return { agentId: line.agentId, name: line.name, shift: line.shifts[0] };
}

const shiftNow = async (schedule, { agentId, shift }) => (await linesOf(schedule)).find((one) => one.agentId === agentId).shifts.find((one) => one.id === shift.id);

/** The planner's page at a schedule, with the keyboard in the chart. */
async function editorAt(schedule, view = '') {
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/schedule?week=${schedule.weekDate}&schedule=${schedule.id}${view}`);
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  await settled(page, RULES_MS);
  await at(page, 'gantt').focus();
  return page;
}

/** Chooses an agent's shift by keyboard alone: found by name, then by its day. */
async function choose(page, { name, shift }) {
  await at(page, 'gantt-search').fill(name);
  await page.waitForFunction(() => document.querySelector('[data-testid=gantt]').dataset.agents === '1');
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  const days = at(page, 'gantt-told');
  for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
  assert.match(await days.innerText(), new RegExp(name));
  assert.ok(shift.id);
}

const count = (page) => at(page, 'unsaved').getAttribute('data-count').then(Number);
const rulesAsked = (page) => page.waitForFunction(() => document.querySelector('[data-testid=rules]').dataset.checking === 'false');
const saved = (page) => page.waitForFunction(() => document.querySelector('[data-testid=unsaved]').dataset.count === '0');

test('the keyboard alone chooses a shift, moves it and its break, undoes, redoes and saves', async () => {
  const schedule = await draft('Keyboard');
  const chosen = await someShift(schedule);
  const page = await editorAt(schedule);
  await choose(page, chosen);
  const start = at(page, 'shift-start');
  const was = await start.inputValue();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await count(page), 1);
  const moved = await start.inputValue();
  assert.notEqual(moved, was);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  assert.equal(await start.inputValue(), was);
  assert.equal(await count(page), 0);
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Control+y');
  assert.equal(await start.inputValue(), moved);
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  const pieces = at(page, 'shift-pieces').locator('tbody tr');
  const before = await pieces.nth(1).locator('input').first().inputValue();
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await pieces.nth(1).locator('input').first().inputValue(), before);
  assert.match(await at(page, 'gantt-told').innerText(), /Break/);
  await rulesAsked(page);
  await page.keyboard.press('Control+s');
  await page.waitForFunction(() => document.querySelector('[data-testid=unsaved]').dataset.count === '0' || document.querySelector('[data-testid=override-form]') !== null);
  if (await at(page, 'override-form').count()) {
    await at(page, 'override-reason').fill('Agreed with the agent');
    await page.keyboard.press('Enter');
    await saved(page);
  }
  const now = await shiftNow(schedule, chosen);
  assert.equal(Date.parse(now.startDate) - Date.parse(chosen.shift.startDate), 30 * MINUTE_MS);
  assert.equal(await versionOf(schedule), schedule.version + 1);
  assert.deepEqual(page.errors, []);
});

test('the sheet of shortcuts opens with a question mark and closes with Escape', async () => {
  const page = await editorAt(await draft('Shortcuts'));
  await page.keyboard.press('?');
  await at(page, 'shortcuts').locator('dt').first().waitFor();
  assert.match(await at(page, 'shortcuts').innerText(), /Undo, redo/);
  await picture(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await at(page, 'shortcuts').waitFor({ state: 'hidden' });
  await at(page, 'gantt-search').focus();
  await page.keyboard.type('?');
  assert.equal(await at(page, 'shortcuts').isVisible(), false);
});

test('a shift is dragged by its middle and drawn longer by its edge', async () => {
  const schedule = await draft('Dragging');
  const chosen = await someShift(schedule);
  const [{ timeZone }] = await api.list('/business-units');
  const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(chosen.shift.startDate));
  const page = await editorAt(schedule, `&day=${date}`);
  await choose(page, chosen);
  const [start, end] = [at(page, 'shift-start'), at(page, 'shift-end')];
  const [from, to] = [await start.inputValue(), await end.inputValue()];
  const canvas = await at(page, 'gantt-canvas').boundingBox();
  // The chart of a day shows an hour before the first shift and one after the last.
  const bar = await page.evaluate(() => {
    const element = document.querySelector('[data-testid=gantt-canvas] canvas');
    const ratio = element.width / element.clientWidth;
    const { data } = element.getContext('2d').getImageData(0, Math.round(14 * ratio), element.width, 1);
    const ground = [...data.slice(4, 7)].join();
    const painted = [];
    for (let x = 0; x < element.width; x += 1) if (data[4 * x + 2] > 120 && data[4 * x] < 120 && [...data.slice(4 * x, 4 * x + 3)].join() !== ground) painted.push(x / ratio);
    return [painted[0], painted.at(-1)];
  });
  const y = canvas.y + 14;
  await page.mouse.move(canvas.x + bar[0] + 30, y);
  await page.mouse.down();
  await page.mouse.move(canvas.x + bar[0] + 60, y, { steps: 5 });
  await page.mouse.move(canvas.x + bar[0] + 90, y, { steps: 5 });
  await page.mouse.up();
  assert.notEqual(await start.inputValue(), from);
  assert.notEqual(await end.inputValue(), to);
  assert.equal(await count(page), 1);
  await at(page, 'undo').click();
  assert.equal(await start.inputValue(), from);
  await page.mouse.move(canvas.x + bar[1], y);
  await page.mouse.down();
  await page.mouse.move(canvas.x + bar[1] + 40, y, { steps: 5 });
  await page.mouse.up();
  assert.equal(await start.inputValue(), from);
  assert.notEqual(await end.inputValue(), to);
  await picture(page, 'schedule-editor');
  assert.deepEqual(page.errors, []);
});

test('a broken rule is told at once, refused on saving, and overridden with a reason that is kept', async () => {
  const schedule = await draft('Override');
  const chosen = await someShift(schedule);
  const page = await editorAt(schedule);
  await choose(page, chosen);
  // Three hours of work more than the work plan has shifts for.
  for (let step = 0; step < 12; step += 1) await page.keyboard.press('Shift+ArrowRight');
  await rulesAsked(page);
  const errors = page.locator('[data-testid=rule][data-severity=ERROR]');
  await errors.first().waitFor();
  assert.match(await errors.first().innerText(), new RegExp(chosen.name));
  await at(page, 'save').click();
  await at(page, 'override-form').waitFor();
  assert.equal(await count(page), 1, 'a refused change stays on the desk');
  assert.equal(await versionOf(schedule), schedule.version, 'nothing was applied');
  assert.equal(await at(page, 'override').isDisabled(), true, 'a reason is asked for');
  await picture(page, 'schedule-rules');
  await at(page, 'override-reason').fill('Night maintenance, agreed');
  await at(page, 'override').click();
  await saved(page);
  const { entities } = await api.call('GET', `${pathOf(schedule)}/versions`);
  assert.equal(entities[0].ruleFailureAction, 'OVERRIDE');
  assert.equal(entities[0].reason, 'Night maintenance, agreed');
  await page.locator('[data-testid=versions] summary').last().click();
  await page.waitForFunction(() => /Night maintenance/.test(document.querySelector('[data-testid=version-list]')?.textContent ?? ''));
  assert.deepEqual(page.errors, []);
});

test('two editors: the second keeps what they did, sees both versions and decides', async () => {
  const schedule = await draft('Conflict');
  const [clash, free] = [await someShift(schedule), await someShift(schedule, 1)];
  const page = await editorAt(schedule);
  await choose(page, free);
  await page.keyboard.press('ArrowLeft');
  await choose(page, clash);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await rulesAsked(page);
  const later = (minutes) => new Date(Date.parse(clash.shift.startDate) + minutes * MINUTE_MS).toISOString();
  const theirs = { agentSchedules: [{ agentId: clash.agentId, shifts: [{ id: clash.shift.id, startDate: later(-30) }] }], ruleFailureAction: 'OVERRIDE', reason: 'The other editor' };
  await api.call('POST', `${pathOf(schedule)}/update`, theirs, { ifMatch: schedule.version });
  await at(page, 'save').click();
  await at(page, 'clash-row').waitFor();
  assert.equal(await at(page, 'clash-row').count(), 1, 'only the shift that both changed is asked about');
  assert.equal(await count(page), 2, 'nothing of mine is lost');
  assert.notEqual(await page.locator('[data-side=mine]').innerText(), await page.locator('[data-side=theirs]').innerText());
  assert.equal(await at(page, 'save').isDisabled(), true, 'nothing is saved before it is decided');
  await picture(page, 'schedule-conflict');
  await at(page, 'keep-mine').click();
  await at(page, 'save').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=unsaved]').dataset.count === '0' || document.querySelector('[data-testid=override-form]') !== null);
  if (await at(page, 'override-form').count()) {
    await at(page, 'override-reason').fill('Mine stands');
    await at(page, 'override').click();
    await saved(page);
  }
  const now = await shiftNow(schedule, clash);
  assert.equal(Date.parse(now.startDate) - Date.parse(clash.shift.startDate), 30 * MINUTE_MS);
  assert.equal(await versionOf(schedule), schedule.version + 2);
  assert.deepEqual(page.errors, []);
});

test('a draft that somebody else changed is not published unseen: what they saved is brought in, and then it is', async () => {
  const schedule = await draftOfDemo(api, { weekDate: PUBLISHED_WEEK, description: 'Published by two' });
  const { agentId, shift } = await someShift(schedule);
  const page = await editorAt(schedule);
  const earlier = new Date(Date.parse(shift.startDate) - 30 * MINUTE_MS).toISOString();
  const theirs = { agentSchedules: [{ agentId, shifts: [{ id: shift.id, startDate: earlier }] }], ruleFailureAction: 'OVERRIDE', reason: 'The other editor' };
  await api.call('POST', `${pathOf(schedule)}/update`, theirs, { ifMatch: schedule.version });
  await at(page, 'publish').click();
  await page.locator('[data-testid=problem][data-code=stale]').waitFor();
  await at(page, 'clash').waitFor();
  assert.equal(await at(page, 'clash').getAttribute('data-count'), '0');
  assert.equal((await api.call('GET', pathOf(schedule))).state, 'draft');
  await at(page, 'publish').click();
  await page.locator('[data-testid=schedule-state][data-state=published]').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('where the rules could not be asked, nothing is said of them until they are', async () => {
  const page = await editorAt(await draft('Not asked'));
  await choose(page, await someShift(drafts.at(-1)));
  await page.route('**/update', (route) => route.abort());
  await page.keyboard.press('ArrowRight');
  const problem = page.locator('[data-testid=rules] [data-testid=problem]');
  await problem.waitFor();
  assert.equal(await at(page, 'rules-kept').count(), 0);
  await page.unroute('**/update');
  await problem.locator('button').click();
  await at(page, 'rules-kept').or(at(page, 'rule')).first().waitFor();
  assert.equal(await problem.count(), 0);
});

test('leaving with changes that are not saved is asked about, whichever screen is in sight', async () => {
  const schedule = await draft('Left');
  const page = await editorAt(schedule);
  await choose(page, await someShift(schedule));
  await page.keyboard.press('ArrowRight');
  assert.equal(await count(page), 1);
  await at(page, 'nav-coverage').click();
  await at(page, 'screen-coverage').waitFor();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.accept();
});

test('a shift is copied to a free day at the same local time, and a second one a day breaks a rule', async () => {
  const schedule = await draft('Copying');
  const chosen = await someShift(schedule);
  const page = await editorAt(schedule);
  await choose(page, chosen);
  const start = await at(page, 'shift-start').inputValue();
  await page.keyboard.press('Control+c');
  for (let day = 0; day < 13; day += 1) {
    await page.keyboard.press('.');
    if ((await at(page, 'shift-start').count()) === 0) break;
  }
  await page.keyboard.press('Control+v');
  assert.equal(await at(page, 'shift-start').inputValue(), start);
  assert.equal(await count(page), 1);
  await page.keyboard.press('s');
  assert.equal(await count(page), 2, 'a shift that is split is two');
  await rulesAsked(page);
  await at(page, 'rule').first().waitFor();
  await at(page, 'discard').click();
  assert.equal(await count(page), 0);
  assert.deepEqual(page.errors, []);
});

test('the strip of over- and understaffing follows every change, and always has a figure', async () => {
  const schedule = await draft('Strip');
  const chosen = await someShift(schedule);
  const [{ timeZone }] = await api.list('/business-units');
  const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(chosen.shift.startDate));
  const page = await editorAt(schedule, `&day=${date}`);
  await page.waitForFunction(() => /[+−]\d/.test(document.querySelector('[data-testid=strip]')?.dataset.cells ?? ''));
  const cells = async () => (await at(page, 'strip').getAttribute('data-cells')).split(' ');
  const before = await cells();
  assert.ok(before.every((cell) => /^([+−]\d+|0|–)$/.test(cell)), before.join(' '));
  await choose(page, chosen);
  await page.keyboard.press('Delete');
  const after = await cells();
  assert.notDeepEqual(after, before);
  const figureOf = (cell) => (cell === '–' ? 0 : Number(cell.replace('−', '-')));
  assert.ok(after.every((cell, index) => figureOf(cell) <= figureOf(before[index])), 'with a shift less nothing is over by more');
  await page.keyboard.press('Control+z');
  assert.deepEqual(await cells(), before);
});

test('a locked shift is not changed on this page', async () => {
  const schedule = await draft('Locking');
  const page = await editorAt(schedule);
  await choose(page, await someShift(schedule));
  await page.keyboard.press('l');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Delete');
  assert.equal(await count(page), 0);
  assert.equal(await at(page, 'shift-start').isDisabled(), true);
  await page.keyboard.press('l');
  await page.keyboard.press('ArrowRight');
  assert.equal(await count(page), 1);
});

test('changes that are not saved are found again after a look at another screen', async () => {
  const schedule = await draft('Kept');
  const page = await editorAt(schedule);
  await choose(page, await someShift(schedule));
  await page.keyboard.press('ArrowRight');
  await at(page, 'nav-coverage').click();
  await at(page, 'screen-coverage').waitFor();
  await page.goBack();
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  assert.equal(await count(page), 1);
  assert.equal(await at(page, 'publish').isDisabled(), true, 'what is not saved is not published');
});

test('a draft is published, edited, and its difference to what agents saw is told', async () => {
  const schedule = await draftOfDemo(api, { weekDate: OTHER_WEEK, description: 'To be published' });
  const chosen = await someShift(schedule);
  const page = await editorAt(schedule);
  await at(page, 'publish').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=schedule-state]').dataset.state === 'published');
  const difference = (pattern) => page.waitForFunction((text) => new RegExp(text).test(document.querySelector('[data-testid=published-difference]')?.textContent ?? ''), pattern);
  await difference('No difference');
  await choose(page, chosen);
  await page.keyboard.press('ArrowRight');
  await at(page, 'save').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=unsaved]').dataset.count === '0' || document.querySelector('[data-testid=override-form]') !== null);
  if (await at(page, 'override-form').count()) {
    await at(page, 'override-reason').fill('Agreed');
    await at(page, 'override').click();
    await saved(page);
  }
  await difference('Agents who differ: 1. Shifts moved: 1,');
  await page.locator('[data-testid=versions] summary').last().click();
  await at(page, 'take-back').click();
  await difference('No difference');
  assert.equal((await shiftNow(schedule, chosen)).startDate, chosen.shift.startDate);
  assert.deepEqual(page.errors, []);
});

test('a team’s week is filtered, drawn as PNG and printed on one page', async () => {
  const schedule = await draft('Printing');
  const page = await editorAt(schedule);
  await at(page, 'filter-team').selectOption({ index: 1 });
  const agents = Number(await at(page, 'gantt').getAttribute('data-agents'));
  assert.ok(agents > 0 && agents < Number((await at(page, 'gantt-count').innerText()).match(/of (\d+)/)[1]));
  const [download] = await Promise.all([page.waitForEvent('download'), at(page, 'export-png').click()]);
  assert.match(download.suggestedFilename(), /\.png$/);
  const png = await readFile(await download.path());
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.readUInt32BE(20) >= agents * 28, 'a row for every agent of the team');
  await page.evaluate(() => (window.print = () => undefined));
  await at(page, 'print').click();
  await at(page, 'print-week').waitFor({ state: 'attached' });
  assert.equal(await at(page, 'print-week').locator('tbody tr').count(), agents);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
  assert.deepEqual(page.errors, []);
});

test('who may not edit sees the schedule without the means to change it', async () => {
  const schedule = await draft('Reading');
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/schedule?week=${schedule.weekDate}&schedule=${schedule.id}`);
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  assert.equal(await at(page, 'edit-bar').count(), 1, 'supervisors may edit');
  assert.equal(await at(page, 'publish').count(), 0, 'but not publish');
});

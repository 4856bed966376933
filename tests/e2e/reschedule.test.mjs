import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityOf } from './support/accessibility.mjs';
import { apiOf, pathOf } from './support/api.mjs';
import { pressInto, tabTo } from './support/keyboard.mjs';
import { steeredCentre } from './support/liveCentre.mjs';
import { at, browser, choose, pageOf, picture, settled, speak } from './support/page.mjs';

const SEARCH_MS = 5 * 60_000;

let chromium;
let api;
let centre;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
  centre = await steeredCentre(api, { drafted: true });
});
after(() => chromium?.close());

const versionOf = async () => (await api.call('GET', pathOf(centre.schedule))).version;

/** The desk on which a schedule is planned anew, with one agent away tomorrow. */
async function desk(role, agent = 'Ann 2') {
  const page = await pageOf(chromium, role);
  await page.goto(`/schedule?unit=${centre.unit.id}&week=${centre.monday}&part=reschedule`);
  await at(page, 'reschedule-form').waitFor();
  await settled(page);
  await at(page, 'away-agent').selectOption({ label: agent });
  await at(page, 'away-date').selectOption(centre.tomorrow);
  await at(page, 'away-how').selectOption('day');
  await at(page, 'reschedule-worth').fill('5');
  await page.getByText('Search and simulation').click();
  await at(page, 'reschedule-replications').fill('0');
  await at(page, 'reschedule-seconds').fill('15');
  return page;
}

async function propose(page) {
  await at(page, 'reschedule-start').click();
  await at(page, 'proposal').waitFor({ timeout: SEARCH_MS });
  await settled(page);
}

test('a proposal changes nothing, is found again by its address, and is discarded', async () => {
  const before = await versionOf();
  const page = await desk('supervisor');
  await propose(page);
  assert.match(await at(page, 'proposal-figures').innerText(), /Absences\s+1/);
  await page.reload();
  await at(page, 'proposal').waitFor({ timeout: SEARCH_MS });
  assert.match(await at(page, 'reschedule-day').first().innerText(), /Ann 2\s+away/);
  await at(page, 'reschedule-discard').click();
  await at(page, 'proposal').waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /proposal=/);
  assert.equal(await versionOf(), before);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a schedule that somebody has changed since is told, and asked for again from there', async () => {
  const page = await desk('supervisor', 'Ann 3');
  await propose(page);
  const lines = (await api.call('POST', `${pathOf(centre.schedule)}/agent-schedules/query`, {})).agentSchedules;
  const other = lines.find((one) => one.name === 'Ann 9');
  const shift = other.shifts.at(-1);
  const startDate = new Date(Date.parse(shift.startDate) + 15 * 60_000).toISOString();
  await api.call('POST', `${pathOf(centre.schedule)}/update`, { agentSchedules: [{ agentId: other.agentId, shifts: [{ id: shift.id, startDate }] }], ruleFailureAction: 'OVERRIDE', reason: 'test' }, { ifMatch: await versionOf() });
  const before = await versionOf();

  await at(page, 'reschedule-apply').click();
  await at(page, 'reschedule-outdated').waitFor();
  assert.match(await at(page, 'reschedule-outdated').innerText(), new RegExp(`the schedule is at version ${before}`));
  assert.equal(await versionOf(), before);
  await picture(page, 'reschedule-outdated');
  await at(page, 'reschedule-again').click();
  await page.locator('[data-testid=proposal][data-state=proposed]').waitFor({ timeout: SEARCH_MS });
  await at(page, 'reschedule-apply').click();
  await page.locator('[data-testid=proposal][data-state=applied]').waitFor();
  assert.equal(await versionOf(), before + 1);

  await at(page, 'reschedule-take-back').click();
  await at(page, 'reschedule-take-back-sure').click();
  await at(page, 'reschedule-said').getByText(/^.*Taken back/).waitFor();
  const [last] = await api.list(`${pathOf(centre.schedule)}/versions`);
  assert.equal(last.kind, 'undone');
  assert.deepEqual(page.errors, []);
});

test('a search is canceled by whoever may ask for it', async () => {
  const page = await desk('supervisor', 'Ann 4');
  await at(page, 'reschedule-replications').fill('400');
  await at(page, 'reschedule-start').click();
  await at(page, 'run-progress').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Canceled', { exact: true }).first().waitFor({ timeout: SEARCH_MS });
  assert.equal(await at(page, 'proposal').count(), 0);
  assert.equal(await at(page, 'problem').count(), 0);
});

test('changes of the chart that are not saved are saved or discarded first', async () => {
  const page = await pageOf(chromium, 'planner');
  await page.goto(`/schedule?unit=${centre.unit.id}&week=${centre.monday}`);
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 14 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
  await at(page, 'shift-start').fill('08:30');
  await at(page, 'shift-start').press('Enter');
  await choose(page, 'schedule-part', 'reschedule');
  await at(page, 'reschedule-form').waitFor();
  assert.ok(await at(page, 'reschedule-start').isDisabled());
  assert.match(await at(page, 'reschedule-form').innerText(), /The chart has changes that are not saved \(1\)/);
  await choose(page, 'schedule-part', 'shifts');
  await at(page, 'discard').click();
});

test('the desk and a proposal are accessible in both languages, and worked by keyboard alone', async (context) => {
  const page = await desk('planner', 'Ann 5');
  await at(page, 'away-agent').focus();
  await pressInto(page, 'reschedule-start');
  await at(page, 'proposal').waitFor({ timeout: SEARCH_MS });
  await settled(page);
  await tabTo(page, 'reschedule-discard');
  for (const summary of await page.locator('main summary').all()) await summary.click();
  for (const language of ['en', 'zh-CN']) {
    await speak(page, language);
    await settled(page);
    const { grave, minor } = await accessibilityOf(page);
    for (const line of minor) context.diagnostic(line);
    assert.deepEqual(grave, [], language);
    await picture(page, `reschedule-proposal-${language}`);
  }
  assert.deepEqual(page.errors, []);
});

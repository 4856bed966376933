// The main job of a running centre on the page alone: a schedule is published, an agent falls out, the shifts are planned around it,
// and what is to spare goes to campaigns.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf, pathOf } from './support/api.mjs';
import { sendStates, steeredCentre } from './support/liveCentre.mjs';
import { at, browser, figure, pageOf, picture, settled } from './support/page.mjs';

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

test('a schedule is published, its agents are followed, planned around when one is away, and what is to spare is handed out', async () => {
  const { unit, monday, externalIds, schedule, tomorrow } = centre;
  const page = await pageOf(chromium, 'planner');

  await page.goto(`/schedule?unit=${unit.id}&week=${monday}`);
  await at(page, 'gantt').waitFor();
  await at(page, 'publish').click();
  await page.locator('[data-testid=schedule-state][data-state=published]').waitFor();
  const published = (await api.call('GET', pathOf(schedule))).version;

  await at(page, 'nav-adherence').click();
  await page.locator('[data-testid=live][data-standing=live]').waitFor();
  const row = at(page, 'adherence-row').filter({ hasText: 'Ann 1' }).first();
  await at(page, 'adherence-search').fill('Ann 16');
  await sendStates(api, [{ externalId: externalIds[15], presence: 'OFFLINE' }]);
  await row.locator('[data-state=OutOfAdherence]').waitFor();
  await row.click();
  await at(page, 'agent-reschedule').click();

  await at(page, 'reschedule-form').waitFor();
  await settled(page);
  assert.equal(await at(page, 'away-agent').locator('option:checked').innerText(), 'Ann 16');
  assert.equal(await at(page, 'away-how').inputValue(), 'early', 'who is at work already leaves during the shift');
  await at(page, 'away-date').selectOption(tomorrow);
  await at(page, 'away-how').selectOption('day');
  await at(page, 'reschedule-worth').fill('5');
  await page.getByText('Search and simulation').click();
  await at(page, 'reschedule-replications').fill('20');
  await at(page, 'reschedule-seconds').fill('20');
  await at(page, 'reschedule-start').click();
  await at(page, 'proposal').waitFor({ timeout: SEARCH_MS });
  await settled(page);
  assert.match(page.url(), /proposal=/);
  const own = at(page, 'reschedule-day').locator('tbody tr').first();
  assert.match(await own.innerText(), /Ann 16\s+away: Time off 08:00–18:00/);
  assert.equal((await at(page, 'reschedule-service').locator('tbody').count()), 1);
  const [missingBefore, missingAfter] = await Promise.all([1, 2].map(async (place) => figure(await at(page, 'reschedule-hours').locator('tbody td').nth(place).innerText())));
  assert.ok(missingAfter <= missingBefore + 1e-9, `${missingAfter} head-hours are missing, and ${missingBefore} were before`);
  await picture(page, 'reschedule');

  await at(page, 'reschedule-reason').fill('Ann 16 is ill');
  await at(page, 'reschedule-apply').click();
  await page.locator('[data-testid=proposal][data-state=applied]').waitFor();
  const now = await api.call('GET', pathOf(schedule));
  assert.equal(now.version, published + 1);
  assert.match(await at(page, 'reschedule-said').innerText(), new RegExp(`Applied as version ${now.version}`));
  const [last] = await api.list(`${pathOf(schedule)}/versions`);
  assert.deepEqual([last.kind, last.reason], ['rescheduled', 'Ann 16 is ill']);

  await at(page, 'reschedule-to-board').click();
  await at(page, 'allocate').click();
  await page.locator('[data-testid=allocate]:enabled').waitFor({ timeout: SEARCH_MS });
  await settled(page);
  assert.ok(Number.isFinite(figure(await at(page, 'allocation-total').innerText())));
  const made = (await api.list('/outbound/allocations')).at(-1);
  assert.equal(made.scheduleId, schedule.id);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

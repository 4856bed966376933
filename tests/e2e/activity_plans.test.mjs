import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityOf } from './support/accessibility.mjs';
import { apiOf, draftOfDemo, pathOf } from './support/api.mjs';
import { at, browser, pageOf, picture, settled, speak } from './support/page.mjs';

const NAME = `Complaints ${Date.now()}`;

let chromium;
let api;
let draft;
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
  // In the weeks of the demo, whose forecast it has.
  draft = await draftOfDemo(api, { description: 'Activity plans' });
});
after(async () => {
  if (draft) await api.call('DELETE', pathOf(draft));
  await chromium?.close();
});

const versionOf = async () => (await api.call('GET', pathOf(draft))).version;

async function panel(role) {
  const page = await pageOf(chromium, role);
  await page.goto(`/schedule?week=${draft.weekDate}&schedule=${draft.id}&part=activities`);
  await at(page, 'activity-plans').waitFor();
  await settled(page);
  return page;
}

test('a plan is made, looked at, placed in the troughs and taken back', async (context) => {
  const page = await panel('planner');
  await at(page, 'activity-plan-new').click();
  await at(page, 'activity-plan-name').fill(NAME);
  await at(page, 'activity-plan-length').fill('30');
  await at(page, 'activity-plan-first').fill(draft.weekDate);
  await at(page, 'attendee-agents').selectOption((await at(page, 'attendee-agents').locator('option').all().then((all) => Promise.all(all.slice(0, 6).map((one) => one.getAttribute('value'))))));
  await picture(page, 'activity-plan-form');
  await at(page, 'activity-plan-save').click();
  await at(page, 'place-desk').waitFor();
  const before = await versionOf();

  await at(page, 'activity-preview').click();
  await at(page, 'activity-run').waitFor();
  assert.match(await at(page, 'activity-run').innerText(), /\d of 6 agents would have it/);
  assert.equal(await versionOf(), before, 'looking places nothing');
  assert.ok((await at(page, 'activity-placements').locator('tbody tr').count()) > 0);
  const harm = await at(page, 'activity-coverage').locator('tbody tr td:nth-child(4)').allInnerTexts();
  assert.ok(harm.every((text) => Number(text) === 0), `service comes first, and yet heads are missed: ${harm}`);
  await picture(page, 'activity-plan');
  for (const language of ['zh-CN', 'en']) {
    await speak(page, language);
    const { grave, minor } = await accessibilityOf(page);
    for (const line of minor) context.diagnostic(line);
    assert.deepEqual(grave, [], language);
  }

  await at(page, 'activity-place').click();
  await at(page, 'activity-said').getByText(/Placed for/).waitFor();
  assert.equal(await versionOf(), before + 1);
  await settled(page);
  const row = at(page, 'activity-plan-row').filter({ hasText: NAME });
  const placed = Number(await row.locator('td').nth(6).innerText());
  assert.ok(placed > 0);

  await at(page, 'activity-take-back').click();
  await at(page, 'activity-take-back-sure').click();
  await at(page, 'activity-said').getByText(/Taken back/).waitFor();
  await settled(page);
  assert.equal(Number(await row.locator('td').nth(6).innerText()), 0);
  assert.equal(await at(page, 'problem').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('a plan is changed and deleted, and somebody who may not place says whom to ask', async () => {
  const other = await panel('supervisor');
  await at(other, 'activity-plan-row').filter({ hasText: NAME }).getByRole('button').click();
  assert.match(await at(other, 'place-desk').innerText(), /Planners place it/);
  assert.equal(await at(other, 'activity-plan-new').count(), 0);
  await other.context().close();

  const page = await panel('planner');
  const row = at(page, 'activity-plan-row').filter({ hasText: NAME });
  await row.getByTestId('activity-plan-edit').click();
  await at(page, 'activity-plan-length').fill('45');
  await at(page, 'activity-plan-save').click();
  await at(page, 'activity-plan-form').waitFor({ state: 'detached' });
  assert.equal(await row.locator('td').nth(1).innerText(), '45');
  await row.getByTestId('activity-plan-delete').click();
  await row.getByTestId('activity-plan-delete-sure').click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(page.errors, []);
});

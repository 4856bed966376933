import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf, pathOf } from './support/api.mjs';
import { steeredCentre } from './support/liveCentre.mjs';
import { at, browser, figure, pageOf, paintedPixels, picture, settled } from './support/page.mjs';

let chromium;
let api;
let centre;
before(async () => {
  chromium = await browser();
  api = await apiOf('admin');
  centre = await steeredCentre(api);
});
after(() => chromium?.close());

async function intraday(role) {
  const page = await pageOf(chromium, role);
  await page.goto(`/intraday?unit=${centre.unit.id}`);
  await at(page, 'intraday-group').first().waitFor();
  await settled(page);
  return page;
}

test('the running day shows service so far, at close with its probability, and the charts', async () => {
  const page = await intraday('supervisor');
  const row = at(page, 'intraday-group').first();
  const [meets, soFar, close] = await Promise.all([1, 2, 3].map((index) => row.locator('td').nth(index - 1).innerText()));
  assert.match(meets, /\d+%/);
  assert.ok(figure(soFar) > 0 && figure(soFar) <= 100, soFar);
  assert.match(close, /\d+\.\d% ± \d/);
  for (const metric of ['contacts', 'handleTime', 'service']) {
    await page.locator(`[data-testid=intraday-metric] [data-value=${metric}]`).click();
    assert.ok((await paintedPixels(page, 'intraday-chart')) > 500, metric);
  }
  assert.ok((await paintedPixels(page, 'intraday-heads')) > 500);
  await picture(page, 'intraday');
  assert.deepEqual(page.errors, []);
});

test('a rule raises an alert, which is acknowledged and stays so for everybody', async () => {
  const page = await intraday('planner');
  await at(page, 'alert-rules-open').click();
  await at(page, 'alert-rule-form').waitFor();
  await at(page, 'alert-rule-threshold').fill('99');
  await at(page, 'alert-rule-name').fill('Watch the goal');
  await at(page, 'alert-rule-add').click();
  const alert = at(page, 'alert').first();
  await alert.waitFor();
  assert.equal(await alert.getAttribute('data-state'), 'open');
  assert.match(await alert.innerText(), /Goal in danger[\s\S]*Calls[\s\S]*\d+ % likely/);
  await alert.getByTestId('alert-acknowledge').click();
  await page.locator('[data-testid=alert][data-state=acknowledged]').waitFor();
  assert.equal(await at(page, 'problem').count(), 0);
  const other = await intraday('supervisor');
  await other.locator('[data-testid=alert][data-state=acknowledged]').waitFor();
  assert.equal(await at(other, 'alert-acknowledge').count(), 0);
  assert.deepEqual(page.errors, []);
});

test('another unit has rules of its own, and a rule that somebody else changed is read again', async () => {
  const other = await steeredCentre(api);
  const page = await intraday('planner');
  await at(page, 'alert-rules-open').click();
  await at(page, 'alert-rules').getByText('Watch the goal').waitFor();

  const path = `/business-units/${centre.unit.id}/intraday/alert-rules`;
  const { id, version, name, kind, threshold, intervals, enabled } = (await api.list(path)).find((one) => one.name === 'Watch the goal');
  await api.call('PUT', `${path}/${id}`, { name: `${name} closely`, kind, threshold, intervals, enabled }, { ifMatch: version });
  await at(page, 'alert-rule-turn').click();
  await page.locator('[data-testid=alerts] [data-testid=problem][data-code=stale]').waitFor();
  await at(page, 'alert-rules').getByText('Watch the goal closely').waitFor();
  await at(page, 'alert-rule-turn').click();
  await at(page, 'alert-rules').getByText('off', { exact: true }).waitFor();
  assert.equal(await at(page, 'problem').count(), 0);

  await at(page, 'unit-picker').selectOption(other.unit.id);
  await settled(page);
  await at(page, 'alert-rules-open').click();
  await at(page, 'alert-rule-form').waitFor();
  await settled(page);
  assert.doesNotMatch(await at(page, 'alert-rules').innerText(), /Watch the goal/);
  assert.deepEqual(page.errors, []);
});

test('an action is looked at, applied, and is in the schedule; what was advised beside it is outdated', async () => {
  const page = await intraday('planner');
  await at(page, 'advice-ask').click();
  const action = page.locator('[data-testid=action][data-kind=moveBreaks]').first();
  await action.waitFor();
  assert.match(await action.getByTestId('action-effects').innerText(), /Calls[\s\S]*→/);

  // The difference comes first; only there is the button that applies.
  assert.equal(await at(page, 'action-apply').count(), 0);
  await action.getByTestId('action-open').click();
  const moved = await action.getByTestId('activity-changes').locator('li').count();
  assert.ok(moved > 0);
  const shifts = await action.getByTestId('shift-changes').locator('tbody tr').count();
  assert.ok(shifts > 0 && shifts <= moved, `${shifts} shifts, ${moved} activities`);
  await picture(page, 'intraday-difference');
  await action.getByTestId('action-reason').fill('Browser test');
  await action.getByTestId('action-apply').click();
  await page.locator('[data-testid=action][data-state=applied]').waitFor();
  assert.match(await at(page, 'advice-said').innerText(), /Move breaks and meals was applied: the schedule is at version \d+/);
  assert.equal(await at(page, 'problem').count(), 0);

  const versions = await api.list(`${pathOf(centre.schedule)}/versions`);
  const made = versions.find((one) => one.kind === 'intradayActionApplied');
  assert.ok(made, JSON.stringify(versions.map((one) => one.kind)));
  assert.equal(made.activitiesChanged, shifts);
  assert.equal(made.shiftsMoved, 0);
  await at(page, 'to-schedule').click();
  await at(page, 'gantt').waitFor();
  assert.deepEqual(page.errors, []);
});

test('an action of a schedule that has changed since is refused with what to do', async () => {
  const page = await intraday('planner');
  await at(page, 'advice-ask').click();
  await page.locator('[data-testid=action]').or(at(page, 'empty')).first().waitFor();
  // Somebody takes the last change back meanwhile, or makes one if there was none.
  const schedule = await api.call('GET', pathOf(centre.schedule));
  await api.call('POST', `${pathOf(centre.schedule)}/undo`, { ruleFailureAction: 'OVERRIDE', reason: 'Browser test' }, { ifMatch: schedule.version });
  if ((await at(page, 'action').count()) === 0) {
    await at(page, 'advice-ask').click();
    await at(page, 'action').first().waitFor();
    const now = await api.call('GET', pathOf(centre.schedule));
    await api.call('POST', `${pathOf(centre.schedule)}/undo`, { ruleFailureAction: 'OVERRIDE', reason: 'Browser test' }, { ifMatch: now.version });
  }
  const action = at(page, 'action').first();
  await action.getByTestId('action-open').click();
  await action.getByTestId('action-apply').click();
  const problem = action.getByTestId('problem');
  await problem.waitFor();
  assert.equal(await problem.getAttribute('data-code'), 'stale');
  assert.match(await action.innerText(), /look again/);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityOf } from './support/accessibility.mjs';
import { apiOf } from './support/api.mjs';
import { at, browser, choose, goTo, pageOf, picture, settled, speak } from './support/page.mjs';

const NAME = `House ${Date.now()}`;

let chromium;
let api;
before(async () => {
  chromium = await browser();
  api = await apiOf('planner');
});
after(() => chromium?.close());

const policyOf = (page) => page.locator('[data-testid=policy]').filter({ has: page.getByRole('heading', { name: NAME }) });
const kept = async () => (await api.list('/outbound/contact-policies')).find((one) => one.name === NAME);

async function policies(role) {
  const page = await pageOf(chromium, role);
  await goTo(page, 'campaigns');
  await choose(page, 'campaign-view', 'policies');
  await at(page, 'policies').waitFor();
  await settled(page);
  return page;
}

test('a policy begins with a pack, has terms of its own beside it, and is told in words', async (context) => {
  const page = await policies('planner');
  await at(page, 'policy-new').click();
  await at(page, 'policy-name').fill(NAME);
  await at(page, 'policy-pack').selectOption('us-debt-collection');
  assert.match(await at(page, 'pack-provisions').first().innerText(), /12 CFR 1006\.14/);
  await at(page, 'policy-per-number').fill('3');
  await at(page, 'policy-reset').selectOption('TODAY');
  await at(page, 'policy-gaps-add').click();
  await picture(page, 'contact-policy-form');
  for (const language of ['zh-CN', 'en']) {
    await speak(page, language);
    const { grave, minor } = await accessibilityOf(page);
    for (const line of minor) context.diagnostic(line);
    assert.deepEqual(grave, [], language);
  }
  await at(page, 'policy-save').click();
  await policyOf(page).waitFor();
  const words = await policyOf(page).getByTestId('policy-words').innerText();
  assert.match(words, /At most 3 attempts a number by all campaigns, counted anew: every local day/);
  assert.match(words, /At most 7 attempts a person in any 7 days.*12 CFR 1006\.14/);
  assert.match(words, /At least 240 minutes between attempts to a person/);
  await picture(page, 'contact-policies');
  const { terms } = await kept();
  assert.deepEqual([terms.attemptLimits.maxAttemptsPerNumber, terms.minimumGaps.length], [3, 1]);
  assert.deepEqual(page.errors, []);
});

test('a policy that somebody else has changed keeps what was typed and says so, and is saved then', async () => {
  const page = await policies('planner');
  await policyOf(page).getByTestId('policy-edit').click();
  await at(page, 'policy-per-number').fill('2');
  const { id, version, terms } = await kept();
  await api.call('PUT', `/outbound/contact-policies/${id}`, { name: NAME, isDefault: false, terms }, { ifMatch: version });
  await at(page, 'policy-save').click();
  await page.locator('[data-testid=problem][data-code=stale]').waitFor();
  assert.equal(await at(page, 'policy-per-number').inputValue(), '2');
  await at(page, 'policy-save').click();
  await at(page, 'policy-form').waitFor({ state: 'detached' });
  assert.equal((await kept()).terms.attemptLimits.maxAttemptsPerNumber, 2);
  await policyOf(page).getByTestId('policy-delete').click();
  await policyOf(page).getByTestId('policy-delete-sure').click();
  await policyOf(page).waitFor({ state: 'detached' });
  assert.equal(await kept(), undefined);
  assert.deepEqual(page.errors, []);
});

test('a supervisor reads policies and changes none', async () => {
  const page = await policies('supervisor');
  assert.equal(await at(page, 'policy-new').count(), 0);
  assert.equal(await at(page, 'policy-edit').count(), 0);
  assert.deepEqual(page.errors, []);
});

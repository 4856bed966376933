import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiOf } from './support/api.mjs';
import { frameTimes, told } from './support/frames.mjs';
import { boardCentre, sendStates } from './support/liveCentre.mjs';
import { at, browser, pageOf, settled } from './support/page.mjs';

const AGENTS = 1_000;
const CHANGES_A_SECOND = 200;
const CALLS_A_SECOND = 4;
const SECONDS = 10;

let chromium;
before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());

/** Waits until the board counts everybody in one state. */
const allAre = (page, state) =>
  page.waitForFunction(([wanted, count]) => document.querySelector(`[data-testid=adherence-states] [data-value=${wanted}] strong`)?.textContent?.replace(/\D/g, '') === count, [state, String(AGENTS)]);

test(`a board of ${AGENTS} agents follows ${CHANGES_A_SECOND} changes a second`, async (context) => {
  const api = await apiOf('admin');
  const live = await boardCentre(api, AGENTS);
  const page = await pageOf(chromium, 'supervisor');
  await page.goto(`/adherence?unit=${live.unit.id}`);
  await page.locator('[data-testid=live][data-standing=live]').waitFor();
  await at(page, 'adherence-row').first().waitFor();
  await allAre(page, 'InAdherence');
  await settled(page);

  const frames = await frameTimes(page);
  const presences = ['MEETING', 'BREAK'];
  const begun = Date.now();
  for (let call = 0; call < SECONDS * CALLS_A_SECOND; call += 1) {
    const count = CHANGES_A_SECOND / CALLS_A_SECOND;
    const states = Array.from({ length: count }, (_, index) => ({
      externalId: live.externalIds[(call * count + index) % AGENTS], presence: presences[Math.floor((call * count + index) / AGENTS) % presences.length], at: Date.now() + index,
    }));
    await sendStates(api, states);
    await sleep(Math.max(0, begun + ((call + 1) * 1_000) / CALLS_A_SECOND - Date.now()));
  }
  const seconds = (Date.now() - begun) / 1_000;
  const seen = await frames();
  context.diagnostic(told(`board of ${AGENTS} agents, ${Math.round((SECONDS * CHANGES_A_SECOND) / seconds)} changes/s for ${seconds.toFixed(1)} s`, seen));

  // The last change of everybody arrives: two thousand changes over a thousand agents leave nobody where they should be.
  await allAre(page, 'OutOfAdherence');
  context.diagnostic(`all ${SECONDS * CHANGES_A_SECOND} changes shown ${((Date.now() - begun) / 1_000 - seconds).toFixed(1)} s after the last was sent`);
  await sendStates(api, live.externalIds.map((externalId) => ({ externalId, presence: 'ON_QUEUE', routing: 'IDLE' })));
  await allAre(page, 'InAdherence');
  assert.ok((await at(page, 'adherence-row').count()) < 60, 'rows out of sight are drawn');
  assert.deepEqual(page.errors, []);
});

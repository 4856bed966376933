import { expect, test } from 'vitest';
import type { CampaignStatus } from '../api/outbound';
import { actionsOf, LOOKS } from './status';

test('a campaign is started when it stands still, and paused or stopped when it runs', () => {
  expect(actionsOf('on')).toEqual(['pause', 'stop']);
  expect((['off', 'complete', 'invalid'] satisfies CampaignStatus[]).map(actionsOf)).toEqual([['start'], ['start'], ['start']]);
});

test('a campaign whose calls are still running out may be started again', () => {
  expect(actionsOf('stopping')).toEqual(['start']);
});

test('every status is told apart by its sign alone', () => {
  const signs = Object.values(LOOKS).map((look) => look.sign);
  expect(new Set(signs).size).toBe(signs.length);
});

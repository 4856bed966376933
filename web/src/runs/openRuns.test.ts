import { expect, test } from 'vitest';
import type { Run } from '../api/runs';
import { openRuns, secondsOf } from './openRuns';

const run = (part: Partial<Run>): Run => ({
  id: 'r-1', kind: 'roster', state: 'Running', percentComplete: 0, progress: null, result: null, error: null,
  createdAt: '2026-12-01T08:00:00Z', startedAt: '2026-12-01T08:00:01Z', finishedAt: null, ...part,
});

test('rosters under way or without a roster are listed, made ones and other work are not', () => {
  const runs = [run({ id: 'a' }), run({ id: 'b', state: 'Complete' }), run({ id: 'c', state: 'Failed' }), run({ id: 'd', kind: 'forecast' }), run({ id: 'e', kind: 'roster-repair', state: 'Queued' })];
  expect(openRuns(runs).map((one) => one.id)).toEqual(['a', 'c', 'e']);
});

test('a run takes until now or until it ended, and nothing before it began', () => {
  const now = Date.parse('2026-12-01T08:01:01Z');
  expect(secondsOf(run({}), now)).toBe(60);
  expect(secondsOf(run({ state: 'Canceled', finishedAt: '2026-12-01T08:00:11Z' }), now)).toBe(10);
  expect(secondsOf(run({ state: 'Queued', startedAt: null }), now)).toBeNull();
});

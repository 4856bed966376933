import { expect, test } from 'vitest';
import type { Run } from '../api/runs';
import { costRange, gapOf, noted, searchData, until } from './search';

const began = '2026-12-01T08:00:00Z';
const at = (seconds: number) => Date.parse(began) + seconds * 1_000;
const run = (progress: Record<string, unknown> | null): Run => ({
  id: 'r-1', kind: 'roster', state: 'Running', percentComplete: 30, progress, result: null, error: null, createdAt: began, startedAt: began, finishedAt: null,
});

test('a step is noted for a better roster or bound, and not for the same ones told again', () => {
  const first = noted([], run({ phase: 'columns', bound: 10 }), at(2));
  expect(first).toEqual([{ seconds: 2, phase: 'columns', bound: 10 }]);
  expect(noted(first, run({ phase: 'columns', bound: 10 }), at(3))).toBe(first);
  expect(noted(first, run({ phase: 'dive', objective: 14, bound: 10 }), at(4))).toHaveLength(2);
});

test('a run that only reads has no step yet', () => {
  expect(noted([], run({ phase: 'read' }), at(1))).toEqual([]);
  expect(noted([], run(null), at(1))).toEqual([]);
});

test('what stood last stands until a later moment, and nothing stands before a first step', () => {
  const steps = [{ seconds: 2, phase: 'dive', objective: 14, bound: 10 }];
  expect(until(steps, 9)).toEqual([...steps, { seconds: 9, phase: 'dive', objective: 14, bound: 10 }]);
  expect(until(steps, 1)).toBe(steps);
  expect(until([], 9)).toEqual([]);
});

test('the gap is the share of the objective that might still be saved', () => {
  expect(gapOf({ seconds: 1, phase: '', objective: 20, bound: 15 })).toBe(0.25);
  expect(gapOf({ seconds: 1, phase: '', objective: 0, bound: 0 })).toBe(0);
  expect(gapOf({ seconds: 1, phase: '', bound: 3 })).toBeNull();
});

test('two searches are drawn over one time, each until its own end', () => {
  const short = { name: 'a', steps: [{ seconds: 1, phase: '', objective: 9, bound: 5 }] };
  const long = { name: 'b', steps: [{ seconds: 2, phase: '', objective: 8, bound: 4 }, { seconds: 3, phase: '', objective: 7, bound: 4 }] };
  expect(searchData([short, long])).toEqual([[1, 2, 3], [9, null, null], [5, null, null], [null, 8, 7], [null, 4, 4], [4 / 9, null, null]]);
});

test('the first dear rosters do not flatten the rest of the search', () => {
  const steps = [{ seconds: 1, phase: '', objective: 1_000, bound: 10 }, { seconds: 9, phase: '', objective: 20, bound: 18 }];
  expect(costRange([{ name: 'a', steps }])).toEqual({ range: [0, 52.5], cut: true });
  expect(costRange([{ name: 'a', steps: [] }]).cut).toBe(false);
});

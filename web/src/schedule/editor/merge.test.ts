import { expect, test } from 'vitest';
import { rebased, undecided, withTheirs } from './merge';
import { sameShift, withLine, type Plan } from './plan';
import { shift, told } from './testing';

const one = shift('one', '2026-06-01T08:00Z', 'work 480');
const two = shift('two', '2026-06-02T08:00Z', 'work 480');
const base: Plan = new Map([['a', [one, two]], ['b', []]]);
const at = (id: string, start: string) => shift(id, start, 'work 480');
const lines = (plan: Plan) => (plan.get('a') ?? []).map(told);

test('changes of different shifts stand side by side', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const theirs = withLine(base, 'a', [one, at('two', '2026-06-02T10:00Z')]);
  const { plan, clashes } = rebased(base, mine, theirs);
  expect(clashes).toEqual([]);
  expect(lines(plan)).toEqual(['09:00 work 480', '10:00 work 480']);
});

test('a shift that both changed keeps mine until it is decided, and theirs when that is chosen', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const theirs = withLine(base, 'a', [at('one', '2026-06-01T11:00Z'), two]);
  const { plan, clashes } = rebased(base, mine, theirs);
  expect(lines(plan)).toEqual(['09:00 work 480', '08:00 work 480']);
  expect(clashes.map((clash) => [clash.mine && told(clash.mine), clash.theirs && told(clash.theirs)])).toEqual([['09:00 work 480', '11:00 work 480']]);
  expect(clashes[0] && lines(withTheirs(plan, clashes[0]))).toEqual(['11:00 work 480', '08:00 work 480']);
});

test('a clash that nobody decided stays open when a newer version changes something else', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const first = withLine(base, 'a', [at('one', '2026-06-01T11:00Z'), two]);
  const then = rebased(base, mine, first);
  const second = withLine(first, 'a', [at('one', '2026-06-01T11:00Z'), at('two', '2026-06-02T10:00Z')]);
  const now = rebased(first, then.plan, second);
  expect(now.clashes).toEqual([]);
  const open = undecided(then.clashes, now.clashes, now.plan, second);
  expect(open.map((clash) => [clash.mine && told(clash.mine), clash.theirs && told(clash.theirs)])).toEqual([['09:00 work 480', '11:00 work 480']]);
  expect(lines(now.plan)).toEqual(['09:00 work 480', '10:00 work 480']);
});

test('a clash is closed where both say the same by now, and told once where a newer version clashes again', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const first = withLine(base, 'a', [at('one', '2026-06-01T11:00Z'), two]);
  const then = rebased(base, mine, first);
  expect(undecided(then.clashes, [], then.plan, mine)).toEqual([]);
  const again = rebased(first, then.plan, withLine(base, 'a', [at('one', '2026-06-01T13:00Z'), two]));
  expect(undecided(then.clashes, again.clashes, again.plan, mine)).toEqual([]);
  expect(again.clashes.map((clash) => clash.theirs && told(clash.theirs))).toEqual(['13:00 work 480']);
});

test('a shift that the other removed is a new one where mine is kept', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const { plan, clashes } = rebased(base, mine, withLine(base, 'a', [two]));
  expect(clashes.length).toBe(1);
  expect(plan.get('a')?.map((line) => line.id)).toEqual([expect.stringMatching(/^new-/), 'two']);
  expect(clashes[0] && lines(withTheirs(plan, clashes[0]))).toEqual(['08:00 work 480']);
});

test('a shift that I removed and the other moved is a clash', () => {
  const { plan, clashes } = rebased(base, withLine(base, 'a', [two]), withLine(base, 'a', [at('one', '2026-06-01T11:00Z'), two]));
  expect(clashes.map((clash) => [clash.mine, clash.theirs && told(clash.theirs)])).toEqual([[null, '11:00 work 480']]);
  expect(lines(plan)).toEqual(['08:00 work 480']);
});

test('what both did alike, and what I added, is no clash', () => {
  const fresh = shift('new-7', '2026-06-04T08:00Z', 'work 240');
  const moved = at('one', '2026-06-01T09:00Z');
  const { plan, clashes } = rebased(base, withLine(base, 'a', [moved, two, fresh]), withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]));
  expect(clashes).toEqual([]);
  expect(plan.get('a')?.some((line) => sameShift(line, fresh))).toBe(true);
});

test('what I changed of somebody who is gone by now is not lost in silence', () => {
  const mine = withLine(base, 'a', [at('one', '2026-06-01T09:00Z'), two]);
  const { plan, clashes } = rebased(base, mine, new Map([['b', []]]));
  expect(lines(plan)).toEqual(['09:00 work 480']);
  expect(clashes.map((clash) => clash.theirs)).toEqual([null]);
});

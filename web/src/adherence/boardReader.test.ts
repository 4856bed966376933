import { expect, test, vi } from 'vitest';
import type { AdherenceBoard, AgentOnBoard } from '../api/adherence';
import { BoardReader } from './boardReader';

const board = (...agents: [string, string][]) =>
  ({ entities: agents.map(([agentId, actualActivityCategory]) => ({ agentId, actualActivityCategory }) as AgentOnBoard) }) as AdherenceBoard;

/** A source whose answers the test gives, in the order of its questions. */
function source() {
  const asked: { of: string[] | 'all'; answer: (board: AdherenceBoard) => void; refuse: (why: Error) => void }[] = [];
  const ask = (of: string[] | 'all') => new Promise<AdherenceBoard>((answer, refuse) => asked.push({ of, answer, refuse }));
  return { asked, whole: () => ask('all'), some: (ids: string[]) => ask(ids), most: 2, pause: () => Promise.resolve() };
}

const states = (agents: ReadonlyMap<string, AgentOnBoard> | undefined) => Object.fromEntries([...(agents ?? [])].map(([id, one]) => [id, one.actualActivityCategory]));

test('who changes while the question about them is under way is asked about again', async () => {
  const from = source();
  const read = vi.fn();
  const reader = new BoardReader(from, { read, failed: vi.fn() });
  reader.all();
  from.asked[0]?.answer(board(['a', 'Break'], ['b', 'Break']));
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(1));
  reader.agent('a');
  await vi.waitFor(() => expect(from.asked[1]?.of).toEqual(['a']));
  reader.agent('a');
  from.asked[1]?.answer(board(['a', 'Meal']));
  await vi.waitFor(() => expect(from.asked).toHaveLength(3));
  expect(from.asked[2]?.of).toEqual(['a']);
  from.asked[2]?.answer(board(['a', 'OnQueueWork']));
  await vi.waitFor(() => expect(states(read.mock.lastCall?.[1])).toEqual({ a: 'OnQueueWork', b: 'Break' }));
});

test('many changes are asked about in pieces, one after the other', async () => {
  const from = source();
  const reader = new BoardReader(from, { read: vi.fn(), failed: vi.fn() });
  for (const id of ['a', 'b', 'c']) reader.agent(id);
  await vi.waitFor(() => expect(from.asked.map((one) => one.of)).toEqual([['a', 'b']]));
  from.asked[0]?.answer(board(['a', 'Break'], ['b', 'Break']));
  await vi.waitFor(() => expect(from.asked.map((one) => one.of)).toEqual([['a', 'b'], ['c']]));
});

test('after a refusal the whole board is read: nobody is left as they were', async () => {
  const from = source();
  const failed = vi.fn();
  const reader = new BoardReader(from, { read: vi.fn(), failed });
  reader.agent('a');
  await vi.waitFor(() => expect(from.asked).toHaveLength(1));
  from.asked[0]?.refuse(new Error('away'));
  await vi.waitFor(() => expect(from.asked[1]?.of).toBe('all'));
  expect(failed).toHaveBeenCalledTimes(1);
});

test('a board that is left tells nothing more', async () => {
  const from = source();
  const read = vi.fn();
  const reader = new BoardReader(from, { read, failed: vi.fn() });
  reader.all();
  reader.stop();
  from.asked[0]?.answer(board(['a', 'Break']));
  await Promise.resolve();
  expect(read).not.toHaveBeenCalled();
});

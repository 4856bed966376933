import { expect, test } from 'vitest';
import type { Page } from '../api/request';
import { Pager } from './pager.svelte';

const pages: Record<string, Page<number>> = { first: { entities: [1, 2], nextPageToken: 'b' }, b: { entities: [3] } };
const read = (token: string | undefined) => Promise.resolve(pages[token ?? 'first'] ?? { entities: [] });

test('pages follow each other until there are no more', async () => {
  const pager = new Pager<number>();
  await pager.begin(read);
  expect([pager.rows, pager.more]).toEqual([[1, 2], true]);
  await pager.read();
  expect([pager.rows, pager.more]).toEqual([[1, 2, 3], false]);
});

test('a page that cannot be read leaves those before it, and is asked for again', async () => {
  const pager = new Pager<number>();
  let broken = true;
  await pager.begin((token) => (token === 'b' && broken ? Promise.reject(new Error('cut')) : read(token)));
  await pager.read();
  expect([pager.rows, pager.state, pager.problem?.detail]).toEqual([[1, 2], 'failed', 'cut']);
  broken = false;
  await pager.read();
  expect([pager.rows, pager.state, pager.problem]).toEqual([[1, 2, 3], 'ready', undefined]);
});

test('a late answer of an earlier list is dropped', async () => {
  const pager = new Pager<number>();
  let answer: (page: Page<number>) => void = () => undefined;
  const late = pager.begin(() => new Promise((resolve) => (answer = resolve)));
  await pager.begin(() => Promise.resolve({ entities: [9] }));
  answer({ entities: [1] });
  await late;
  expect(pager.rows).toEqual([9]);
});

test('what is shown is read again as far as it was read, and stays where that fails', async () => {
  const pager = new Pager<number>();
  let rows = [1, 2, 3, 4];
  let broken = false;
  await pager.begin((token) => {
    if (broken) return Promise.reject(new Error('cut'));
    const from = Number(token ?? 0);
    return Promise.resolve({ entities: rows.slice(from, from + 2), nextPageToken: from + 2 < rows.length ? String(from + 2) : undefined });
  });
  rows = [2, 3, 4];
  await pager.refresh();
  expect([pager.rows, pager.more]).toEqual([[2, 3], true]);
  broken = true;
  await pager.refresh();
  expect([pager.rows, pager.state]).toEqual([[2, 3], 'ready']);
});

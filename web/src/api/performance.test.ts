import { afterEach, expect, test, vi } from 'vitest';
import { MOST_ROWS, queryPerformance, type PerformanceQuery } from './performance';

const PAGE = 1_000;
const query: PerformanceQuery = { interval: '2026-11-01/2026-12-01', granularity: 'Interval', groupBy: [], metrics: ['offered'], filter: {} };

/** A service with so many pages of rows; tells how many were asked for. */
function pages(count: number): () => number {
  let asked = 0;
  vi.stubGlobal('fetch', () => {
    asked += 1;
    const body = { entities: Array.from({ length: PAGE }, () => ({})), nextPageToken: asked < count ? `after ${asked}` : undefined };
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }));
  });
  return () => asked;
}

afterEach(() => vi.unstubAllGlobals());

test('an answer that goes on beyond what the page reads says so', async () => {
  const asked = pages(7);
  const found = await queryPerformance(query);
  expect(found.entities.length).toBe(MOST_ROWS);
  expect(found.truncated).toBe(true);
  expect(asked()).toBe(MOST_ROWS / PAGE);
});

test('an answer that ends with the last row the page reads is whole', async () => {
  pages(5);
  expect(await queryPerformance(query)).toMatchObject({ truncated: false });
});

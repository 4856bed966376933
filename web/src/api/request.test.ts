import { afterEach, expect, test, vi } from 'vitest';
import { ProblemError } from './problem';
import { getAll, request, surround } from './request';

interface Sent {
  url: string;
  init: RequestInit;
}

function answering(...answers: Response[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const next = answers.shift();
    return next ? Promise.resolve(next) : Promise.reject(new TypeError('failed to fetch'));
  });
  return sent;
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const problem = (status: number, code: string) =>
  new Response(
    JSON.stringify({ status, code, title: 'Invalid values', detail: 'two faults', traceId: 't-1', errors: [{ pointer: '/weekDate', code: 'not-a-week-start', detail: 'use a Monday' }] }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

const headersOf = (sent: Sent | undefined) => new Headers(sent?.init.headers);

afterEach(() => vi.unstubAllGlobals());

test('a refused request throws the problem with its pointers and trace id', async () => {
  answering(problem(422, 'invalid'));
  const thrown = await request('POST', '/x', { body: {} }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ProblemError);
  expect((thrown as ProblemError).problem).toMatchObject({ code: 'invalid', traceId: 't-1', errors: [{ pointer: '/weekDate' }] });
});

test('an expired session is signed in again and the same request is sent with the same idempotency key', async () => {
  const sent = answering(problem(401, 'unauthenticated'), json({ id: '1' }, 201));
  const signInAgain = vi.fn(() => Promise.resolve());
  surround({ language: () => 'zh-CN', signInAgain });
  expect((await request<{ id: string }>('POST', '/things', { body: { name: 'kept' } })).body.id).toBe('1');
  expect(signInAgain).toHaveBeenCalledOnce();
  expect(sent[1]?.init.body).toBe('{"name":"kept"}');
  expect(headersOf(sent[1]).get('idempotency-key')).toBe(headersOf(sent[0]).get('idempotency-key'));
  expect(headersOf(sent[1]).get('accept-language')).toBe('zh-CN');
});

test('what found no answer is asked again with the same key, so that nothing is made twice', async () => {
  const lost = answering();
  await expect(request('POST', '/lists', { body: { name: 'a' } })).rejects.toMatchObject({ problem: { code: 'unreachable' } });
  const again = answering(json({ id: '1' }, 201), json({ id: '2' }, 201), json({ id: '3' }, 201));
  await request('POST', '/lists', { body: { name: 'b' } });
  await request('POST', '/lists', { body: { name: 'a' } });
  await request('POST', '/lists', { body: { name: 'a' } });
  const [other, same, anew] = again.map((one) => headersOf(one).get('idempotency-key'));
  const key = headersOf(lost[0]).get('idempotency-key');
  expect(same).toBe(key);
  expect(other).not.toBe(key);
  expect(anew).not.toBe(key);
});

test('a wrong password is a problem and does not ask for signing in', async () => {
  answering(problem(401, 'unauthenticated'));
  await expect(request('POST', '/sessions', { anonymous: true, body: {} })).rejects.toBeInstanceOf(ProblemError);
});

test('an edit names the version it was made from', async () => {
  const sent = answering(json({}));
  await request('PUT', '/x', { ifMatch: 7, body: {} });
  expect(headersOf(sent[0]).get('if-match')).toBe('"7"');
});

test('only a POST carries an idempotency key', async () => {
  const sent = answering(json({}), json({}));
  await request('GET', '/x');
  await request('POST', '/x');
  expect(headersOf(sent[0]).has('idempotency-key')).toBe(false);
  expect(headersOf(sent[1]).get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
});

test('a list is read to its last page', async () => {
  const sent = answering(json({ entities: [1, 2], nextPageToken: 'b' }), json({ entities: [3] }));
  expect(await getAll<number>('/numbers')).toEqual([1, 2, 3]);
  expect(sent.map((one) => one.url)).toEqual(['/api/v1/numbers?pageSize=1000', '/api/v1/numbers?pageSize=1000&pageToken=b']);
});

test('a service that is away is told apart from one that refuses', async () => {
  answering();
  await expect(request('GET', '/x')).rejects.toMatchObject({ problem: { code: 'unreachable', status: 0 } });
});

test('an answer that is no JSON keeps its status and its text', async () => {
  answering(new Response('Bad gateway', { status: 502, statusText: 'Bad Gateway' }));
  await expect(request('GET', '/x')).rejects.toMatchObject({ problem: { code: 'http-502', detail: 'Bad gateway' } });
});

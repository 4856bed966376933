import { expect, test, vi } from 'vitest';
import type { EventMessage } from '../api/events';
import { EventFeed, hears, matches, waitAfter, type FeedStanding } from './eventFeed';

interface Opening {
  topics: string[];
  lastEventId: string | null;
  send: (text: string) => void;
  cut: () => void;
}

/** A server whose streams the test feeds by hand. */
function server() {
  const openings: Opening[] = [];
  const standings: FeedStanding[] = [];
  const pauses: number[] = [];
  const feed = new EventFeed({
    open: async (topics, lastEventId, signal) => {
      let controller: ReadableStreamDefaultController<string> | undefined;
      const stream = new ReadableStream<string>({ start: (it) => void (controller = it) });
      signal.addEventListener('abort', () => controller?.error(new Error('aborted')));
      openings.push({ topics, lastEventId, send: (text) => controller?.enqueue(text), cut: () => controller?.error(new Error('cut')) });
      return stream as unknown as AsyncIterable<string>;
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
    tell: (standing) => standings.push(standing),
  });
  return { feed, openings, standings, pauses };
}

const message = (sequence: number, topic = 'runs.r') =>
  `id: ${sequence}\ndata: ${JSON.stringify({ id: `e${sequence}`, sequence, topic, type: 'run.changed', occurredAt: '', data: {} })}\n\n`;

function hearer(topics: string[]) {
  const heard: number[] = [];
  const readAnew = vi.fn();
  return { topics, heard, readAnew, hear: (told: EventMessage) => heard.push(told.sequence) };
}

test('a stream that is cut goes on behind the last event, so nothing is lost or told twice', async () => {
  const { feed, openings, standings } = server();
  const follower = hearer(['runs.*']);
  feed.follow(follower);
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  openings[0]?.send(`retry: 2000\nid: 40\n\n${message(41)}`);
  await vi.waitFor(() => expect(follower.heard).toEqual([41]));
  openings[0]?.cut();
  await vi.waitFor(() => expect(openings).toHaveLength(2));
  expect(openings[1]?.lastEventId).toBe('41');
  expect(standings).toContain('lost');
  openings[1]?.send(message(42));
  await vi.waitFor(() => expect(follower.heard).toEqual([41, 42]));
  expect(standings.at(-1)).toBe('live');
  expect(follower.readAnew).toHaveBeenCalledTimes(1);
});

test('the end that the server announces is no failure: the stream is opened again at once', async () => {
  const { feed, openings, standings } = server();
  feed.follow(hearer(['runs.*']));
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  openings[0]?.send('id: 50\n\nevent: end\ndata: {"reason":"renew"}\n\n');
  await vi.waitFor(() => expect(openings).toHaveLength(2));
  expect(openings[1]?.lastEventId).toBe('50');
  expect(standings).not.toContain('lost');
});

test('an end for any other reason, or before anything else was told, is a failure that is waited after', async () => {
  const { feed, openings, standings, pauses } = server();
  feed.follow(hearer(['runs.*']));
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  openings[0]?.send('id: 50\n\nevent: end\ndata: {"reason":"server-stopping"}\n\n');
  await vi.waitFor(() => expect(openings).toHaveLength(2));
  expect(standings).toContain('lost');
  openings[1]?.send('event: end\ndata: {"reason":"renew"}\n\n');
  await vi.waitFor(() => expect(openings).toHaveLength(3));
  expect(pauses).toEqual([waitAfter(1), waitAfter(2)]);
  openings[2]?.send(`id: 51\n\n${message(52)}event: end\ndata: {"reason":"unavailable"}\n\n`);
  await vi.waitFor(() => expect(openings).toHaveLength(4));
  expect(pauses.at(-1)).toBe(waitAfter(1));
});

test('a reset makes every hearer read anew', async () => {
  const { feed, openings } = server();
  const [one, other] = [hearer(['runs.*']), hearer(['business-units.*.schedules'])];
  feed.follow(one);
  feed.follow(other);
  await vi.waitFor(() => expect(openings.at(-1)?.topics).toEqual(['business-units.*.schedules', 'runs.*']));
  openings.at(-1)?.send('id: 9\n\nid: 60\nevent: reset\ndata: {"reason":"trimmed"}\n\n');
  await vi.waitFor(() => expect(one.readAnew).toHaveBeenCalledTimes(2));
  expect(other.readAnew).toHaveBeenCalledTimes(2);
});

test('a hearer of another topic widens the stream behind the last event, and each hears its own', async () => {
  const { feed, openings } = server();
  const [runs, states] = [hearer(['runs.*']), hearer(['management-units.m.adherence'])];
  feed.follow(runs);
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  openings[0]?.send('id: 70\n\n');
  await vi.waitFor(() => expect(runs.readAnew).toHaveBeenCalled());
  feed.follow(states);
  await vi.waitFor(() => expect(openings).toHaveLength(2));
  expect(openings[1]).toMatchObject({ lastEventId: '70', topics: ['management-units.m.adherence', 'runs.*'] });
  openings[1]?.send(message(71) + message(72, 'management-units.m.adherence'));
  await vi.waitFor(() => expect(states.heard).toEqual([72]));
  expect(runs.heard).toEqual([71]);
});

test('the stream is closed when nobody follows anything', async () => {
  const { feed, openings, standings } = server();
  const leave = feed.follow(hearer(['runs.*']));
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  leave();
  await vi.waitFor(() => expect(standings.at(-1)).toBe('closed'));
});

test('a pattern matches part by part', () => {
  expect(matches('management-units.*.adherence', 'management-units.7.adherence')).toBe(true);
  expect(matches('management-units.8.adherence', 'management-units.7.adherence')).toBe(false);
  expect(matches('runs.*', 'runs.7.more')).toBe(false);
});

test('waits grow, and not beyond half a minute', () => {
  expect([1, 2, 3, 10].map(waitAfter)).toEqual([1_000, 2_000, 4_000, 30_000]);
});

test('who follows an agent hears what is told under the business unit’s name, if it concerns that agent', () => {
  const told = (topic: string, data: Record<string, unknown>) => ({ topic, data }) as EventMessage;
  expect(hears('agents.ana.shift-trades', told('business-units.b.shift-trades', { agentIds: ['ana', 'bo'] }))).toBe(true);
  expect(hears('agents.ana.schedules', told('business-units.b.agent-schedules', { agentIds: ['ana'] }))).toBe(true);
  expect(hears('agents.ana.shift-trades', told('business-units.b.shift-trades', { agentIds: ['bo'] }))).toBe(false);
  expect(hears('agents.ana.shift-trades', told('business-units.b.time-off-requests', { agentIds: ['ana'] }))).toBe(false);
  expect(hears('agents.ana.shift-offers', told('business-units.b.shift-offers', {}))).toBe(true);
});

import type { EventMessage } from '../api/events';
import { FrameReader, type EventFrame } from '../api/eventStream';
import { problemOf } from '../api/problem';

/** Somebody on the page who follows topics. */
export interface Hearer {
  /** Each with an id or `*` where its name has braces. */
  topics: readonly string[];
  hear(message: EventMessage): void;
  /** Read what is followed: changes before this moment may not have been told, all later ones will be. */
  readAnew(): void;
}

export type FeedStanding = 'closed' | 'opening' | 'live' | 'lost';

/** What the feed needs of the world around it. */
export interface FeedSurroundings {
  open: (topics: string[], lastEventId: string | null, signal: AbortSignal) => Promise<AsyncIterable<string>>;
  pause: (milliseconds: number) => Promise<void>;
  tell: (standing: FeedStanding) => void;
}

/** The server gives a sign of life every 15 s; after this long without one the connection is taken for dead. */
const SILENCE_MS = 40_000;
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A refusal (too many streams, a topic that the role does not hear) does not go away by asking quickly. */
const REFUSED_WAIT_MS = 60_000;

/** Why a stream ends that has done its time; all other reasons are failures. */
const RENEWED = 'renew';

const reasonOf = ({ data }: EventFrame): string | undefined => (data === null ? undefined : (JSON.parse(data) as { reason?: string }).reason);

/** Whether a topic is one of a pattern's. */
export function matches(pattern: string, topic: string): boolean {
  const [wanted, told] = [pattern.split('.'), topic.split('.')];
  return wanted.length === told.length && wanted.every((part, index) => part === '*' || part === told[index]);
}

/** What follows an agent's id in the second name of a topic, where it is not what its first name ends with. */
const OF_AGENTS: Record<string, string> = { schedules: 'agent-schedules' };

/**
 * Whether a message is for whoever follows a pattern. Topics of agents have a second name for the events of one agent; messages
 * carry the first one and, but for some, whom they concern. One of the others is heard rather than missed.
 */
export function hears(pattern: string, { topic, data }: EventMessage): boolean {
  if (matches(pattern, topic)) return true;
  const [kind, agentId = '', what = ''] = pattern.split('.');
  if (kind !== 'agents' || topic.split('.').at(-1) !== (OF_AGENTS[what] ?? what)) return false;
  return agentId === '*' || !Array.isArray(data.agentIds) || data.agentIds.includes(agentId);
}

/** How long to wait before the stream is opened again after so many failures in a row. */
export const waitAfter = (failures: number): number => Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.max(0, failures - 1));

/**
 * One stream for all hearers of the page. It is opened again behind the last event whenever it is cut, ends or has to hear more
 * topics, so nothing is lost; where the server says that events are gone, hearers are told to read anew.
 */
export class EventFeed {
  private hearers = new Set<Hearer>();
  /** Hearers that no open stream has told of yet. */
  private waiting = new Set<Hearer>();
  private lastEventId: string | null = null;
  private topics: string[] = [];
  private connection: AbortController | null = null;
  private running = false;

  constructor(private readonly around: FeedSurroundings) {}

  /** Tells a hearer of its topics from now on; gives what ends that. */
  follow(hearer: Hearer): () => void {
    this.hearers.add(hearer);
    this.waiting.add(hearer);
    const known = hearer.topics.every((topic) => this.topics.includes(topic));
    // A stream that hears its topics already tells it all from here on; another is opened again to hear them as well.
    if (this.connection && known && this.lastEventId !== null) this.greet();
    else this.connection?.abort();
    if (!this.running) void this.run();
    return () => {
      this.hearers.delete(hearer);
      this.waiting.delete(hearer);
      if (this.hearers.size === 0) this.connection?.abort();
    };
  }

  private async run(): Promise<void> {
    this.running = true;
    let failures = 0;
    while (this.hearers.size > 0) {
      this.connection = new AbortController();
      const { signal } = this.connection;
      try {
        if (failures === 0) this.around.tell('opening');
        await this.listen(signal, () => (failures = 0));
      } catch (thrown) {
        if (!signal.aborted || signal.reason === 'silence') {
          failures += 1;
          this.around.tell('lost');
          const { status } = problemOf(thrown);
          await this.around.pause(status >= 400 && status < 500 ? REFUSED_WAIT_MS : waitAfter(failures));
        }
      }
    }
    this.running = false;
    this.connection = null;
    this.lastEventId = null;
    this.topics = [];
    this.around.tell('closed');
  }

  private async listen(signal: AbortSignal, opened: () => void): Promise<void> {
    this.topics = [...new Set([...this.hearers].flatMap((one) => one.topics))].toSorted();
    const stream = await this.around.open(this.topics, this.lastEventId, signal);
    const reader = new FrameReader();
    let frames = 0;
    let silence = this.watch();
    try {
      for await (const text of stream) {
        clearTimeout(silence);
        silence = this.watch();
        for (const frame of reader.push(text)) {
          if (this.take(frame) === 'over') {
            if (frames > 0 && reasonOf(frame) === RENEWED) return;
            throw new Error(`the stream was ended: ${reasonOf(frame) ?? 'no reason was given'}`);
          }
          // The first frame says where the stream stands; one that ends right behind it is no better than none.
          frames += 1;
          if (frames > 1) opened();
        }
      }
    } finally {
      clearTimeout(silence);
    }
    throw new Error('the stream was cut');
  }

  private watch(): ReturnType<typeof setTimeout> {
    const connection = this.connection;
    return setTimeout(() => connection?.abort('silence'), SILENCE_MS);
  }

  private take(frame: EventFrame): 'on' | 'over' {
    if (frame.id !== null) this.lastEventId = frame.id;
    if (frame.event === 'end') return 'over';
    this.around.tell('live');
    if (frame.event === 'reset') for (const hearer of this.hearers) this.waiting.add(hearer);
    this.greet();
    if (frame.event === 'message' && frame.data !== null) this.dispatch(JSON.parse(frame.data) as EventMessage);
    return 'on';
  }

  private greet(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const hearer of waiting) hearer.readAnew();
  }

  private dispatch(message: EventMessage): void {
    for (const hearer of this.hearers) {
      if (hearer.topics.some((pattern) => hears(pattern, message))) hearer.hear(message);
    }
  }
}

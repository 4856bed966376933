import { openStream } from './request';

/** What is told of one change: ids, versions and states; whoever wants more reads the resource. */
export interface EventMessage {
  id: string;
  sequence: number;
  /** With its id, such as `business-units.0197….schedules`. */
  topic: string;
  type: string;
  occurredAt: string;
  data: Record<string, unknown>;
}

/** An agent is in another state than before. */
export interface AgentStateChanged {
  managementUnitId: string;
  agentIds: [string];
  systemPresence: string;
  routingStatus: string | null;
  since: string;
}

/** Opens a stream of events that goes on behind an event; gives its text as it comes. */
export const openEvents = async (topics: string[], lastEventId: string | null, signal: AbortSignal): Promise<AsyncIterable<string>> =>
  openStream('/events', { query: { topics: topics.join(',') }, headers: lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }, signal });

import { get, getPage, request, type Page } from './request';

/** A name of a log that is nobody's here. */
export interface UnknownName {
  name: string;
  /** Lines and calls that have it. */
  count: number;
}

/** A switch whose queue_log feeds a business unit. */
export interface QueueLog {
  source: string;
  businessUnitId: string;
  lineCount: number;
  rejectCount: number;
  answeredWithinSeconds: number;
  createMissingQueues: boolean;
  firstAt?: string | null;
  lastAt?: string | null;
  /** Told of a single switch alone. */
  unknownAgents?: UnknownName[];
  unknownQueues?: UnknownName[];
}

/** A line that could not be read, as it came. */
export interface QueueLogReject {
  id: string;
  fileName: string;
  line: number;
  code: string;
  text: string;
  reason: string;
  remedy: string;
}

/** What became of lines. */
export interface QueueLogReceipt {
  linesRead: number;
  linesStored: number;
  linesKnown: number;
  linesRejected: number;
  callsChanged: number;
  agentsChanged: number;
  intervalsChanged: number;
}

const REJECTS_A_PAGE = 50;
const path = (businessUnitId: string) => `/business-units/${businessUnitId}/queue-logs`;
const pathOf = (businessUnitId: string, source: string) => `${path(businessUnitId)}/${encodeURIComponent(source)}`;

export const listQueueLogs = async (businessUnitId: string): Promise<QueueLog[]> => (await get<{ entities: QueueLog[] }>(path(businessUnitId))).entities;

/** With the members and queues of its log that are nobody's here. */
export const findQueueLog = (businessUnitId: string, source: string): Promise<QueueLog> => get(pathOf(businessUnitId, source));

export const queueLogRejects = (businessUnitId: string, source: string, pageToken: string | undefined): Promise<Page<QueueLogReject>> =>
  getPage(`${pathOf(businessUnitId, source)}/rejects`, pageToken, REJECTS_A_PAGE);

/** Takes in a piece of a log, plain or as gzip; lines that are known change nothing. */
export const importQueueLog = async (businessUnitId: string, source: string, file: File): Promise<QueueLogReceipt> =>
  (await request<QueueLogReceipt>('POST', pathOf(businessUnitId, source), { body: file, contentType: 'text/plain', query: { fileName: file.name } })).body;

/** Tells anew what the log says of members and queues that are known by now. */
export const relinkQueueLog = async (businessUnitId: string, source: string): Promise<QueueLogReceipt> =>
  (await request<QueueLogReceipt>('POST', `${pathOf(businessUnitId, source)}/relink`)).body;

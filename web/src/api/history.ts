import { contentTypeOf } from '../files/contentType';
import { ProblemError } from './problem';
import { get, getAll, request } from './request';

/** What a queue's history says of one interval, after all layers. */
export interface HistoryInterval {
  startAt: string;
  intervalMinutes: number;
  offered: number;
  handled: number | null;
  abandoned: number | null;
  averageHandleTimeSeconds: number | null;
}

/** One row of a file that was refused. */
export interface Reject {
  row: number;
  column: string | null;
  value: string;
  code: string;
  reason: string;
  remedy: string;
}

export interface QueueTotals {
  queueName: string;
  offered: number;
  handled: number | null;
  abandoned: number | null;
  averageHandleTimeSeconds: number | null;
}

export type ImportStatus = 'complete' | 'rejected' | 'undone' | 'validated';

/** One file, what was read of it and what became of it. */
export interface HistoryImport {
  /** Absent on a dry run: nothing was kept. */
  id: string | null;
  fileName: string | null;
  status: ImportStatus;
  dryRun: boolean;
  /** The same file was in the history before, so nothing was done. */
  alreadyImported: boolean;
  kind: string;
  layout: string;
  rowsRead: number;
  rowsAccepted: number;
  rowsRejected: number;
  intervalsStored: number;
  totals: { queues: QueueTotals[] };
  rejects?: Reject[];
  warnings: Reject[];
  createdAt: string;
  undoneAt: string | null;
  version: number;
}

export type FileKind = 'intervals' | 'callRecords';

export interface Upload {
  businessUnitId: string;
  kind: FileKind;
  dryRun: boolean;
  /** Handle time for files without such a column. */
  defaultAverageHandleTimeSeconds?: number;
  /** Makes the queues that the business unit lacks. */
  createMissingQueues: boolean;
  /** Keeps the rows without a fault though others have one. */
  acceptPartial: boolean;
  /** Of times without an offset; the business unit's when left out. */
  timeZone?: string;
  /** Told from the spacing of rows when left out. */
  intervalMinutes?: number;
  /** Of all rows when no column tells. */
  queueName?: string;
  /** Calls that waited no longer count as answered within. */
  answeredWithinSeconds?: number;
  idempotencyKey?: string;
}

export const queueHistory = (queueId: string, from: string, to: string): Promise<HistoryInterval[]> =>
  get<{ intervals: HistoryInterval[] }>(`/queues/${queueId}/history`, { startDate: from, endDate: to }).then((answer) => answer.intervals);

export const listImports = (businessUnitId: string): Promise<HistoryImport[]> =>
  getAll('/historical-data/imports', { businessUnitId });

export const listRejects = (importId: string): Promise<Reject[]> => getAll(`/historical-data/imports/${importId}/rejects`);

export const undoImport = (id: string): Promise<unknown> => request('DELETE', `/historical-data/imports/${id}`);

/** Sends a file. A refused one is an answer as well: its rejects say what to mend. */
export async function uploadHistory(file: File, upload: Upload): Promise<HistoryImport> {
  const { idempotencyKey, ...query } = upload;
  try {
    const sent = { query: { ...query, fileName: file.name }, body: file, contentType: contentTypeOf(file.name), idempotencyKey };
    return (await request<HistoryImport>('POST', '/historical-data', sent)).body;
  } catch (thrown) {
    const refused = thrown instanceof ProblemError ? thrown.problem.import : undefined;
    if (refused) return refused as HistoryImport;
    throw thrown;
  }
}

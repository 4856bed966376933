import { get, getAll, request } from './request';

/** What a queue's history says of one interval, after all layers. */
export interface HistoryInterval {
  startDate: string;
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
  queueId: string;
  queueName?: string;
  offered: number;
  handled: number | null;
  abandoned: number | null;
  averageHandleTimeSeconds: number | null;
}

export type ImportStatus = 'complete' | 'rejected' | 'undone' | 'dryRun';

/** One file, what was read of it and what became of it. */
export interface HistoryImport {
  id: string;
  fileName: string | null;
  status: ImportStatus;
  kind: string;
  layout: string;
  rowsRead: number;
  rowsAccepted: number;
  rowsRejected: number;
  intervalsStored: number;
  totals: QueueTotals[];
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
  averageHandleTimeSeconds?: number;
  idempotencyKey?: string;
}

export const queueHistory = (queueId: string, from: string, to: string): Promise<HistoryInterval[]> =>
  get<{ entities: HistoryInterval[] }>(`/queues/${queueId}/history`, { from, to }).then((answer) => answer.entities);

export const listImports = (businessUnitId: string): Promise<HistoryImport[]> =>
  getAll('/historical-data/imports', { businessUnitId });

export const listRejects = (importId: string): Promise<Reject[]> => getAll(`/historical-data/imports/${importId}/rejects`);

export const undoImport = (one: HistoryImport): Promise<unknown> =>
  request('DELETE', `/historical-data/imports/${one.id}`, { ifMatch: one.version });

export async function uploadHistory(file: File, upload: Upload): Promise<HistoryImport> {
  const { businessUnitId, kind, dryRun, averageHandleTimeSeconds, idempotencyKey } = upload;
  const answer = await request<HistoryImport>('POST', '/historical-data', {
    query: { businessUnitId, kind, dryRun, averageHandleTimeSeconds, fileName: file.name },
    body: file,
    contentType: contentTypeOf(file.name),
    idempotencyKey,
  });
  return answer.body;
}

function contentTypeOf(name: string): string {
  if (name.endsWith('.gz')) return 'application/gzip';
  if (name.endsWith('.xlsx')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return 'text/csv';
}

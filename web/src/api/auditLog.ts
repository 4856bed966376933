import { getPage, requestFile, type Page } from './request';

/** A row that was added, changed or removed; of a changed one only the fields that differ. */
export interface AuditChange {
  table: string;
  kind: 'insert' | 'update' | 'delete';
  key: Record<string, unknown>;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** One entry of the audit log. */
export interface AuditEntry {
  sequence: number;
  at: string;
  actor: string;
  role: string;
  address: string;
  action: string;
  operation: string;
  entityType: string;
  entityId: string;
  requestId: string;
  reason: string | null;
  parameters: Record<string, string>;
  changes: AuditChange[];
  /** How many rows were changed, by table and kind. */
  rows: Record<string, Record<string, number>>;
  isRedacted: boolean;
  previousHash: string;
  hash: string;
}

/** Which entries are meant; what is left out means all. */
export interface AuditFilter {
  actor?: string;
  action?: string;
  entityType?: string;
  entityId?: string;
  /** Instants, RFC 3339. */
  from?: string;
  to?: string;
}

const PAGE_SIZE = 50;

export const auditPage = (filter: AuditFilter, pageToken: string | undefined): Promise<Page<AuditEntry>> => getPage('/audit-log', pageToken, PAGE_SIZE, { ...filter });

/** All entries that are meant, the oldest first: a table, or what the chain can be verified from. */
export const exportAuditLog = (filter: AuditFilter, format: 'csv' | 'ndjson'): Promise<Blob> => requestFile('GET', '/audit-log/export', { query: { ...filter, format } });

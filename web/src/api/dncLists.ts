import { getAll, getPage, request, type Page } from './request';

/** Phones that must not be called. */
export interface DncList {
  /** `tenant` for the tenant's own. */
  id: string;
  name: string;
  /** Whether it binds every campaign. */
  tenantWide: boolean;
  /** The family whose campaigns it binds, besides those that name it. */
  productFamily: string | null;
  /** Phones on it, also those whose entries have ended. */
  size: number;
  version: number;
  dateCreated: string;
  dateModified: string;
}

export interface NewDncList {
  name: string;
  tenantWide: boolean;
  productFamily?: string;
}

export interface DncEntry {
  phone: string;
  dateCreated: string;
  expiresAt: string | null;
  reason: string | null;
}

export interface NewDncEntries {
  phones: string[];
  /** In which national numbers are read. */
  region?: string;
  expiresAt?: string;
  reason?: string;
}

export interface AddedDncEntries {
  received: number;
  /** Not on the list before. */
  added: number;
}

const ENTRIES_A_PAGE = 100;

export const listDncLists = (): Promise<DncList[]> => getAll('/outbound/dnc-lists');

export const addDncList = async (list: NewDncList): Promise<DncList> => (await request<DncList>('POST', '/outbound/dnc-lists', { body: list })).body;

export const replaceDncList = async (before: DncList, list: NewDncList): Promise<DncList> =>
  (await request<DncList>('PUT', `/outbound/dnc-lists/${before.id}`, { body: list, ifMatch: before.version })).body;

export const deleteDncList = (id: string): Promise<unknown> => request('DELETE', `/outbound/dnc-lists/${id}`);

/** The entries in order of their phones; for administrators and dialers only. */
export const pageOfDncEntries = (listId: string, pageToken?: string): Promise<Page<DncEntry>> => getPage(`/outbound/dnc-lists/${listId}/entries`, pageToken, ENTRIES_A_PAGE);

export const addDncEntries = async (listId: string, entries: NewDncEntries): Promise<AddedDncEntries> =>
  (await request<AddedDncEntries>('POST', `/outbound/dnc-lists/${listId}/entries`, { body: entries })).body;

export const uploadDncEntries = async (listId: string, file: File, region: string | undefined): Promise<AddedDncEntries> =>
  (await request<AddedDncEntries>('POST', `/outbound/dnc-lists/${listId}/entries/import`, { query: { region }, body: file, contentType: 'text/csv' })).body;

/** Takes a phone (E.164) off a list. */
export const removeDncEntry = (listId: string, phone: string): Promise<unknown> => request('DELETE', `/outbound/dnc-lists/${listId}/entries/${encodeURIComponent(phone)}`);

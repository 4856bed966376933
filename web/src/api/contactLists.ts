import { contentTypeOf } from '../files/contentType';
import { getAll, getPage, request, requestFile, type Page } from './request';
import { runOf } from './runs';

export type ColumnDataType = 'numeric' | 'alphabetic' | 'date';

export interface ListColumns {
  /** Besides the fixed fields. */
  columnNames: string[];
  /** A contact without `phone` is called on the first of them that can be dialled. */
  phoneColumns: { columnName: string; type: string }[];
  /** Any text stands in columns that are not named here. */
  columnDataTypeSpecifications: { columnName: string; columnDataType: ColumnDataType }[];
  trimWhitespace: boolean;
}

/** People to be called, each phone once. */
export interface ContactList extends ListColumns {
  id: string;
  name: string;
  defaultTimeZone: string;
  defaultRegion: string;
  /** Contacts on it. */
  size: number;
  version: number;
  dateCreated: string;
  dateModified: string;
}

export type NewContactList = Pick<ContactList, 'name' | 'defaultTimeZone' | 'defaultRegion'> & ListColumns;

/** Somebody on a list; phones are masked for all but administrators and dialers. */
export interface Contact {
  id: string;
  contactListId: string;
  phone: string;
  externalId: string | null;
  name: string | null;
  data: Record<string, string>;
  personId: string | null;
  timeZone: string | null;
  segment: string | null;
  dateCreated: string;
}

/** Fields of a contact besides the list's columns that a file may hold, and the parameter that names their header. */
export const MAPPED_FIELDS = ['phone', 'externalId', 'name', 'personId', 'timeZone', 'segment', 'doNotCall'] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];
/** Headers by field; a field that is not named is read from the header called like it. */
export type ColumnMapping = Partial<Record<MappedField, string>>;

export interface ContactReject {
  row: number;
  column: string;
  value: string;
  reason: string;
  remedy: string;
}

export type ContactImportStatus = 'underWay' | 'complete' | 'rejected' | 'validated' | 'withdrawn';

/** The import of one file by a run. */
export interface ContactImport {
  id: string;
  contactListId: string;
  status: ContactImportStatus;
  received: number;
  /** New on the list, or would be. */
  imported: number;
  duplicates: number;
  ambiguousPersons: number;
  doNotCall: number;
  rejected: number;
  dryRun: boolean;
  createdBy: string;
  dateCreated: string;
  dateFinished: string | null;
}

export interface ContactUpload {
  dryRun: boolean;
  /** Keeps the good rows though others are rejected. */
  acceptPartial: boolean;
  region?: string;
  mapping: ColumnMapping;
}

/** One thing that looks wrong with a list's contacts. */
export interface ContactFinding {
  code: string;
  column: string;
  count: number;
  examples: { contactId: string; value: string }[];
  reason: string;
  remedy: string;
}

const ROWS_A_PAGE = 100;

export const listContactLists = (): Promise<ContactList[]> => getAll('/outbound/contact-lists');

export const addContactList = async (list: NewContactList): Promise<ContactList> =>
  (await request<ContactList>('POST', '/outbound/contact-lists', { body: list })).body;

export const replaceContactList = async (before: ContactList, list: NewContactList): Promise<ContactList> =>
  (await request<ContactList>('PUT', `/outbound/contact-lists/${before.id}`, { body: list, ifMatch: before.version })).body;

export const deleteContactList = (id: string): Promise<unknown> => request('DELETE', `/outbound/contact-lists/${id}`);

export const pageOfContacts = (listId: string, pageToken?: string): Promise<Page<Contact>> =>
  getPage(`/outbound/contact-lists/${listId}/contacts`, pageToken, ROWS_A_PAGE);

export const contactFindings = async (listId: string): Promise<{ contacts: number; findings: ContactFinding[] }> =>
  (await request<{ contacts: number; findings: ContactFinding[] }>('GET', `/outbound/contact-lists/${listId}/findings`)).body;

export const exportContacts = (listId: string, contactListFilterId?: string): Promise<Blob> =>
  requestFile('GET', `/outbound/contact-lists/${listId}/contacts/export`, { query: { contactListFilterId }, headers: { Accept: 'text/csv' } });

export const listContactImports = (listId: string): Promise<ContactImport[]> => getAll(`/outbound/contact-lists/${listId}/imports`);

export const findContactImport = async (listId: string, id: string): Promise<ContactImport> =>
  (await request<ContactImport>('GET', `/outbound/contact-lists/${listId}/imports/${id}`)).body;

export const contactImportRejects = (listId: string, id: string): Promise<ContactReject[]> =>
  getAll(`/outbound/contact-lists/${listId}/imports/${id}/rejects`);

/** Stops an import that is under way; nothing of it is kept. */
export const withdrawContactImport = async (listId: string, id: string): Promise<ContactImport> =>
  (await request<ContactImport>('DELETE', `/outbound/contact-lists/${listId}/imports/${id}`)).body;

/** Sends a file; a run reads it. */
export async function uploadContacts(listId: string, file: File, upload: ContactUpload): Promise<{ importId: string; runId: string }> {
  const headers = Object.fromEntries(Object.entries(upload.mapping).map(([field, header]) => [`${field}Column`, header || undefined]));
  const answer = await request<{ import: ContactImport }>('POST', `/outbound/contact-lists/${listId}/imports`, {
    query: { dryRun: upload.dryRun, acceptPartial: upload.acceptPartial, region: upload.region, ...headers },
    body: file,
    contentType: contentTypeOf(file.name),
  });
  return { importId: answer.body.import.id, runId: runOf(answer) };
}

import type { Contact } from './contactLists';
import { getAll, getPage, request, requestFile, type Page } from './request';

/** Who is behind contacts, across lists; phones are masked for all but administrators and dialers. */
export interface Person {
  id: string;
  /** What the caller's systems call the person. */
  externalId: string | null;
  phones: string[];
  dateCreated: string;
  dateErased: string | null;
}

export type EntryKind = 'attempt' | 'conversation' | 'refusal' | 'consent' | 'withdrawal' | 'override';

/** What happened between the tenant and a person. */
export interface LedgerEntry {
  id: string;
  at: string;
  kind: EntryKind;
  phone: string | null;
  contactId: string | null;
  campaignId: string | null;
  /** Absent for all. */
  productFamily: string | null;
  channel: string | null;
  wrapUpCode: string | null;
  note: string | null;
  madeBy: string | null;
  expiresAt: string | null;
}

export interface NewLedgerEntry {
  kind: Exclude<EntryKind, 'override'>;
  channel?: string;
  productFamily?: string;
  source?: string;
  expiresAt?: string;
}

/** The customer tier that somebody gave a person. */
export interface TierOverride {
  personId: string;
  tier: string;
  reason: string;
  madeBy: string;
  madeAt: string;
  expiresAt: string;
}

export interface ErasedPerson {
  /** Under which id what was done with the person is kept. */
  id: string;
  contacts: number;
  phones: number;
  dateErased: string;
}

const ENTRIES_A_PAGE = 50;

/** The persons of an external id or of a phone; several where they share it. */
export const searchPersons = async (by: { externalId: string } | { phone: string }): Promise<Person[]> =>
  (await request<{ entities: Person[] }>('POST', '/outbound/persons/search', { body: by, idempotencyKey: null })).body.entities;

export const findPerson = async (id: string): Promise<Person> => (await request<Person>('GET', `/outbound/persons/${id}`)).body;

export const contactsOfPerson = (id: string): Promise<Contact[]> => getAll(`/outbound/persons/${id}/contacts`);

export const pageOfLedger = (id: string, pageToken?: string): Promise<Page<LedgerEntry>> => getPage(`/outbound/persons/${id}/ledger`, pageToken, ENTRIES_A_PAGE);

export const addToLedger = async (id: string, entry: NewLedgerEntry): Promise<LedgerEntry> =>
  (await request<LedgerEntry>('POST', `/outbound/persons/${id}/ledger`, { body: entry })).body;

export const exportPerson = (id: string): Promise<Blob> => requestFile('GET', `/outbound/persons/${id}/export`, {});

export const erasePerson = async (id: string): Promise<ErasedPerson> => (await request<ErasedPerson>('POST', `/outbound/persons/${id}/erase`)).body;

export const listTierOverrides = (): Promise<TierOverride[]> => getAll('/outbound/service-tier-overrides');

export const putTierOverride = async (personId: string, tier: Pick<TierOverride, 'tier' | 'reason' | 'expiresAt'>): Promise<TierOverride> =>
  (await request<TierOverride>('PUT', `/outbound/service-tier-overrides/${personId}`, { body: tier })).body;

export const deleteTierOverride = (personId: string): Promise<unknown> => request('DELETE', `/outbound/service-tier-overrides/${personId}`);

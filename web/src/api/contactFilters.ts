import type { Contact } from './contactLists';
import { getAll, request } from './request';

export const FILTER_OPERATORS = [
  'EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'BEFORE', 'AFTER', 'BETWEEN', 'IN',
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
export type FilterType = 'AND' | 'OR';
export type FilterColumnType = 'numeric' | 'alphabetic';

/** Fields of every contact that a filter may ask besides the list's columns. */
export const ASKED_FIELDS = ['phone', 'externalId', 'name', 'personId', 'timeZone', 'segment', 'dateCreated'] as const;

export interface FilterRange {
  min?: string | null;
  max?: string | null;
  minInclusive?: boolean | null;
  maxInclusive?: boolean | null;
  inSet?: string[];
}

/** One condition on one column. */
export interface FilterPredicate {
  column: string;
  columnType: FilterColumnType;
  operator: FilterOperator;
  value?: string | null;
  range?: FilterRange | null;
  /** Whether those are meant that do not meet the condition. */
  inverted: boolean;
}

/** Conditions that stand together. */
export interface FilterClause {
  filterType: FilterType;
  predicates: FilterPredicate[];
}

export interface FilterConditions {
  contactListId: string;
  filterType: FilterType;
  clauses: FilterClause[];
}

/** Kept conditions on the contacts of a list. */
export interface ContactListFilter extends FilterConditions {
  id: string;
  name: string;
  version: number;
}

export interface FilterPreview {
  filteredContacts: number;
  totalContacts: number;
  /** The first of them. */
  preview: Contact[];
}

export const listContactFilters = (contactListId?: string): Promise<ContactListFilter[]> => getAll('/outbound/contact-list-filters', { contactListId });

export const previewFilter = async (conditions: FilterConditions): Promise<FilterPreview> =>
  (await request<FilterPreview>('POST', '/outbound/contact-list-filters/preview', { body: conditions, idempotencyKey: null })).body;

export const addContactFilter = async (filter: FilterConditions & { name: string }): Promise<ContactListFilter> =>
  (await request<ContactListFilter>('POST', '/outbound/contact-list-filters', { body: filter })).body;

export const replaceContactFilter = async (before: ContactListFilter, filter: FilterConditions & { name: string }): Promise<ContactListFilter> =>
  (await request<ContactListFilter>('PUT', `/outbound/contact-list-filters/${before.id}`, { body: filter, ifMatch: before.version })).body;

export const deleteContactFilter = (id: string): Promise<unknown> => request('DELETE', `/outbound/contact-list-filters/${id}`);

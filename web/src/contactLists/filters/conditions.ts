import { ASKED_FIELDS, FILTER_OPERATORS, type FilterClause, type FilterColumnType, type FilterOperator, type FilterPredicate, type FilterRange } from '../../api/contactFilters';
import type { ColumnDataType, ListColumns } from '../../api/contactLists';

/** What a column's values are: that decides which operators make sense of them. */
export type ColumnKind = ColumnDataType | 'instant';

export interface AskedColumn {
  name: string;
  kind: ColumnKind;
  /** A column of the list; the others are fields of every contact. */
  own: boolean;
}

/** Everything a filter may ask of a list's contacts, its own columns first. */
export function askedColumns(list: ListColumns): AskedColumn[] {
  const typeOf = (name: string) => list.columnDataTypeSpecifications.find((one) => one.columnName === name)?.columnDataType ?? 'alphabetic';
  return [
    ...list.columnNames.map((name) => ({ name, kind: typeOf(name), own: true })),
    ...ASKED_FIELDS.map((name) => ({ name, kind: (name === 'dateCreated' ? 'instant' : 'alphabetic') as ColumnKind, own: false })),
  ];
}

const NUMBERS: FilterOperator[] = ['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS', 'BETWEEN', 'IN'];
const DATES: FilterOperator[] = ['BEFORE', 'AFTER', 'BETWEEN', 'EQUALS'];

/** The operators that are offered for a column; the one in use is among them whatever it is. */
export function operatorsFor(kind: ColumnKind, used: FilterOperator): FilterOperator[] {
  const usual = kind === 'numeric' ? NUMBERS : kind === 'alphabetic' ? [...FILTER_OPERATORS] : DATES;
  return usual.includes(used) ? usual : [...usual, used];
}

export const columnTypeOf = (kind: ColumnKind): FilterColumnType => (kind === 'numeric' ? 'numeric' : 'alphabetic');

/** One condition as it is typed. */
export interface PredicateDraft {
  column: string;
  operator: FilterOperator;
  inverted: boolean;
  value: string;
  min: string;
  max: string;
  minInclusive: boolean;
  maxInclusive: boolean;
  /** One a line, or separated by commas. */
  set: string;
}

export interface ClauseDraft {
  filterType: 'AND' | 'OR';
  predicates: PredicateDraft[];
}

export const emptyPredicate = (column: string): PredicateDraft => ({
  column, operator: 'EQUALS', inverted: false, value: '', min: '', max: '', minInclusive: true, maxInclusive: true, set: '',
});

/** A column was chosen: an operator that makes no sense of it gives way. */
export function withColumn(draft: PredicateDraft, column: AskedColumn): PredicateDraft {
  const usual = operatorsFor(column.kind, 'EQUALS');
  return { ...draft, column: column.name, operator: usual.includes(draft.operator) ? draft.operator : (usual[0] ?? 'EQUALS') };
}

export function draftOf(predicate: FilterPredicate): PredicateDraft {
  const range: FilterRange = predicate.range ?? {};
  return {
    column: predicate.column,
    operator: predicate.operator,
    inverted: predicate.inverted,
    value: predicate.value ?? '',
    min: range.min ?? '',
    max: range.max ?? '',
    minInclusive: range.minInclusive ?? true,
    maxInclusive: range.maxInclusive ?? true,
    set: (range.inSet ?? []).join('\n'),
  };
}

export const clauseDraftOf = (clause: FilterClause): ClauseDraft => ({ filterType: clause.filterType, predicates: clause.predicates.map(draftOf) });

/** The values of a set; a value that holds a comma stands on a line of its own among others. */
export const valuesOf = (set: string): string[] =>
  [...new Set((set.includes('\n') ? set.split('\n') : set.split(',')).map((one) => one.trim()).filter((one) => one !== ''))];

export function isComplete(draft: PredicateDraft): boolean {
  if (draft.column === '') return false;
  if (draft.operator === 'BETWEEN') return draft.min.trim() !== '' || draft.max.trim() !== '';
  if (draft.operator === 'IN') return valuesOf(draft.set).length > 0;
  return draft.value !== '';
}

/** A condition as the service is asked it. */
export function predicateOf(draft: PredicateDraft, columns: AskedColumn[]): FilterPredicate {
  const kind = columns.find((one) => one.name === draft.column)?.kind ?? 'alphabetic';
  const asked = { column: draft.column, columnType: columnTypeOf(kind), operator: draft.operator, inverted: draft.inverted };
  if (draft.operator === 'IN') return { ...asked, range: { inSet: valuesOf(draft.set) } };
  if (draft.operator !== 'BETWEEN') return { ...asked, value: draft.value };
  const bound = (text: string) => (text.trim() === '' ? undefined : text.trim());
  return { ...asked, range: { min: bound(draft.min), max: bound(draft.max), minInclusive: draft.minInclusive, maxInclusive: draft.maxInclusive } };
}

/** All clauses as they are asked; null while one of them is not complete. */
export function clausesOf(drafts: ClauseDraft[], columns: AskedColumn[]): FilterClause[] | null {
  if (drafts.length === 0 || drafts.some((clause) => clause.predicates.length === 0 || !clause.predicates.every(isComplete))) return null;
  return drafts.map((clause) => ({ filterType: clause.filterType, predicates: clause.predicates.map((one) => predicateOf(one, columns)) }));
}

const RELATIVE = /^[+-]?P(?=[\dT+-])(?:[+-]?\d+D)?(?:T(?=[\d+-])(?:[+-]?\d+H)?(?:[+-]?\d+M)?)?$/;

/** Whether a value is a time relative to now, such as `-P30D` or `P1DT6H30M`. */
export const isRelative = (value: string): boolean => RELATIVE.test(value.trim());

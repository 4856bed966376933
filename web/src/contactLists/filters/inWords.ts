import type { FilterClause, FilterPredicate, FilterType } from '../../api/contactFilters';
import { named, t } from '../../state/language.svelte';

/** One condition as it is read aloud: Balance is between 1 and 500. */
export function predicateInWords(predicate: FilterPredicate): string {
  const range = predicate.range;
  const column = named('field', predicate.column);
  const sentence = () => {
    if (predicate.operator === 'IN') return t('filter.words.IN', { column, values: (range?.inSet ?? []).join(', ') });
    if (predicate.operator === 'BETWEEN') {
      if (range?.min == null) return t('filter.words.upTo', { column, max: range?.max ?? '' });
      if (range.max == null) return t('filter.words.from', { column, min: range.min });
      return t('filter.words.BETWEEN', { column, min: range.min, max: range.max });
    }
    return t(`filter.words.${predicate.operator}`, { column, value: predicate.value ?? '' });
  };
  return predicate.inverted ? t('filter.words.not', { condition: sentence() }) : sentence();
}

const joined = (parts: string[], how: FilterType) => parts.join(t(how === 'AND' ? 'filter.words.and' : 'filter.words.or'));

/** All conditions as one sentence; brackets stand where both words would be mixed. */
export function inWords(filter: { filterType: FilterType; clauses: FilterClause[] }): string {
  const clauses = filter.clauses.map((clause) => {
    const text = joined(clause.predicates.map(predicateInWords), clause.filterType);
    return filter.clauses.length > 1 && clause.predicates.length > 1 ? `(${text})` : text;
  });
  return joined(clauses, filter.filterType);
}

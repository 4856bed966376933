import type { Dimension, PerformanceRow } from '../api/performance';

/** One member's values of a KPI, one a stretch of time. */
export interface MemberSeries {
  id: string | null;
  name: string;
  values: (number | null)[];
}

/** What people call a row's member of a dimension; null for facts that have none. */
export function memberName(row: PerformanceRow, dimension: Dimension | null): string | null {
  if (dimension === null) return null;
  const id = row.group[dimension] ?? null;
  return id === null ? null : (row.names[dimension.replace(/Id$/, '')] ?? id);
}

/** The values of a KPI by time and member, members in the order of their first value's size. */
export function seriesOf(rows: readonly PerformanceRow[], metric: string, dimension: Dimension | null): { starts: string[]; members: MemberSeries[] } {
  const starts = [...new Set(rows.map((row) => row.startDate))].toSorted();
  const places = new Map(starts.map((start, place) => [start, place]));
  const members = new Map<string, MemberSeries>();
  for (const row of rows) {
    const id = dimension === null ? '' : (row.group[dimension] ?? '');
    let member = members.get(id);
    if (!member) members.set(id, (member = { id: id === '' ? null : id, name: memberName(row, dimension) ?? '', values: starts.map(() => null) }));
    member.values[places.get(row.startDate) ?? starts.length] = row.metrics[metric]?.value ?? null;
  }
  const size = (one: MemberSeries) => one.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
  return { starts, members: [...members.values()].toSorted((left, right) => size(right) - size(left) || left.name.localeCompare(right.name)) };
}

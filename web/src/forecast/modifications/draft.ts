import type { GroupForecast } from '../../api/forecasts';
import type { Granularity, IntervalValue, ModificationMetric, ModificationType, NewModification } from '../../api/modifications';
import type { WeekGrid } from '../../time/weekGrid';
import { periodEnd, periodStarts, type IntervalRange } from './range';

/** What the form holds while a planner fills it in. */
export interface Draft {
  type: ModificationType;
  metric: ModificationMetric;
  /** Empty: all planning groups. */
  planningGroupId: string;
  granularity: Granularity;
  value: number | null | undefined;
  /** Of the two types of sets: by first interval. */
  values: Record<number, number | null | undefined>;
  reason: string;
  event: string;
}

/** Whether a type lists intervals with a value each, rather than a range with one value. */
export const isSet = (type: ModificationType): boolean => type === 'SetValuesForIntervalSet' || type === 'SetMultiGranularityValuesForIntervalSet';

/** The unit of a value of this type. */
export const unitOf = (type: ModificationType, metric: ModificationMetric): 'percent' | 'contacts' | 'seconds' =>
  type === 'ChangePercentPerInterval' ? 'percent' : metric === 'Offered' ? 'contacts' : 'seconds';

/** The first intervals that get a value of their own. */
export function rowsOf(draft: Draft, grid: WeekGrid, range: IntervalRange): number[] {
  if (draft.type === 'SetMultiGranularityValuesForIntervalSet') return periodStarts(grid, draft.granularity, range);
  return Array.from({ length: range.end - range.start + 1 }, (_, index) => range.start + index);
}

/** What a draft asks the service for; null while something is missing. */
export function modificationOf(draft: Draft, grid: WeekGrid, range: IntervalRange | null): NewModification | null {
  const reason = draft.reason.trim();
  if (!range || reason === '') return null;
  const event = draft.event.trim();
  const common = {
    type: draft.type,
    metric: draft.metric,
    planningGroupIds: draft.planningGroupId === '' ? [] : [draft.planningGroupId],
    reason,
    ...(event === '' ? {} : { event }),
  };
  if (isSet(draft.type)) {
    const values = rowsOf(draft, grid, range).flatMap((intervalIndex): IntervalValue[] => {
      const value = draft.values[intervalIndex];
      return typeof value === 'number' ? [{ intervalIndex, value }] : [];
    });
    if (values.length === 0) return null;
    return { ...common, values, ...(draft.type === 'SetMultiGranularityValuesForIntervalSet' ? { granularity: draft.granularity } : {}) };
  }
  if (typeof draft.value !== 'number') return null;
  return { ...common, startIntervalIndex: range.start, endIntervalIndex: range.end, value: draft.value };
}

/** What is planned now from one interval up to another, exclusive: contacts, or their mean handle time. */
export function plannedNow(groups: GroupForecast[], metric: ModificationMetric, from: number, to: number): number {
  let contacts = 0;
  let seconds = 0;
  for (const group of groups) {
    for (let index = from; index < to; index += 1) {
      const offered = group.offeredPerInterval[index] ?? 0;
      contacts += offered;
      seconds += offered * (group.averageHandleTimeSecondsPerInterval[index] ?? 0);
    }
  }
  if (metric === 'Offered') return contacts;
  return contacts > 0 ? seconds / contacts : 0;
}

/** The interval after the last that a row of a set stands for. */
export const rowEnd = (draft: Draft, grid: WeekGrid, start: number): number =>
  draft.type === 'SetMultiGranularityValuesForIntervalSet' ? periodEnd(grid, draft.granularity, start) : start + 1;

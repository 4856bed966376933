import type { SourceMapping, StateMapping, UnmappedState } from '../../api/agentStates';
import type { ActivityCategory } from '../../api/organisation';

/** A state of a source as the page shows it: mapped, or waiting for a meaning. */
export interface StateRow {
  systemPresence: string;
  /** Empty for any. */
  routingStatus: string;
  /** Empty until it is said. */
  activityCategory: ActivityCategory | '';
  activityCodeId: string;
  /** How it came in, while it means nothing. */
  seen: UnmappedState | null;
  /** Made on the page: it has no name yet. */
  added: boolean;
}

export interface SourceRows {
  source: string;
  version: number;
  rows: StateRow[];
}

const rowOf = (one: StateMapping): StateRow => ({
  systemPresence: one.systemPresence, routingStatus: one.routingStatus ?? '', activityCategory: one.activityCategory, activityCodeId: one.activityCodeId ?? '', seen: null, added: false,
});

/** Every source that is mapped or has states without a meaning; those first, within a source the most frequent first. */
export function sourceRows(mappings: readonly SourceMapping[], unmapped: readonly UnmappedState[]): SourceRows[] {
  const names = [...new Set([...unmapped.map((one) => one.source), ...mappings.map((one) => one.source)])];
  return names.map((source) => {
    const mapping = mappings.find((one) => one.source === source);
    const waiting = unmapped.filter((one) => one.source === source).map((seen): StateRow => ({ systemPresence: seen.systemPresence, routingStatus: seen.routingStatus ?? '', activityCategory: '', activityCodeId: '', seen, added: false }));
    return { source, version: mapping?.version ?? 0, rows: [...waiting, ...(mapping?.states ?? []).map(rowOf)] };
  });
}

/** What is said of states; those that still mean nothing are not sent. */
export const statesOf = (rows: readonly StateRow[]): StateMapping[] =>
  rows.flatMap(({ systemPresence, routingStatus, activityCategory, activityCodeId }) =>
    activityCategory === '' || systemPresence.trim() === ''
      ? []
      : [{ systemPresence: systemPresence.trim(), activityCategory, ...(routingStatus.trim() === '' ? {} : { routingStatus: routingStatus.trim() }), ...(activityCodeId === '' ? {} : { activityCodeId }) }],
  );

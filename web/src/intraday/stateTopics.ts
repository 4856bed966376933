/** A stream names a hundred topics at most; some are left to what else the page follows. */
const MOST_NAMED = 80;

const ANY = 'management-units.*.adherence';

/** The topics that tell of agents' states in these management units; where they are too many to be named, those of all. */
export function stateTopics(managementUnitIds: readonly string[]): string[] {
  return managementUnitIds.length > MOST_NAMED ? [ANY] : managementUnitIds.map(stateTopic);
}

export const stateTopic = (managementUnitId: string): string => ANY.replace('*', managementUnitId);

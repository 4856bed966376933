import { compareSchedule, scheduleVersions, type ScheduleComparison, type ScheduleVersion } from '../../api/scheduleEdits';
import type { Schedule } from '../../api/schedules';
import { startOf, toDesk, type DeskShift } from './plan';

/** How the saved schedule differs from what agents were told last, and how it came to be as it is. */
export interface PublishedDifference {
  /** None where nothing was published for its weeks, or it is what was published. */
  comparison: ScheduleComparison | null;
  versions: ScheduleVersion[];
}

/**
 * Compares with the version that was published: of a published schedule its own, edited since; of a draft the schedule
 * that is published for the same weeks.
 */
export async function publishedDifference(schedule: Schedule, schedules: readonly Schedule[]): Promise<PublishedDifference> {
  const versions = await scheduleVersions(schedule);
  if (schedule.state === 'published') {
    const published = versions.find((one) => one.kind === 'published')?.version;
    const edited = published !== undefined && published < schedule.version;
    return { versions, comparison: edited ? await compareSchedule(schedule, { withVersion: published }) : null };
  }
  const other = schedules.find((one) => one.state === 'published' && one.id !== schedule.id && one.weekDate === schedule.weekDate && one.weekCount === schedule.weekCount);
  return { versions, comparison: other ? await compareSchedule(schedule, { withScheduleId: other.id }) : null };
}

/** Shifts as they were published, of agents whose shifts are others now. */
export function ghostsOf(comparison: ScheduleComparison | null): Map<string, DeskShift[]> {
  const ghosts = new Map<string, DeskShift[]>();
  for (const agent of comparison?.agents ?? []) {
    const before = agent.changes.flatMap((change) => (change.before ? [toDesk(change.before)] : []));
    ghosts.set(agent.agentId, before.toSorted((left, right) => startOf(left) - startOf(right)));
  }
  return ghosts;
}

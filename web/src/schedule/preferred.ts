import type { Schedule } from '../api/schedules';

/** The schedule a week is known by: the published one, else the newest draft. Lists come oldest first. */
export function preferred(schedules: Schedule[]): Schedule | undefined {
  return schedules.find((one) => one.state === 'published') ?? schedules.findLast((one) => one.state === 'draft') ?? schedules.at(-1);
}

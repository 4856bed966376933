import type { ActivityCategory } from '../api/organisation';

/** How a category of activity looks: told apart by colour, by pattern and by letter, so that colour alone is never needed. */
export interface ActivityLook {
  color: string;
  pattern: 'plain' | 'stripes' | 'dots' | 'cross';
  ink: string;
}

const DARK = 'var(--activity-ink-on-dark)';
const LIGHT = 'var(--activity-ink-on-light)';

export const LOOKS: Record<ActivityCategory, ActivityLook> = {
  OnQueueWork: { color: 'var(--activity-work)', pattern: 'plain', ink: DARK },
  Break: { color: 'var(--activity-break)', pattern: 'stripes', ink: LIGHT },
  Meal: { color: 'var(--activity-meal)', pattern: 'dots', ink: LIGHT },
  Meeting: { color: 'var(--activity-meeting)', pattern: 'cross', ink: DARK },
  Training: { color: 'var(--activity-training)', pattern: 'cross', ink: DARK },
  OffQueueWork: { color: 'var(--activity-training)', pattern: 'stripes', ink: DARK },
  TimeOff: { color: 'var(--activity-off)', pattern: 'stripes', ink: DARK },
  Unavailable: { color: 'var(--activity-off)', pattern: 'cross', ink: DARK },
  Unscheduled: { color: 'var(--activity-off)', pattern: 'dots', ink: DARK },
};

/** Categories in the order of the key. */
export const CATEGORIES = Object.keys(LOOKS) as ActivityCategory[];

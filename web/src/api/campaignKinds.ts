import type { WrapUpFlag } from './outbound';

export const CHANNELS = ['voice', 'sms', 'email', 'whatsApp'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whom a step takes, by how the step before ended for them; with neither, all without a final outcome. */
export interface StepCondition {
  flags: WrapUpFlag[];
  noAnswer: boolean;
  contactAgeDaysAtMost?: number | null;
}

/** A step that contacts of a campaign move through. */
export interface CampaignStep {
  name: string;
  channel: Channel;
  /** From the end of the step before. */
  delayMinutes: number;
  maxAttempts: number;
  when: StepCondition;
}

export const RECURRENCE_TYPES = ['daily', 'weekly', 'monthly'] as const;
export type RecurrenceType = (typeof RECURRENCE_TYPES)[number];

/** In what something comes again. */
export interface Pattern {
  type: RecurrenceType;
  /** Every how many days, weeks or months. */
  interval: number;
  /** Weekly: from 1 (Monday); the start's own day where empty. */
  daysOfWeek: number[];
}

/** When a recurring campaign is filled again. */
export interface CampaignRecurrence extends Pattern {
  timeZone: string;
  /** Local: `2026-12-01T06:00`. */
  start: string;
}

/** What an event-triggered campaign takes of events. */
export interface EventRules {
  defaultDeadlineMinutes: number;
  channels: Channel[];
}

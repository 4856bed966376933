import type { CampaignStep, Channel, Pattern, RecurrenceType } from '../../api/campaignKinds';
import type { Campaign, CampaignBody, CampaignKind, WrapUpFlag } from '../../api/outbound';

/** A number as an input gives it: null or undefined while it is empty. */
type Typed = number | null | undefined;

export interface StepDraft {
  name: string;
  channel: Channel;
  delayMinutes: Typed;
  maxAttempts: Typed;
  flags: WrapUpFlag[];
  noAnswer: boolean;
  ageDays: Typed;
}

export interface PatternDraft {
  type: RecurrenceType;
  interval: Typed;
  daysOfWeek: number[];
}

/** What only some kinds of campaigns have, as it is typed. */
export interface KindDraft {
  kind: CampaignKind;
  steps: StepDraft[];
  recurrence: { pattern: PatternDraft; timeZone: string; start: string };
  deadlineMinutes: Typed;
  channels: Channel[];
}

export const LEAST_STEPS = 2;
export const MOST_STEPS = 10;

const NEW_PATTERN: PatternDraft = { type: 'weekly', interval: 1, daysOfWeek: [] };

/** A step as a form begins with it. */
export const newStep = (channel: Channel = 'voice'): StepDraft => ({ name: '', channel, delayMinutes: 0, maxAttempts: 1, flags: [], noAnswer: false, ageDays: null });

const stepDraftOf = (step: CampaignStep): StepDraft => ({
  name: step.name, channel: step.channel, delayMinutes: step.delayMinutes, maxAttempts: step.maxAttempts, flags: [...step.when.flags], noAnswer: step.when.noAnswer,
  ageDays: step.when.contactAgeDaysAtMost ?? null,
});

/** Nothing comes before the first step: what it would ask of that is left out. */
function stepOf(draft: StepDraft, place: number): CampaignStep {
  const later = place > 0;
  return {
    name: draft.name.trim(),
    channel: draft.channel,
    delayMinutes: later ? (draft.delayMinutes ?? 0) : 0,
    maxAttempts: draft.maxAttempts ?? 1,
    when: later ? { flags: draft.flags, noAnswer: draft.noAnswer, contactAgeDaysAtMost: draft.ageDays ?? null } : { flags: [], noAnswer: false, contactAgeDaysAtMost: null },
  };
}

export const patternDraftOf = (pattern?: Pattern): PatternDraft => (pattern ? { type: pattern.type, interval: pattern.interval, daysOfWeek: [...pattern.daysOfWeek] } : { ...NEW_PATTERN });

/** Days of the week go with weeks alone. */
export const patternOf = (draft: PatternDraft): Pattern => ({ type: draft.type, interval: draft.interval ?? 1, daysOfWeek: draft.type === 'weekly' ? draft.daysOfWeek.toSorted() : [] });

/** What of a kind a form begins with; `start` is a local time for a new recurring campaign. */
export function kindDraftOf(campaign: Campaign | undefined, timeZone: string, start: string): KindDraft {
  const recurrence = campaign?.recurrence;
  const steps = (campaign?.steps ?? []).map(stepDraftOf);
  return {
    kind: campaign?.kind ?? 'singleStep',
    steps: steps.length > 0 ? steps : [newStep(), newStep('sms')],
    recurrence: { pattern: patternDraftOf(recurrence ?? undefined), timeZone: recurrence?.timeZone ?? timeZone, start: recurrence?.start ?? start },
    deadlineMinutes: campaign?.eventRules?.defaultDeadlineMinutes ?? 60,
    channels: [...(campaign?.eventRules?.channels ?? ['voice' as const])],
  };
}

/** What the service is sent of a kind: nothing of the usual one. A campaign of steps says in each how often it tries. */
export function kindBodyOf(draft: KindDraft): Pick<CampaignBody, 'kind' | 'steps' | 'recurrence' | 'eventRules' | 'maxAttemptsPerContact'> {
  switch (draft.kind) {
    case 'singleStep':
      return {};
    case 'prospect':
      return { kind: draft.kind };
    case 'multiStep':
      return { kind: draft.kind, steps: draft.steps.map(stepOf), maxAttemptsPerContact: undefined };
    case 'recurring':
      return { kind: draft.kind, recurrence: { ...patternOf(draft.recurrence.pattern), timeZone: draft.recurrence.timeZone.trim(), start: draft.recurrence.start } };
    case 'eventTriggered':
      return { kind: draft.kind, eventRules: { defaultDeadlineMinutes: draft.deadlineMinutes ?? 60, channels: draft.channels } };
  }
}

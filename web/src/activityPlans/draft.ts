import type { ActivityPlan, ActivityPlanBody } from '../api/activityPlans';
import type { ActivityCode } from '../api/organisation';
import { addDays } from '../time/weekGrid';

/** A plan as it is typed: the last day is the last one here, times are `HH:MM`. */
export interface PlanDraft {
  name: string;
  description: string;
  activityCodeId: string;
  type: ActivityPlanBody['type'];
  lengthMinutes: number | null;
  firstDate: string;
  lastDate: string;
  earliest: string;
  latest: string;
  agentIds: string[];
  teamIds: string[];
  managementUnitIds: string[];
  minimumAttendees: number | null;
  maximumAttendees: number | null;
  optimizationObjective: ActivityPlanBody['optimizationObjective'];
  /** As the activity code says where it is empty. */
  paid: '' | 'paid' | 'unpaid';
}

/** Activities that a plan may place. */
export const placeable = (codes: readonly ActivityCode[]): ActivityCode[] =>
  codes.filter((code) => code.active && (code.category === 'Meeting' || code.category === 'Training' || code.category === 'OffQueueWork'));

const MIDNIGHT_AFTER = 1_440;
const clockOf = (minutes: number | null | undefined): string => (minutes == null || minutes >= MIDNIGHT_AFTER ? '' : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);

function minutesOf(clock: string): number | null {
  const [hours, minutes] = clock.split(':').map(Number);
  return clock === '' || hours === undefined || minutes === undefined ? null : hours * 60 + minutes;
}

export function draftOf(plan: ActivityPlan | null, codes: readonly ActivityCode[], firstDate: string, lastDate: string): PlanDraft {
  const code = placeable(codes)[0];
  if (plan === null) {
    return {
      name: '', description: '', activityCodeId: code?.id ?? '', type: 'Individual', lengthMinutes: code ? Math.max(5, Math.round(code.lengthInMinutes / 5) * 5) : 30, firstDate, lastDate, earliest: '09:00', latest: '18:00',
      agentIds: [], teamIds: [], managementUnitIds: [], minimumAttendees: null, maximumAttendees: null, optimizationObjective: 'FavorServiceGoals', paid: '',
    };
  }
  return {
    name: plan.name,
    description: plan.description ?? '',
    activityCodeId: plan.activityCodeId,
    type: plan.type,
    lengthMinutes: plan.lengthMinutes,
    firstDate: plan.startDate,
    lastDate: addDays(plan.endDate, -1),
    earliest: clockOf(plan.earliestStartMinutesFromMidnight),
    latest: clockOf(plan.latestEndMinutesFromMidnight),
    agentIds: [...(plan.agentIds ?? [])],
    teamIds: [...(plan.teamIds ?? [])],
    managementUnitIds: [...(plan.managementUnitIds ?? [])],
    minimumAttendees: plan.groupSettings?.minimumAttendees ?? null,
    maximumAttendees: plan.groupSettings?.maximumAttendees ?? null,
    optimizationObjective: plan.optimizationObjective,
    paid: plan.countsAsPaidTime == null ? '' : plan.countsAsPaidTime ? 'paid' : 'unpaid',
  };
}

export function bodyOf(draft: PlanDraft): ActivityPlanBody {
  const [earliest, latest] = [minutesOf(draft.earliest), minutesOf(draft.latest)];
  const group = { ...(draft.minimumAttendees === null ? {} : { minimumAttendees: draft.minimumAttendees }), ...(draft.maximumAttendees === null ? {} : { maximumAttendees: draft.maximumAttendees }) };
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    activityCodeId: draft.activityCodeId,
    type: draft.type,
    lengthMinutes: draft.lengthMinutes ?? 0,
    startDate: draft.firstDate,
    endDate: draft.lastDate === '' ? '' : addDays(draft.lastDate, 1),
    ...(earliest === null ? {} : { earliestStartMinutesFromMidnight: earliest }),
    ...(latest === null ? {} : { latestEndMinutesFromMidnight: latest }),
    agentIds: draft.agentIds,
    teamIds: draft.teamIds,
    managementUnitIds: draft.managementUnitIds,
    ...(draft.type === 'Group' && Object.keys(group).length > 0 ? { groupSettings: group } : {}),
    optimizationObjective: draft.optimizationObjective,
    ...(draft.paid === '' ? {} : { countsAsPaidTime: draft.paid === 'paid' }),
  };
}

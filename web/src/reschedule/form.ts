import type { RescheduleAbsence, RescheduleOptions } from '../api/reschedules';
import { instantAt } from '../time/localClock';
import { addDays, midnight } from '../time/weekGrid';

/** What has happened: somebody is away or late, or there is more or less to do than was planned for. */
export type Cause = 'away' | 'demand';
export const HOWS = ['day', 'late', 'early', 'between'] as const;
export type How = (typeof HOWS)[number];
export const STRETCHES = ['usual', 'today', 'weeks', 'between'] as const;
/** When shifts may change; `usual` leaves it to the service. */
export type Stretch = (typeof STRETCHES)[number];
export const KEEPS = ['doNotChangeShiftStartTimes', 'doNotChangeDailyPaidTime', 'doNotChangeWeeklyPaidTime', 'doNotChangeManuallyEditedShifts'] as const;

/** Who is away, as it is typed: dates and times of the site's clocks. */
export interface AwayRow {
  agentId: string;
  date: string;
  how: How;
  /** Away from, `HH:MM`. */
  from: string;
  /** Away until. */
  to: string;
  /** Empty for the usual one. */
  activityCodeId: string;
}

export interface RescheduleForm {
  cause: Cause;
  away: AwayRow[];
  stretch: Stretch;
  /** As `datetime-local` fields write them. */
  start: string;
  end: string;
  /** Whose shifts may change: all, or those of a `site:…` or `team:…`. */
  whose: string;
  keeps: Record<(typeof KEEPS)[number], boolean>;
  /** Agents with a locked shift in the stretch are left as they are. */
  keepLocked: boolean;
  maximumChanges: number | null;
  changedDayHeadMinutes: number | null;
  timeLimitSeconds: number | null;
  replications: number | null;
  seed: number | null;
}

/** What the form's words are about. */
export interface Surroundings {
  zone: string;
  today: string;
  /** The first instant after the schedule's weeks. */
  end: number;
  /** All agents of the schedule. */
  agentIds: readonly string[];
  /** The agents of each team. */
  teams: ReadonlyMap<string, readonly string[]>;
  /** The agents with a locked shift that could change. */
  lockedAgents: ReadonlySet<string>;
}

const iso = (instant: number) => new Date(instant).toISOString();

export const newAway = (date: string, agentId = ''): AwayRow => ({ agentId, date, how: 'day', from: '12:00', to: '12:00', activityCodeId: '' });

export const newForm = (cause: Cause, away: AwayRow): RescheduleForm => ({
  cause,
  away: [away],
  stretch: 'usual',
  start: '',
  end: '',
  whose: '',
  keeps: { doNotChangeShiftStartTimes: false, doNotChangeDailyPaidTime: false, doNotChangeWeeklyPaidTime: true, doNotChangeManuallyEditedShifts: true },
  keepLocked: true,
  maximumChanges: null,
  changedDayHeadMinutes: null,
  timeLimitSeconds: null,
  replications: null,
  seed: null,
});

/** An absence as the service takes it; null while it says nothing. */
export function absenceOf(row: AwayRow, zone: string): RescheduleAbsence | null {
  if (row.agentId === '' || row.date === '') return null;
  const code = row.activityCodeId === '' ? {} : { activityCodeId: row.activityCodeId };
  if (row.how === 'day') return { agentId: row.agentId, date: row.date, ...code };
  const at = (clock: string, date = row.date) => instantAt(`${date}T${clock}`, zone);
  const start = row.how === 'late' ? midnight(row.date, zone) : at(row.from);
  const overnight = row.how === 'between' && row.to <= row.from;
  const end = row.how === 'early' ? midnight(addDays(row.date, 1), zone) : at(row.to, overnight ? addDays(row.date, 1) : row.date);
  return start === null || end === null || end <= start ? null : { agentId: row.agentId, startDate: iso(start), endDate: iso(end), ...code };
}

/** The agents who may change, where those are not all; null for all. */
function namedAgents(form: RescheduleForm, around: Surroundings): string[] | null {
  const team = form.whose.startsWith('team:') ? around.teams.get(form.whose.slice(5)) : undefined;
  const locked = form.keepLocked && around.lockedAgents.size > 0;
  if (!team && !locked) return null;
  return (team ?? around.agentIds).filter((id) => !(locked && around.lockedAgents.has(id)));
}

function stretchOf(form: RescheduleForm, around: Surroundings): { startDate?: string; endDate?: string } {
  if (form.stretch === 'today') return { endDate: iso(midnight(addDays(around.today, 1), around.zone)) };
  if (form.stretch === 'weeks') return { endDate: iso(around.end) };
  if (form.stretch === 'usual') return {};
  const [start, end] = [instantAt(form.start, around.zone), instantAt(form.end, around.zone)];
  return { ...(start === null ? {} : { startDate: iso(start) }), ...(end === null ? {} : { endDate: iso(end) }) };
}

/** What a form asks of the service; null while it says too little. */
export function optionsOf(form: RescheduleForm, around: Surroundings): RescheduleOptions | null {
  const absences = form.cause === 'demand' ? [] : form.away.map((row) => absenceOf(row, around.zone));
  if (absences.includes(null) || (form.cause === 'away' && absences.length === 0)) return null;
  const agentIds = namedAgents(form, around);
  const figures = { maximumChanges: form.maximumChanges, changedDayHeadMinutes: form.changedDayHeadMinutes, timeLimitSeconds: form.timeLimitSeconds, replications: form.replications, seed: form.seed };
  return {
    absences: absences.filter((one) => one !== null),
    ...stretchOf(form, around),
    ...(agentIds === null ? {} : { agentIds }),
    ...(form.whose.startsWith('site:') ? { managementUnitIds: [form.whose.slice(5)] } : {}),
    ...form.keeps,
    ...Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== null)),
  };
}

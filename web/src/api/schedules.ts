import type { ActivityCategory } from './organisation';
import { apiPath, get, getAll, request } from './request';
import { runOf } from './runs';

/** A moment at which a search had a better roster or a better bound. */
export interface SearchStep {
  /** Since the search began. */
  seconds: number;
  phase: string;
  /** Absent before the first roster. */
  objective?: number;
  /** Absent before the first bound. */
  bound?: number;
}

/** The roster run in figures. */
export interface GenerationMetrics {
  objective: number;
  bound: number;
  gap: number;
  status: string;
  wallSeconds: number;
  inputHash: string;
  seed: number;
  agentCount: number;
  /** Empty where an older version made the roster. */
  search: SearchStep[];
  audit: { clean: boolean; rulesChecked: string[]; breachCount: number; relaxedCount: number; objective: number; labourLaw?: { packs: string[]; breachCount: number } };
}

export type MessageSeverity = 'Information' | 'Warning' | 'Error';

/** A business unit's weeks as planned. */
export interface Schedule {
  id: string;
  businessUnitId: string;
  weekDate: string;
  weekCount: number;
  description: string;
  state: 'draft' | 'published' | 'archived';
  shortTermForecastId: string | null;
  /** The run that made it. */
  runId: string | null;
  metrics: GenerationMetrics | null;
  messageSeverityCounts: { severity: MessageSeverity; count: number }[];
  version: number;
  createdAt: string;
  publishedAt: string | null;
}

export interface ShiftActivity {
  activityCodeId: string;
  startDate: string;
  lengthMinutes: number;
  paid: boolean;
  category: ActivityCategory;
  /** What it is about, where the code does not say enough. */
  description?: string;
  /** The time-off request it was approved by. */
  timeOffRequestId?: string;
}

export interface Shift {
  id: string;
  startDate: string;
  lengthMinutes: number;
  activities: ShiftActivity[];
  /** Whether a planner changed it by hand. */
  manuallyEdited?: boolean;
}

export interface AgentSchedule {
  agentId: string;
  name: string;
  shifts: Shift[];
}

export interface GenerationMessage {
  type: string;
  severity: MessageSeverity;
  text: string;
}

export interface UnmetDemand {
  planningGroupId: string;
  startDate: string;
  lengthMinutes: number;
  missingHeadMinutes: number;
  peakHeads: number;
  cause: string;
}

/** What the independent judge found; null where nobody judged, as of a schedule that was imported. */
export interface Certificate {
  /** Soft rules not kept and wishes not granted, with their price. */
  charges: { agentId: string; rule: string; date: string | null; units: number; cost: number; detail: string }[];
  underHeadHoursByPlanningGroup: Record<string, number>;
  overHeadHoursByPlanningGroup: Record<string, number>;
}

export interface GenerationResults {
  messages: GenerationMessage[];
  unmetDemand: UnmetDemand[];
  certificate: Certificate | null;
}

/** One planning group's heads, interval by interval. */
export interface GroupHeadcount {
  planningGroupId: string;
  required: number[];
  requiredWithoutShrinkage: number[];
  /** On queue for this group, on the roster: to be compared with the gross requirement. */
  scheduled: number[];
  serviceLevelPerInterval: (number | null)[];
}

export interface HeadcountForecast {
  /** Everybody on queue, whatever the planning group. */
  onQueuePerInterval: number[];
  planningGroups: GroupHeadcount[];
}

const weeks = (businessUnitId: string, weekDate: string) => `/business-units/${businessUnitId}/weeks/${weekDate}/schedules`;
export const schedulePath = (schedule: Schedule) => `${weeks(schedule.businessUnitId, schedule.weekDate)}/${schedule.id}`;

/** The schedules that cover this week, oldest first. */
export const listSchedules = (businessUnitId: string, weekDate: string): Promise<Schedule[]> => getAll(weeks(businessUnitId, weekDate));

export const findSchedule = (schedule: Schedule): Promise<Schedule> => get(schedulePath(schedule));

export const agentSchedules = async (schedule: Schedule): Promise<AgentSchedule[]> =>
  (await request<{ agentSchedules: AgentSchedule[] }>('POST', `${schedulePath(schedule)}/agent-schedules/query`, { body: {}, idempotencyKey: null })).body.agentSchedules;

export const scheduleGeneration = (schedule: Schedule): Promise<GenerationResults> => get(`${schedulePath(schedule)}/generation-results`);

export const headcountForecast = (schedule: Schedule): Promise<HeadcountForecast> => get(`${schedulePath(schedule)}/headcount-forecast`);

/** Asks for a roster and gives the id of its run. */
export const generateSchedule = async (businessUnitId: string, weekDate: string, weekCount: number, shortTermForecastId: string, description: string): Promise<string> =>
  runOf(await request('POST', `${weeks(businessUnitId, weekDate)}/generate`, { body: { weekCount, shortTermForecastId, description } }));

export const publishSchedule = async (schedule: Schedule): Promise<Schedule> =>
  (await request<Schedule>('POST', `${schedulePath(schedule)}/publish`, { ifMatch: schedule.version, body: {} })).body;

/** Where the browser downloads a schedule as CSV. */
export const scheduleCsv = (schedule: Schedule): string => apiPath(`${schedulePath(schedule)}/export`);

/** An agent's published shifts, and the business unit on whose clocks they are. */
export interface PublishedAgentSchedule extends AgentSchedule {
  businessUnitId: string;
  timeZone: string;
}

/** What an agent works, from the published schedules alone; dates are local ones, the last not included; the next four weeks without them. */
export const agentSchedule = (agentId: string, startDate?: string, endDate?: string): Promise<PublishedAgentSchedule> =>
  get(`/agents/${agentId}/schedule`, { startDate, endDate });

/** A calendar link; its secret address is in the answer that makes it, and nowhere else. */
export interface CalendarLink {
  createdAt: string;
  calendarUrl?: string;
}

export const calendarLink = (): Promise<CalendarLink> => get('/calendar/url/ics');

export const newCalendarLink = async (): Promise<CalendarLink> => (await request<CalendarLink>('POST', '/calendar/url/ics')).body;

export const revokeCalendarLink = (): Promise<unknown> => request('DELETE', '/calendar/url/ics');

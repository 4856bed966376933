import { get, getAll, request } from './request';

export type AdherenceState = 'OutOfAdherence' | 'Unknown' | 'Explained' | 'Ignored' | 'InAdherence' | 'Unscheduled';
export type Impact = 'Positive' | 'Negative' | 'Neutral' | 'Unknown';

/** A stretch in which an agent was not where the schedule said; counted from the first instant of the first day asked for. */
export interface AdherenceException {
  startOffsetSeconds: number;
  endOffsetSeconds: number;
  scheduledActivityCategory: string;
  actualActivityCategory: string;
  impact: Impact;
}

/** A stretch that would be one if nothing excused it. */
export interface ExplainedStretch extends Omit<AdherenceException, 'impact'> {
  explainedBy: string;
}

/** The figures of some time; null where they cannot be. */
export interface AdherenceFigures {
  adherencePercentage: number | null;
  conformancePercentage: number | null;
  exceptionCount: number;
  exceptionDurationSecs: number;
  scheduleLengthSecs: number;
  explainedSecs: number;
}

/** One agent's day against the published schedule, and where they are at this moment or were at its end. */
export interface AgentOnBoard extends AdherenceFigures {
  agentId: string;
  name: string;
  teamId: string | null;
  scheduledActivityCategory: string;
  actualActivityCategory: string;
  /** As last reported. */
  systemPresence: string | null;
  routingStatus: string | null;
  presenceUpdateTime: string | null;
  adherenceState: AdherenceState;
  /** Since when; null when for a day or longer. */
  timeOfAdherenceChange: string | null;
  minutesInState: number;
  /** What it does to the queues; null while nothing deviates. */
  stateImpact: Impact | null;
  explainedBy?: string;
}

/** How the figures are defined: named, because centres disagree about them. */
export interface AdherenceDefinition {
  name: string;
  /** The formula of the adherence percentage. */
  adherence: string;
  conformance: string | null;
}

export interface AdherenceBoard {
  date: string;
  timeZone: string;
  /** The instant the states are of. */
  asOf: string;
  definition: AdherenceDefinition;
  entities: AgentOnBoard[];
}

/** One agent's days. */
export interface AgentReport extends AdherenceFigures {
  dayMetrics: (AdherenceFigures & { date: string })[];
  exceptionInfo?: AdherenceException[];
  explainedInfo?: ExplainedStretch[];
}

export const EXPLANATION_TYPES = ['Coaching', 'LongCall', 'Outage', 'Late', 'LeftEarly', 'Sick', 'ApprovedLeave', 'Other'] as const;
export type ExplanationType = (typeof EXPLANATION_TYPES)[number];
export type ExplanationStatus = 'Pending' | 'Approved' | 'Denied';

export interface NewExplanation {
  type: ExplanationType;
  startDate: string;
  lengthMinutes: number;
  notes: string;
}

export interface Explanation extends NewExplanation {
  id: string;
  agentId: string;
  status: ExplanationStatus;
  createdBy: string;
  version: number;
}

/** What evidence explains; where `excused` is false somebody may approve an explanation. */
export interface AutomaticExplanation {
  type: ExplanationType;
  startDate: string;
  lengthSeconds: number;
  evidence: string;
  excused: boolean;
}

/** How many agents one question about named agents may ask for. */
export const AGENTS_A_BOARD = 100;

export const adherenceBoard = (managementUnitId: string, date: string): Promise<AdherenceBoard> =>
  get(`/management-units/${managementUnitId}/adherence`, { date });

/** The same of some agents, at most {@link AGENTS_A_BOARD}. */
export const boardOfAgents = (agentIds: string[], date: string): Promise<AdherenceBoard> => get('/adherence', { userId: agentIds.join(','), date });

/** An agent's local days, both included, with every exception. */
export const agentReport = (agentId: string, startDate: string, endDate: string): Promise<AgentReport> =>
  get(`/agents/${agentId}/adherence`, { startDate, endDate });

export const explanationsOfDay = (agentId: string, date: string): Promise<{ entities: Explanation[]; automatic: AutomaticExplanation[] }> =>
  get(`/agents/${agentId}/adherence/explanations`, { startDate: date, endDate: date });

/** What agents have said of themselves and nobody has decided. */
export const pendingExplanations = (): Promise<Explanation[]> => getAll('/adherence/explanations', { status: 'Pending' });

/** Adds an explanation; one of staff counts at once. */
export const addExplanation = async (agentId: string, body: NewExplanation): Promise<Explanation> =>
  (await request<Explanation>('POST', `/agents/${agentId}/adherence/explanations`, { body })).body;

export const decideExplanation = async (explanation: Explanation, status: ExplanationStatus): Promise<Explanation> =>
  (await request<Explanation>('PATCH', `/agents/${explanation.agentId}/adherence/explanations/${explanation.id}`, { body: { status }, ifMatch: explanation.version })).body;

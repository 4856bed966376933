import { get } from './request';

/** A stretch in which an agent was not where the schedule said; counted from the first instant of the day. */
export interface AdherenceException {
  startOffsetSeconds: number;
  endOffsetSeconds: number;
  scheduledActivityCategory: string;
  actualActivityCategory: string;
  impact: string;
}

/** One agent's day against the published schedule, and where they are at this moment or were at its end. */
export interface AgentOnBoard {
  agentId: string;
  name: string;
  scheduledActivityCategory: string;
  actualActivityCategory: string;
  adherenceState: string;
  minutesInState: number;
  adherencePercentage: number | null;
  conformancePercentage: number | null;
  exceptionCount: number;
  exceptionDurationSecs: number;
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

export const adherenceBoard = (managementUnitId: string, date: string): Promise<AdherenceBoard> =>
  get(`/management-units/${managementUnitId}/adherence`, { date });

/** Every exception of one agent's day. */
export const exceptionsOfDay = (agentId: string, date: string): Promise<AdherenceException[]> =>
  get<{ exceptionInfo?: AdherenceException[] }>(`/agents/${agentId}/adherence`, { startDate: date, endDate: date }).then(
    (answer) => answer.exceptionInfo ?? [],
  );

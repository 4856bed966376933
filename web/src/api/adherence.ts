import { get } from './request';

/** A stretch in which an agent was not where the schedule said. */
export interface AdherenceException {
  startDate: string;
  endDate: string;
  scheduledActivityCategory: string;
  actualActivityCategory: string;
  impact: string;
}

/** One agent's day against the published schedule. */
export interface AgentAdherence {
  agentId: string;
  agentName: string;
  adherencePercentage: number | null;
  conformancePercentage: number | null;
  exceptionCount: number;
  exceptionDurationSecs: number;
  exceptionInfo: AdherenceException[];
  /** At this moment, where the day is today. */
  scheduledActivityCategory: string | null;
  actualActivityCategory: string | null;
  adherenceState: string | null;
}

/** How the figures are defined: named, because centres disagree about them. */
export interface AdherenceDefinition {
  name: string;
  /** The formula of the adherence percentage. */
  adherence: string;
  conformance: string | null;
}

export interface AdherenceDay {
  date: string;
  timeZone: string;
  definition: AdherenceDefinition;
  agents: AgentAdherence[];
}

export const managementUnitAdherence = (managementUnitId: string, date: string): Promise<AdherenceDay> =>
  get(`/management-units/${managementUnitId}/adherence`, { date });

export const agentAdherence = (agentId: string, date: string): Promise<AdherenceDay> => get(`/agents/${agentId}/adherence`, { date });

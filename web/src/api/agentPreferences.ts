import { get } from './request';

/** Days by weekday, by date, or both; every day where a wish has neither. */
export interface DaySelection {
  /** `Monday` to `Sunday`. */
  days?: string[];
  dates?: string[];
}

/** What an agent cannot and would rather not work, and with whom they would like to. */
export interface AgentPreferences {
  agentId: string;
  version: number;
  fixedDaysOff?: DaySelection;
  wishes?: { wish: 'dayOff' | 'work' | 'shift' | 'notShift'; shift?: string; on?: DaySelection; priceHeadMinutes: number }[];
  colleagues?: { agentId: string; on?: DaySelection; priceHeadMinutes: number }[];
}

export function agentPreferences(agentId: string): Promise<AgentPreferences> {
  return get(`/agents/${agentId}/preferences`);
}

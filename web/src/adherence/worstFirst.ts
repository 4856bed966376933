import type { AdherenceState, AgentOnBoard, Impact } from '../api/adherence';

/** States that need somebody first. */
const STATES: AdherenceState[] = ['OutOfAdherence', 'Unknown', 'Explained', 'Ignored', 'InAdherence', 'Unscheduled'];
/** Missing on queue hurts callers; nobody knows what an unknown absence is; elsewhere than planned costs plans; help does not hurt. */
const IMPACTS: (Impact | null)[] = ['Negative', 'Unknown', 'Neutral', 'Positive', null];

/** The agents to talk to first: worst impact on top, the longest of these first, then the lowest adherence of the day, then by name. */
export function worstFirst(agents: readonly AgentOnBoard[]): AgentOnBoard[] {
  return agents.toSorted(
    (left, right) =>
      STATES.indexOf(left.adherenceState) - STATES.indexOf(right.adherenceState) ||
      IMPACTS.indexOf(left.stateImpact) - IMPACTS.indexOf(right.stateImpact) ||
      since(left) - since(right) ||
      byDay(left, right),
  );
}

/** The order of a day that is over: the lowest adherence on top, those without a figure at the end, equal ones by name. */
export const lowestFirst = (agents: readonly AgentOnBoard[]): AgentOnBoard[] => agents.toSorted(byDay);

function byDay(left: AgentOnBoard, right: AgentOnBoard): number {
  const figure = (one: AgentOnBoard) => one.adherencePercentage ?? Number.MAX_VALUE;
  return figure(left) - figure(right) || left.name.localeCompare(right.name) || left.agentId.localeCompare(right.agentId);
}

/** Since when, as a number that is 0 for a day or longer. */
const since = (agent: AgentOnBoard): number => (agent.timeOfAdherenceChange === null ? 0 : Date.parse(agent.timeOfAdherenceChange));

/** Whole minutes in the state at an instant; null where the board does not know since when. */
export function minutesInState(agent: AgentOnBoard, now: number): number | null {
  return agent.timeOfAdherenceChange === null ? null : Math.max(0, Math.floor((now - Date.parse(agent.timeOfAdherenceChange)) / 60_000));
}

/** How many agents are in each state. */
export function countsOf(agents: readonly AgentOnBoard[]): Record<AdherenceState, number> {
  const counts: Record<AdherenceState, number> = { OutOfAdherence: 0, Unknown: 0, Explained: 0, Ignored: 0, InAdherence: 0, Unscheduled: 0 };
  for (const one of agents) counts[one.adherenceState] += 1;
  return counts;
}

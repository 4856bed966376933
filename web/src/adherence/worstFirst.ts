import type { AgentAdherence } from '../api/adherence';

/** The agents to talk to first: lowest adherence on top, those without a figure at the end, equal ones by name. */
export function worstFirst(agents: AgentAdherence[]): AgentAdherence[] {
  const rank = (one: AgentAdherence) => one.adherencePercentage ?? Number.POSITIVE_INFINITY;
  return agents.toSorted((left, right) => (rank(left) === rank(right) ? left.agentName.localeCompare(right.agentName) : rank(left) - rank(right)));
}

import type { AgentOnBoard } from '../api/adherence';

/** The agents to talk to first: lowest adherence on top, those without a figure at the end, equal ones by name. */
export function worstFirst(agents: AgentOnBoard[]): AgentOnBoard[] {
  const rank = (one: AgentOnBoard) => one.adherencePercentage ?? Number.POSITIVE_INFINITY;
  return agents.toSorted((left, right) => (rank(left) === rank(right) ? left.name.localeCompare(right.name) : rank(left) - rank(right)));
}

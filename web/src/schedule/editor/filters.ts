import type { Agent, Skill, Team, WorkPlan } from '../../api/organisation';

/** Who works where, and what may be chosen of it. */
export interface Directory {
  agents: readonly Agent[];
  teams: readonly Team[];
  skills: readonly Skill[];
  plans: readonly WorkPlan[];
}

/** What an agent must match; an empty member asks for nothing. */
export interface Wanted {
  name: string;
  team: string;
  skill: string;
  plan: string;
}

export const EVERYBODY: Wanted = { name: '', team: '', skill: '', plan: '' };

interface Row {
  agentId: string;
  name: string;
}

/** Of the agents those who match all that is asked for, in their order. */
export function matching<R extends Row>(rows: readonly R[], wanted: Wanted, directory: Directory | undefined): R[] {
  const sought = wanted.name.trim().toLocaleLowerCase();
  const known = new Map(directory?.agents.map((agent) => [agent.id, agent]));
  return rows.filter(({ agentId, name }) => {
    if (!name.toLocaleLowerCase().includes(sought)) return false;
    const agent = known.get(agentId);
    if (wanted.team && agent?.teamId !== wanted.team) return false;
    if (wanted.plan && agent?.workPlanId !== wanted.plan) return false;
    return !wanted.skill || (agent?.skills.some((one) => one.skillId === wanted.skill) ?? false);
  });
}

/** Of all there is to choose only what somebody among the agents has. */
export function inUse(directory: Directory, agentIds: ReadonlySet<string>): Omit<Directory, 'agents'> {
  const agents = directory.agents.filter((agent) => agentIds.has(agent.id));
  const skills = new Set(agents.flatMap((agent) => agent.skills.map((one) => one.skillId)));
  return {
    teams: directory.teams.filter((team) => agents.some((agent) => agent.teamId === team.id)),
    skills: directory.skills.filter((skill) => skills.has(skill.id)),
    plans: directory.plans.filter((plan) => agents.some((agent) => agent.workPlanId === plan.id)),
  };
}

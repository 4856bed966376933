/** What somebody on the schedule's page asks about. */
export type WhyQuestion = { about: 'line'; agentId: string } | { about: 'unmet'; planningGroupId: string; startDate: string };

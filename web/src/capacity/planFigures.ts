import type { CapacityCost, HiringClass, ScenarioRequirement, StaffingGroupRequirement } from '../api/capacityPlans';

/** A figure of every volume scenario of a plan. */
export interface PlanFigure {
  kind: 'heads' | 'service' | 'money';
  figure: string;
  values: number[];
}

const COSTS: (keyof CapacityCost)[] = ['wages', 'overtime', 'hiring', 'training', 'lostContacts', 'total'];

/** Below this a week is not short but rounded. */
const ROUNDING = 1e-6;

/** The staffing groups' values added up, one a week. */
export function summed(groups: StaffingGroupRequirement[], of: (group: StaffingGroupRequirement) => number[]): number[] {
  const weeks = groups[0] ? of(groups[0]).length : 0;
  return Array.from({ length: weeks }, (_, week) => groups.reduce((sum, group) => sum + (of(group)[week] ?? 0), 0));
}

const mean = (values: number[]): number => (values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0);

/** What volume scenarios of a plan come to, figure by figure. A service is only as sure as its least sure team. */
export function planFigures(scenarios: ScenarioRequirement[]): PlanFigure[] {
  const row = (kind: PlanFigure['kind'], figure: string, of: (scenario: ScenarioRequirement) => number): PlanFigure => ({ kind, figure, values: scenarios.map(of) });
  const planned = (one: ScenarioRequirement) => summed(one.staffingGroups, (group) => group.metrics.plannedFullTimeEquivalentCount);
  const required = (one: ScenarioRequirement) => summed(one.staffingGroups, (group) => group.metrics.requiredStaffFullTimeEquivalentCount);
  const short = (values: number[]) => values.filter((value) => value < -ROUNDING).length;
  const least = (values: number[]) => (values.length > 0 ? Math.min(...values) : 0);
  return [
    row('heads', 'requiredPeak', (one) => Math.max(0, ...required(one))),
    row('heads', 'plannedMean', (one) => mean(planned(one))),
    row('heads', 'weeksShort', (one) => short(summed(one.staffingGroups, (group) => group.metrics.staffingOverUnderFullTimeEquivalentCount))),
    row('heads', 'hiresAdvised', (one) => one.staffingGroups.reduce((sum, group) => sum + group.advice.hires, 0)),
    row('heads', 'weeksShortWithAdvice', (one) => short(summed(one.staffingGroups, (group) => group.advice.staffingOverUnderFullTimeEquivalentCount))),
    row('service', 'probabilityOfAWeek', (one) => least(one.staffingGroups.map((group) => mean(group.gap.probabilityOfBeingStaffed)))),
    row('service', 'probabilityOfAWeekWithAdvice', (one) => least(one.staffingGroups.map((group) => mean(group.advice.gap.probabilityOfBeingStaffed)))),
    row('service', 'probabilityOfEveryWeek', (one) => least(one.staffingGroups.map((group) => group.gap.probabilityOfEveryWeekBeingStaffed))),
    row('service', 'probabilityOfEveryWeekWithAdvice', (one) => least(one.staffingGroups.map((group) => group.advice.gap.probabilityOfEveryWeekBeingStaffed))),
    ...COSTS.map((cost) => row('money', cost, (one) => one.cost[cost])),
    row('money', 'totalWithAdvice', (one) => one.costWithAdvice.total),
  ];
}

/** Classes of all staffing groups by the day to decide on them, the earliest first. */
export function classesByDecision(groups: StaffingGroupRequirement[]): (HiringClass & { staffingGroup: string })[] {
  return groups
    .flatMap((group) => group.advice.classes.map((one) => ({ ...one, staffingGroup: group.staffingGroup })))
    .toSorted((left, right) => left.decideBy.localeCompare(right.decideBy));
}

import type { Certificate } from '../api/schedules';

/** What one soft rule or kind of wish cost in a roster. */
export interface RuleCharge {
  rule: string;
  /** How often it was not kept, in its units. */
  units: number;
  agents: number;
  cost: number;
}

/** What was paid, rule by rule, the dearest first. */
export function chargesByRule(certificate: Certificate | null): RuleCharge[] {
  const found = new Map<string, { units: number; agents: Set<string>; cost: number }>();
  for (const charge of certificate?.charges ?? []) {
    const sum = found.get(charge.rule) ?? { units: 0, agents: new Set<string>(), cost: 0 };
    sum.units += charge.units;
    sum.cost += charge.cost;
    sum.agents.add(charge.agentId);
    found.set(charge.rule, sum);
  }
  return [...found].map(([rule, sum]) => ({ rule, units: sum.units, agents: sum.agents.size, cost: sum.cost })).toSorted((left, right) => right.cost - left.cost);
}

/** Unmet head-hours by cause, the most first. */
export function unmetByCause(unmet: { cause: string; missingHeadMinutes: number }[]): [cause: string, hours: number][] {
  const found = new Map<string, number>();
  for (const one of unmet) found.set(one.cause, (found.get(one.cause) ?? 0) + one.missingHeadMinutes / 60);
  return [...found].toSorted((left, right) => right[1] - left[1]);
}

import type { Dimension, KpiDefinition, PerformanceQuery, Granularity } from '../api/performance';

/** What is asked, as the pickers have it. */
export interface Choice {
  from: string;
  /** The last day, included. */
  to: string;
  granularity: Granularity;
  dimension: Dimension | null;
  metrics: string[];
}

/** Why a KPI cannot be chosen; null where it can. */
export type Obstacle = 'dimension' | 'source' | 'money' | null;

/** Campaigns belong to no business unit, so their KPIs are asked for by themselves. */
const isOfCampaigns = (definition: KpiDefinition): boolean => definition.source === 'campaigns';

export function obstacleOf(definition: KpiDefinition, choice: Pick<Choice, 'dimension' | 'metrics'>, all: KpiDefinition[], maySeeMoney: boolean): Obstacle {
  if (definition.unit === 'money' && !maySeeMoney) return 'money';
  if (choice.dimension !== null && !definition.dimensions.includes(choice.dimension)) return 'dimension';
  const others = all.filter((one) => choice.metrics.includes(one.name) && one.name !== definition.name);
  return others.some((one) => isOfCampaigns(one) !== isOfCampaigns(definition)) ? 'source' : null;
}

/** The KPIs chosen that can still be asked by another dimension. */
export const metricsFor = (dimension: Dimension | null, metrics: string[], all: KpiDefinition[]): string[] =>
  metrics.filter((name) => all.some((one) => one.name === name && (dimension === null || one.dimensions.includes(dimension))));

/** The query of a choice, of one business unit where its KPIs know units. */
export function queryOf(choice: Choice, all: KpiDefinition[], unit: { id: string; timeZone: string }, dayAfter: (date: string) => string): PerformanceQuery {
  const ofUnits = choice.metrics.every((name) => all.find((one) => one.name === name)?.dimensions.includes('businessUnitId'));
  return {
    interval: `${choice.from}/${dayAfter(choice.to)}`,
    granularity: choice.granularity,
    groupBy: choice.dimension === null ? [] : [choice.dimension],
    metrics: choice.metrics,
    filter: ofUnits ? { businessUnitId: [unit.id] } : {},
    timeZone: unit.timeZone,
  };
}

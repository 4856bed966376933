import type { GenerationResults, MessageSeverity, Schedule } from '../api/schedules';
import { chargesByRule, unmetByCause } from './charges';

/** A figure of two rosters, side by side. */
export interface ComparedFigure {
  /** Names the figure's text, and with it what `subject` is of. */
  figure: 'objective' | 'bound' | 'gap' | 'wallSeconds' | 'agentCount' | 'messages' | 'shortHours' | 'idleHours' | 'unmet' | 'charge';
  /** A severity, a planning group, a cause or a rule. */
  subject?: string;
  before: number | null;
  after: number | null;
  /** Whether less is better; null where neither is. */
  lessIsBetter: boolean | null;
}

const SEVERITIES: MessageSeverity[] = ['Error', 'Warning', 'Information'];

/** A roster and what its run had to say. */
export interface Told {
  schedule: Schedule;
  results: GenerationResults;
}

/** Two rosters figure by figure: the search, messages, hours missing and too many, causes, and what rules cost. */
export function comparedFigures(before: Told, after: Told): ComparedFigure[] {
  const metric = (figure: 'objective' | 'bound' | 'gap' | 'wallSeconds' | 'agentCount', lessIsBetter: boolean | null): ComparedFigure => ({
    figure, lessIsBetter, before: before.schedule.metrics?.[figure] ?? null, after: after.schedule.metrics?.[figure] ?? null,
  });
  const severity = (told: Told, wanted: MessageSeverity) => told.schedule.messageSeverityCounts.find((one) => one.severity === wanted)?.count ?? 0;
  const pairs = (figure: ComparedFigure['figure'], of: (told: Told) => Map<string, number>): ComparedFigure[] => {
    const [left, right] = [of(before), of(after)];
    const subjects = [...new Set([...left.keys(), ...right.keys()])];
    return subjects.map((subject) => ({ figure, subject, before: left.get(subject) ?? 0, after: right.get(subject) ?? 0, lessIsBetter: true }));
  };
  return [
    metric('objective', true),
    metric('bound', null),
    metric('gap', true),
    metric('wallSeconds', null),
    metric('agentCount', null),
    ...SEVERITIES.map((one): ComparedFigure => ({ figure: 'messages', subject: one, before: severity(before, one), after: severity(after, one), lessIsBetter: one === 'Information' ? null : true })).filter(
      (one) => one.before !== 0 || one.after !== 0,
    ),
    ...pairs('shortHours', (told) => new Map(Object.entries(told.results.certificate?.underHeadHoursByPlanningGroup ?? {}))),
    ...pairs('idleHours', (told) => new Map(Object.entries(told.results.certificate?.overHeadHoursByPlanningGroup ?? {}))),
    ...pairs('unmet', (told) => new Map(unmetByCause(told.results.unmetDemand))),
    ...pairs('charge', (told) => new Map(chargesByRule(told.results.certificate).map((one) => [one.rule, one.cost]))),
  ];
}

/** Whether the second roster is better in a figure, worse, or neither. */
export function better(one: ComparedFigure): 'better' | 'worse' | null {
  if (one.lessIsBetter === null || one.before === null || one.after === null) return null;
  const difference = one.after - one.before;
  if (Math.abs(difference) < 1e-9) return null;
  return difference < 0 === one.lessIsBetter ? 'better' : 'worse';
}

/** What besides the search's luck is not the same in two runs, as names of texts. */
export function differIn(before: Schedule, after: Schedule): ('forecast' | 'input' | 'seed')[] {
  const differs = {
    forecast: before.shortTermForecastId !== after.shortTermForecastId,
    input: before.metrics?.inputHash !== after.metrics?.inputHash,
    seed: before.metrics?.seed !== after.metrics?.seed,
  };
  return (['forecast', 'input', 'seed'] as const).filter((one) => differs[one]);
}

import { expect, test } from 'vitest';
import type { GenerationMetrics, GenerationResults, Schedule } from '../api/schedules';
import { better, comparedFigures, differIn, type Told } from './compared';

function told(objective: number, short: Record<string, number>, warnings: number, seed = 0): Told {
  const metrics = { objective, bound: 10, gap: 0, wallSeconds: 1, agentCount: 60, inputHash: 'h', seed } as GenerationMetrics;
  const certificate = { charges: [], underHeadHoursByPlanningGroup: short, overHeadHoursByPlanningGroup: {} };
  const counts = warnings > 0 ? [{ severity: 'Warning' as const, count: warnings }] : [];
  return {
    schedule: { metrics, messageSeverityCounts: counts, shortTermForecastId: 'f-1' } as unknown as Schedule,
    results: { messages: [], unmetDemand: [], certificate } as GenerationResults,
  };
}

test('hours missing are laid side by side by planning group, one that only one roster has against 0', () => {
  const figures = comparedFigures(told(20, { cards: 4 }, 0), told(18, { cards: 3, loans: 1 }, 0));
  expect(figures.filter((one) => one.figure === 'shortHours')).toEqual([
    { figure: 'shortHours', subject: 'cards', before: 4, after: 3, lessIsBetter: true },
    { figure: 'shortHours', subject: 'loans', before: 0, after: 1, lessIsBetter: true },
  ]);
});

test('severities without a message in either are left out', () => {
  const figures = comparedFigures(told(20, {}, 2), told(18, {}, 0));
  expect(figures.filter((one) => one.figure === 'messages')).toMatchObject([{ subject: 'Warning', before: 2, after: 0 }]);
});

test('a lower objective is better, another number of agents is neither', () => {
  const [objective, , , , agents] = comparedFigures(told(20, {}, 0), told(18, {}, 0));
  expect(better(objective!)).toBe('better');
  expect(better({ ...objective!, after: 22 })).toBe('worse');
  expect(better({ ...agents!, after: 61 })).toBeNull();
});

test('what two runs do not share is named', () => {
  expect(differIn(told(1, {}, 0).schedule, told(1, {}, 0, 7).schedule)).toEqual(['seed']);
});

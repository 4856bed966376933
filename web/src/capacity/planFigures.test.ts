import { expect, test } from 'vitest';
import type { CapacityCost, CapacityGap, ScenarioRequirement, StaffingGroupRequirement } from '../api/capacityPlans';
import { classesByDecision, planFigures, summed } from './planFigures';

const cost: CapacityCost = { wages: 100, overtime: 0, hiring: 0, training: 0, lostContacts: 20, total: 120 };
const gap = (everyWeek: number): CapacityGap => ({
  staffingOverUnderFullTimeEquivalentCountP10: [], staffingOverUnderFullTimeEquivalentCountP90: [], probabilityOfBeingStaffed: [everyWeek, everyWeek + 0.2], probabilityOfEveryWeekBeingStaffed: everyWeek,
});
const team = (name: string, required: number[], planned: number[], everyWeek: number, decideBy: string): StaffingGroupRequirement => ({
  staffingGroup: name,
  metrics: {
    requiredStaffFullTimeEquivalentCount: required, plannedFullTimeEquivalentCount: planned, attritionFullTimeEquivalentCount: [],
    staffingOverUnderFullTimeEquivalentCount: planned.map((value, week) => value - (required[week] ?? 0)),
  },
  gap: gap(everyWeek),
  advice: {
    classes: [{ weekDate: '2027-03-01', decideBy, fullTimeEquivalentCount: 6 }], hires: 6, overtimeFullTimeEquivalentCount: [], shortageFullTimeEquivalentCount: [], relativeGap: 0,
    staffingOverUnderFullTimeEquivalentCount: [0, 0], gap: gap(0.7),
  },
});
const scenario: ScenarioRequirement = {
  name: 'base', planningGroups: [], cost, costWithAdvice: { ...cost, total: 110 },
  staffingGroups: [team('Cards', [30, 34], [32, 32], 0.4, '2027-02-01'), team('Loans', [10, 10], [10, 9], 0.6, '2027-01-18')],
};
const value = (figure: string) => planFigures([scenario]).find((one) => one.figure === figure)?.values[0];

test('heads of all teams are added up week by week', () => {
  expect(summed(scenario.staffingGroups, (group) => group.metrics.requiredStaffFullTimeEquivalentCount)).toEqual([40, 44]);
  expect(value('requiredPeak')).toBe(44);
  expect(value('plannedMean')).toBe(41.5);
  expect(value('weeksShort')).toBe(1);
  expect(value('weeksShortWithAdvice')).toBe(0);
  expect(value('hiresAdvised')).toBe(12);
});

test('the plan is as surely staffed as its least sure team', () => {
  expect(value('probabilityOfEveryWeek')).toBe(0.4);
  expect(value('probabilityOfAWeek')).toBeCloseTo(0.5);
  expect(value('probabilityOfEveryWeekWithAdvice')).toBe(0.7);
});

test('money is told with and without the advised hires', () => {
  expect([value('total'), value('totalWithAdvice')]).toEqual([120, 110]);
});

test('classes stand in the order in which they must be decided on', () => {
  expect(classesByDecision(scenario.staffingGroups).map((one) => one.staffingGroup)).toEqual(['Loans', 'Cards']);
});

import type { NewCapacityPlan, VolumeScenario } from '../api/capacityPlans';
import type { PlanningGroup } from '../api/organisation';

/** What the form of a plan holds: one staffing group that takes all contacts. An empty field is null. */
export interface PlanForm {
  name: string;
  startDate: string;
  weekCount: number | null;
  weeklyHours: number | null;
  efficiencyPercent: number | null;
  startingCount: number | null;
  attritionPercent: number | null;
  trainingWeeks: number | null;
  leadTimeWeeks: number | null;
  growthPercent: number | null;
  costOfPaidHour: number | null;
  costOfLostContact: number | null;
  costOfHire: number | null;
}

export const usualPlan = (startDate: string): PlanForm => ({
  name: '', startDate, weekCount: 52, weeklyHours: 40, efficiencyPercent: 90, startingCount: null, attritionPercent: 25, trainingWeeks: 4, leadTimeWeeks: 6, growthPercent: 10,
  costOfPaidHour: null, costOfLostContact: null, costOfHire: null,
});

/** Tenure of whoever is there at the start: long enough to be experienced. */
const EXPERIENCED_WEEKS = 104;

/** What newcomers take of an experienced agent's contacts in the weeks after their training, percent. */
const USUAL_PRODUCTIVITY = [50, 70, 85];

/** What a form asks to keep; null while a field that must be filled is empty. `words` names the team and the two volume scenarios. */
export function planOf(form: PlanForm, shortTermForecastId: string, groups: PlanningGroup[], words: { team: string; base: string; growth: string }): NewCapacityPlan | null {
  const { weekCount, weeklyHours, startingCount } = form;
  if (form.name.trim() === '' || weekCount === null || weeklyHours === null || startingCount === null || groups.length === 0) return null;
  const scenarios: VolumeScenario[] = [{ name: words.base }];
  if (form.growthPercent !== null && form.growthPercent !== 0) scenarios.push({ name: words.growth, annualGrowthPercent: form.growthPercent });
  return {
    name: form.name.trim(),
    shortTermForecastId,
    startBusinessUnitDate: form.startDate,
    weekCount,
    fullTimeEquivalentWeeklyHours: weeklyHours,
    ...given('schedulingEfficiencyPercent', form.efficiencyPercent),
    volumeScenarios: scenarios,
    staffingGroups: [
      {
        name: words.team,
        planningGroupAllocations: groups.map((group) => ({ planningGroupId: group.id, percentage: 100 })),
        startingFullTimeEquivalents: [{ tenureWeeks: EXPERIENCED_WEEKS, fullTimeEquivalentCount: startingCount }],
        annualAttritionPercentage: form.attritionPercent ?? 0,
        rampUp: { trainingWeeks: form.trainingWeeks ?? 0, productivityPercent: (form.trainingWeeks ?? 0) > 0 ? USUAL_PRODUCTIVITY : [] },
      },
    ],
    money: { ...given('costOfPaidHour', form.costOfPaidHour), ...given('costOfLostContact', form.costOfLostContact), ...given('costOfHire', form.costOfHire) },
    hiring: { ...given('leadTimeWeeks', form.leadTimeWeeks) },
  };
}

function given<Name extends string>(name: Name, value: number | null): { [key in Name]?: number } {
  return value === null ? {} : ({ [name]: value } as { [key in Name]: number });
}

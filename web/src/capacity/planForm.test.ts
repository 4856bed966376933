import { expect, test } from 'vitest';
import type { PlanningGroup } from '../api/organisation';
import { planOf, usualPlan } from './planForm';

const groups: PlanningGroup[] = [{ id: 'cards', name: 'Cards', routePaths: [] }, { id: 'loans', name: 'Loans', routePaths: [] }];
const words = { team: 'All', base: 'as forecast', growth: 'growth' };
const form = { ...usualPlan('2026-12-07'), name: ' 2027 ', startingCount: 50 };

test('one team takes all contacts of every planning group', () => {
  const plan = planOf(form, 'f-1', groups, words);
  expect(plan).toMatchObject({ name: '2027', startBusinessUnitDate: '2026-12-07', weekCount: 52, hiring: { leadTimeWeeks: 6 } });
  expect(plan?.staffingGroups[0]?.planningGroupAllocations).toEqual([{ planningGroupId: 'cards', percentage: 100 }, { planningGroupId: 'loans', percentage: 100 }]);
});

test('growth is a scenario beside the forecast, and none without growth', () => {
  expect(planOf(form, 'f-1', groups, words)?.volumeScenarios).toEqual([{ name: 'as forecast' }, { name: 'growth', annualGrowthPercent: 10 }]);
  expect(planOf({ ...form, growthPercent: null }, 'f-1', groups, words)?.volumeScenarios).toHaveLength(1);
});

test('prices that are left empty are the cost rates of the business unit', () => {
  expect(planOf(form, 'f-1', groups, words)?.money).toEqual({});
  expect(planOf({ ...form, costOfPaidHour: 0 }, 'f-1', groups, words)?.money).toEqual({ costOfPaidHour: 0 });
});

test('nothing is asked for without a name, heads or a planning group', () => {
  expect(planOf({ ...form, name: '' }, 'f-1', groups, words)).toBeNull();
  expect(planOf({ ...form, startingCount: null }, 'f-1', groups, words)).toBeNull();
  expect(planOf(form, 'f-1', [], words)).toBeNull();
});

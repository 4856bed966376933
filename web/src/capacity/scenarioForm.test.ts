import { expect, test } from 'vitest';
import { EMPTY_SCENARIO, scenarioOf } from './scenarioForm';

const week = { weekDate: '2026-12-07', shortTermForecastId: 'f-1' };
const form = { ...EMPTY_SCENARIO, name: ' more calls ' };

test('a scenario without changes plays the plan as it stands', () => {
  expect(scenarioOf(form, week, 'full-time', ['cards'])).toEqual({ name: 'more calls', ...week, weekCount: 1, demandChanges: [], changes: [], money: {}, timeLimitSeconds: 120 });
});

test('changes of demand and heads are asked for together', () => {
  const asked = scenarioOf({ ...form, volumePercent: 10, handleTimePercent: -5, shrinkagePercent: 0, addedAgents: 6, costOfPaidHour: 22 }, week, 'full-time', ['cards', 'loans']);
  expect(asked?.demandChanges).toEqual([{ changeVolume: { percent: 10 } }, { changeHandleTime: { percent: -5 } }, { changeShrinkage: { shrinkagePercent: 0 } }]);
  expect(asked?.changes).toEqual([{ addAgents: { count: 6, workPlanId: 'full-time', planningGroupIds: ['cards', 'loans'] } }]);
  expect(asked?.money).toEqual({ costOfPaidHour: 22 });
});

test('nothing is played without a name', () => {
  expect(scenarioOf({ ...form, name: ' ' }, week, undefined, [])).toBeNull();
});

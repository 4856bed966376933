import { expect, test } from 'vitest';
import type { Certificate } from '../api/schedules';
import { chargesByRule, unmetByCause } from './charges';

const charge = (agentId: string, rule: string, cost: number) => ({ agentId, rule, date: null, units: 1, cost, detail: '' });

test('charges are added up rule by rule, the dearest first, agents counted once', () => {
  const certificate = { charges: [charge('a', 'requests', 1), charge('a', 'requests', 1), charge('b', 'wholeWeekends', 5)] } as Certificate;
  expect(chargesByRule(certificate)).toEqual([
    { rule: 'wholeWeekends', units: 1, agents: 1, cost: 5 },
    { rule: 'requests', units: 2, agents: 1, cost: 2 },
  ]);
  expect(chargesByRule(null)).toEqual([]);
});

test('unmet demand is added up by cause in hours, the most first', () => {
  expect(unmetByCause([{ cause: 'tooFewSkilledAgents', missingHeadMinutes: 30 }, { cause: 'nobodyHasTheSkill', missingHeadMinutes: 90 }, { cause: 'tooFewSkilledAgents', missingHeadMinutes: 30 }])).toEqual([
    ['nobodyHasTheSkill', 1.5],
    ['tooFewSkilledAgents', 1],
  ]);
});

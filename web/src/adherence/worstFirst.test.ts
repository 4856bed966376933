import { expect, test } from 'vitest';
import type { AgentAdherence } from '../api/adherence';
import { worstFirst } from './worstFirst';

const agent = (agentName: string, adherencePercentage: number | null) => ({ agentName, adherencePercentage }) as AgentAdherence;

test('the lowest adherence comes first and agents without a figure last', () => {
  const order = worstFirst([agent('Cy', 98), agent('Al', null), agent('Bo', 61), agent('Di', 98)]).map((one) => one.agentName);
  expect(order).toEqual(['Bo', 'Cy', 'Di', 'Al']);
});

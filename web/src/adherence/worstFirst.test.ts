import { expect, test } from 'vitest';
import type { AgentOnBoard } from '../api/adherence';
import { worstFirst } from './worstFirst';

const agent = (name: string, adherencePercentage: number | null) => ({ name, adherencePercentage }) as AgentOnBoard;

test('the lowest adherence comes first and agents without a figure last', () => {
  const order = worstFirst([agent('Cy', 98), agent('Al', null), agent('Bo', 61), agent('Di', 98)]).map((one) => one.name);
  expect(order).toEqual(['Bo', 'Cy', 'Di', 'Al']);
});

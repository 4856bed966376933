import { expect, test } from 'vitest';
import type { AgentOnBoard } from '../api/adherence';
import { countsOf, lowestFirst, minutesInState, worstFirst } from './worstFirst';

const agent = (name: string, of: Partial<AgentOnBoard>) =>
  ({ agentId: name, name, adherenceState: 'InAdherence', stateImpact: null, timeOfAdherenceChange: '2026-11-30T09:00:00Z', adherencePercentage: 90, ...of }) as AgentOnBoard;
const names = (agents: AgentOnBoard[]) => worstFirst(agents).map((one) => one.name);

test('who is missing on queue comes before who is merely elsewhere, and before who is where they should be', () => {
  const missing = agent('Missing', { adherenceState: 'OutOfAdherence', stateImpact: 'Negative' });
  const helping = agent('Helping', { adherenceState: 'OutOfAdherence', stateImpact: 'Positive' });
  const silent = agent('Silent', { adherenceState: 'Unknown', stateImpact: 'Unknown' });
  expect(names([agent('Right', {}), helping, silent, missing])).toEqual(['Missing', 'Helping', 'Silent', 'Right']);
});

test('of equals the longest comes first, one for a day or longer before all', () => {
  const out = (name: string, timeOfAdherenceChange: string | null) => agent(name, { adherenceState: 'OutOfAdherence', stateImpact: 'Negative', timeOfAdherenceChange });
  expect(names([out('Late', '2026-11-30T09:20:00Z'), out('Day', null), out('Early', '2026-11-30T09:05:00Z')])).toEqual(['Day', 'Early', 'Late']);
});

test('then the lowest adherence of the day, those without a figure last, then the name', () => {
  expect(names([agent('Cy', {}), agent('Al', { adherencePercentage: null }), agent('Bo', { adherencePercentage: 61 }), agent('Ay', {})])).toEqual(['Bo', 'Ay', 'Cy', 'Al']);
});

test('minutes in a state are whole ones, and unknown where the board does not know since when', () => {
  const now = Date.parse('2026-11-30T09:07:59Z');
  expect(minutesInState(agent('A', {}), now)).toBe(7);
  expect(minutesInState(agent('A', { timeOfAdherenceChange: null }), now)).toBeNull();
  expect(minutesInState(agent('A', { timeOfAdherenceChange: '2026-11-30T09:08:00Z' }), now)).toBe(0);
});

test('every state is counted', () => {
  expect(countsOf([agent('A', {}), agent('B', {}), agent('C', { adherenceState: 'Unknown' })])).toMatchObject({ InAdherence: 2, Unknown: 1, OutOfAdherence: 0 });
});

test('a day that is over lists the lowest adherence first, whatever the state was at its end', () => {
  const late = agent('Late', { adherenceState: 'OutOfAdherence', adherencePercentage: 97 });
  const order = lowestFirst([agent('None', { adherencePercentage: null }), late, agent('Low', { adherencePercentage: 61 })]);
  expect(order.map((one) => one.name)).toEqual(['Low', 'Late', 'None']);
});

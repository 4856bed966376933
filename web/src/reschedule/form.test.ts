import { expect, test } from 'vitest';
import { absenceOf, newAway, newForm, optionsOf, type Surroundings } from './form';

const around: Surroundings = {
  zone: 'Asia/Shanghai', today: '2026-12-01', end: Date.parse('2026-12-06T16:00:00Z'), agentIds: ['a', 'b', 'c'], teams: new Map([['t', ['a', 'b']]]), lockedAgents: new Set(),
};
const away = (part: Partial<ReturnType<typeof newAway>>) => ({ ...newAway('2026-12-02', 'a'), ...part });

test('a whole day away is the local date', () => {
  expect(absenceOf(away({}), 'Asia/Shanghai')).toEqual({ agentId: 'a', date: '2026-12-02' });
});

test('who comes late is away from midnight, who leaves early until the next one', () => {
  expect(absenceOf(away({ how: 'late', to: '10:00' }), 'Asia/Shanghai')).toEqual({ agentId: 'a', startDate: '2026-12-01T16:00:00.000Z', endDate: '2026-12-02T02:00:00.000Z' });
  expect(absenceOf(away({ how: 'early', from: '15:00' }), 'Asia/Shanghai')).toEqual({ agentId: 'a', startDate: '2026-12-02T07:00:00.000Z', endDate: '2026-12-02T16:00:00.000Z' });
});

test('a stretch that ends before it begins ends on the next day', () => {
  expect(absenceOf(away({ how: 'between', from: '22:00', to: '02:00' }), 'Asia/Shanghai')).toMatchObject({ startDate: '2026-12-02T14:00:00.000Z', endDate: '2026-12-02T18:00:00.000Z' });
});

test('nobody is asked for before everybody away is named', () => {
  expect(optionsOf(newForm('away', newAway('2026-12-02')), around)).toBeNull();
  expect(optionsOf(newForm('away', away({})), around)?.absences).toEqual([{ agentId: 'a', date: '2026-12-02' }]);
});

test('a changed demand names nobody, and a stretch only where one is chosen', () => {
  const form = newForm('demand', newAway('2026-12-02'));
  expect(optionsOf(form, around)).toMatchObject({ absences: [] });
  expect(optionsOf(form, around)).not.toHaveProperty('endDate');
  expect(optionsOf({ ...form, stretch: 'today' }, around)).toMatchObject({ endDate: '2026-12-01T16:00:00.000Z' });
  expect(optionsOf({ ...form, stretch: 'weeks' }, around)).toMatchObject({ endDate: '2026-12-06T16:00:00.000Z' });
});

test('agents with locked shifts are not among those who may change', () => {
  const locked = { ...around, lockedAgents: new Set(['b']) };
  const form = newForm('demand', newAway('2026-12-02'));
  expect(optionsOf(form, locked)?.agentIds).toEqual(['a', 'c']);
  expect(optionsOf({ ...form, whose: 'team:t' }, locked)?.agentIds).toEqual(['a']);
  expect(optionsOf({ ...form, keepLocked: false }, locked)).not.toHaveProperty('agentIds');
});

import { expect, test } from 'vitest';
import { keyOf, namesOf } from './scopes';

const team = { teamId: 't-1' };

test('a scope is known by its kind and its unit', () => {
  expect(keyOf(team)).toBe('teamId t-1');
  expect(keyOf({ businessUnitId: 't-1' })).not.toBe(keyOf(team));
});

test('a unit that is gone is told as such', () => {
  const units = [{ key: keyOf(team), name: 'Bank / Berlin / One', scope: team }];
  expect(namesOf([team, { teamId: 't-2' }], units, 'gone')).toEqual(['Bank / Berlin / One', 'gone']);
});

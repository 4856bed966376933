import { expect, test } from 'vitest';
import { stateTopics } from './stateTopics';

test('the states of the unit’s own management units are followed, and nobody else’s', () => {
  expect(stateTopics(['north', 'south'])).toEqual(['management-units.north.adherence', 'management-units.south.adherence']);
  expect(stateTopics([])).toEqual([]);
});

test('more management units than a stream can name are followed together', () => {
  expect(stateTopics(Array.from({ length: 101 }, (_, index) => `m${index}`))).toEqual(['management-units.*.adherence']);
});

import { expect, test } from 'vitest';
import { stampOf, tableOf } from './chartTable';

test('the hour that clocks show twice is told apart by its distance from UTC', () => {
  expect(stampOf(Date.parse('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toBe('2026-10-25T02:30+02:00');
  expect(stampOf(Date.parse('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toBe('2026-10-25T02:30+01:00');
  expect(stampOf(Date.parse('2026-07-01T00:00:00Z'), 'America/St_Johns')).toBe('2026-06-30T21:30-02:30');
});

test('a drawing’s lines are columns beside its axis, and what is not there stays empty', () => {
  expect(tableOf([[1, 2], [10, null]], ['at', 'calls'], (x) => `#${x}`)).toEqual({ header: ['at', 'calls'], rows: [['#1', 10], ['#2', null]] });
});

import { expect, test } from 'vitest';
import { clocksOf, instantAt, instantsAt } from './localClock';

const iso = (clock: string, zone: string) => new Date(instantAt(clock, zone) ?? NaN).toISOString();

test('a local time is the instant at which the zone’s clocks show it', () => {
  expect(iso('2026-11-28T12:00', 'Asia/Shanghai')).toBe('2026-11-28T04:00:00.000Z');
  expect(iso('2026-07-01T12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
  expect(clocksOf('Asia/Shanghai')(Date.parse('2026-11-28T04:00:00Z'))).toBe('2026-11-28T12:00');
});

test('before and after clocks change on one day, each offset is used', () => {
  expect(iso('2026-03-29T01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00.000Z');
  expect(iso('2026-03-29T12:00', 'Europe/Berlin')).toBe('2026-03-29T10:00:00.000Z');
});

test('a time shown twice is its first pass, and a skipped one lies after the jump', () => {
  expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
});

test('a time shown twice has two instants, in order', () => {
  expect(instantsAt('2026-10-25T02:30', 'Europe/Berlin').map((at) => new Date(at).toISOString())).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
  expect(instantsAt('2026-10-25T03:30', 'Europe/Berlin')).toHaveLength(1);
});

test('an empty field is no instant', () => {
  expect(instantAt('', 'UTC')).toBeNull();
});

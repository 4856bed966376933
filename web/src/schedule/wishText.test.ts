import { expect, test } from 'vitest';
import { daysText, wishLines } from './wishText';

test('days are named by weekday and date, and every day where none is', () => {
  expect(daysText({ days: ['Monday'], dates: ['2026-06-05'] })).toBe('Monday, Fri, Jun 5');
  expect(daysText(undefined)).toBe('every day');
});

test('days off come first, then wishes, then colleagues', () => {
  const lines = wishLines({
    agentId: 'a',
    version: 1,
    fixedDaysOff: { days: ['Sunday'] },
    wishes: [{ wish: 'notShift', shift: 'Late', priceHeadMinutes: 30 }],
    colleagues: [{ agentId: 'b', on: { days: ['Friday'] }, priceHeadMinutes: 10 }],
  });
  expect(lines).toEqual(['Always off: Sunday', 'Rather not shift Late: every day', 'With a colleague: Friday']);
  expect(wishLines({ agentId: 'a', version: 0 })).toEqual([]);
});

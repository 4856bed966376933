import { expect, test } from 'vitest';
import type { ShiftTrade } from '../../api/shiftTrades';
import { exchangeOf, sideOf } from './sides';

const trade = (parts: Partial<ShiftTrade>) => ({ state: 'Unmatched', initiatingAgentId: 'ana', initiatingShiftStart: '8', initiatingShiftEnd: '16', ...parts }) as ShiftTrade;

test('a trade is on the board unless it is offered to one agent', () => {
  expect(sideOf(trade({}), 'bo')).toBe('board');
  expect(sideOf(trade({ receivingAgentId: 'bo' }), 'bo')).toBe('toMe');
  expect(sideOf(trade({}), 'ana')).toBe('mine');
});

test('who has agreed waits with who offers, until it is decided', () => {
  const matched = { state: 'Matched', receivingAgentId: 'bo' } as const;
  expect([sideOf(trade(matched), 'bo'), sideOf(trade(matched), 'ana')]).toEqual(['agreed', 'mine']);
  expect(sideOf(trade({ ...matched, state: 'Approved' }), 'bo')).toBe('over');
});

test('who offers gives the shift that who takes it gets', () => {
  const agreed = trade({ receivingShiftStart: '10', receivingShiftEnd: '18' });
  expect(exchangeOf(agreed, 'ana')).toEqual({ gives: ['8', '16'], gets: ['10', '18'] });
  expect(exchangeOf(agreed, 'bo')).toEqual({ gives: ['10', '18'], gets: ['8', '16'] });
  expect(exchangeOf(trade({}), 'bo')).toEqual({ gives: null, gets: ['8', '16'] });
});

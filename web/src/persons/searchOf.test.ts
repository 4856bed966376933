import { expect, test } from 'vitest';
import { searchOf } from './searchOf';

test('what begins as an international number is a phone, however it is written', () => {
  expect(searchOf(' +86 138-0013 0000 ')).toEqual({ phone: '+8613800130000' });
  expect(searchOf('+49 (30) 1234.567')).toEqual({ phone: '+49301234567' });
});

test('everything else is an external id, digits too', () => {
  expect(searchOf('C00017')).toEqual({ externalId: 'C00017' });
  expect(searchOf('13800130000')).toEqual({ externalId: '13800130000' });
});

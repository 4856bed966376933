import { expect, test } from 'vitest';
import { phonesOf } from './phones';

test('phones stand on lines or between commas, and blanks within one are its own', () => {
  expect(phonesOf('+86 138 0013 0000\n+49301234567, 13800130001;\n\n 13800130001 ')).toEqual(['+86 138 0013 0000', '+49301234567', '13800130001']);
});

test('nothing typed is no phone', () => {
  expect(phonesOf(' \n , ')).toEqual([]);
});

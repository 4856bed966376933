import { expect, test } from 'vitest';
import { suggestedMapping, unusedHeaders } from './mapping';

test('fields are found by their own name first, then by what other systems call them', () => {
  const list = { columnNames: ['Mobile'] };
  expect(suggestedMapping(['Phone_Number', 'Mobile', 'customer id', 'TimeZone'], list)).toEqual({ phone: 'Phone_Number', externalId: 'customer id', timeZone: 'TimeZone' });
  expect(suggestedMapping(['手机号', '姓名'], { columnNames: [] })).toEqual({ phone: '手机号', name: '姓名' });
});

test('a header that is neither a field nor a column is told to be unused', () => {
  expect(unusedHeaders(['phone', 'city', 'Age'], { phone: 'phone' }, { columnNames: ['City'] })).toEqual(['Age']);
});

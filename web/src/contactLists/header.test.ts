import { expect, test } from 'vitest';
import { headerOf, readHeader, suggestedMapping, unusedHeaders } from './header';

test('a header is read whatever separates its names', () => {
  expect(headerOf('phone,name\n1,2')).toEqual(['phone', 'name']);
  expect(headerOf('phone;name, first\r\n')).toEqual(['phone', 'name, first']);
  expect(headerOf('phone\tname')).toEqual(['phone', 'name']);
});

test('a byte order mark is no part of a name, and a quoted separator parts nothing', () => {
  expect(headerOf('\ufeffphone,"name, first","say ""x"""\n')).toEqual(['phone', 'name, first', 'say "x"']);
});

test('a workbook’s header is left to the service', async () => {
  expect(await readHeader(new File(['PK'], 'list.XLSX'))).toBeNull();
  expect(await readHeader(new File(['phone,City\n1,2\n'], 'list.csv'))).toEqual(['phone', 'City']);
});

test('the header of a gzip is read without unpacking the file', async () => {
  const packed = new Response(new Blob(['phone,City\n1,2\n']).stream().pipeThrough(new CompressionStream('gzip')));
  expect(await readHeader(new File([await packed.blob()], 'list.csv.gz'))).toEqual(['phone', 'City']);
});

test('fields are found by their own name first, then by what other systems call them', () => {
  const list = { columnNames: ['Mobile'] };
  expect(suggestedMapping(['Phone_Number', 'Mobile', 'customer id', 'TimeZone'], list)).toEqual({ phone: 'Phone_Number', externalId: 'customer id', timeZone: 'TimeZone' });
  expect(suggestedMapping(['手机号', '姓名'], { columnNames: [] })).toEqual({ phone: '手机号', name: '姓名' });
});

test('a header that is neither a field nor a column is told to be unused', () => {
  expect(unusedHeaders(['phone', 'city', 'Age'], { phone: 'phone' }, { columnNames: ['City'] })).toEqual(['Age']);
});

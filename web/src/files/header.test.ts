import { expect, test } from 'vitest';
import { headerOf, readHeader } from './header';

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

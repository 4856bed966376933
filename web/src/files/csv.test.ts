import { expect, test } from 'vitest';
import { csvOf } from './csv';

const text = async (blob: Blob) => new TextDecoder('utf-8', { ignoreBOM: false }).decode(await blob.arrayBuffer());

test('cells with separators, quotes and lines are quoted', async () => {
  expect(await text(csvOf(['row', 'value'], [[2, 'a "b", c\nd'], [3, null]]))).toBe('row,value\r\n2,"a ""b"", c\nd"\r\n3,\r\n');
});

test('text that a spreadsheet would run is guarded, a negative figure is not', async () => {
  expect(await text(csvOf(['v'], [['=1+1'], ['+8613800000000'], ['@x'], [-3]]))).toBe("v\r\n'=1+1\r\n'+8613800000000\r\n'@x\r\n-3\r\n");
});

import { expect, test } from 'vitest';
import { en } from './en';
import { zhCN } from './zh-CN';

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).toSorted();

test('both languages have the same keys', () => {
  expect(Object.keys(zhCN).toSorted()).toEqual(Object.keys(en).toSorted());
});

test('a text has the same holes to fill in both languages', () => {
  for (const [key, text] of Object.entries(en)) {
    expect(holes(zhCN[key as keyof typeof en]), key).toEqual(holes(text));
  }
});

test('no text is empty, and Chinese texts are not left in English', () => {
  const untranslated = Object.entries(zhCN).filter(([, text]) => !/[一-鿿–]/.test(text));
  expect(untranslated).toEqual([]);
});

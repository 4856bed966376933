import { expect, test } from 'vitest';
import { askedColumns, clausesOf, draftOf, emptyPredicate, isComplete, isRelative, operatorsFor, predicateOf, valuesOf, withColumn } from './conditions';

const columns = askedColumns({
  columnNames: ['Balance', 'Due', 'City'],
  phoneColumns: [],
  columnDataTypeSpecifications: [
    { columnName: 'Balance', columnDataType: 'numeric' },
    { columnName: 'Due', columnDataType: 'date' },
  ],
  trimWhitespace: true,
});

test('the list’s own columns come first, then the fields of every contact', () => {
  expect(columns.map((one) => one.name)).toEqual(['Balance', 'Due', 'City', 'phone', 'externalId', 'name', 'personId', 'timeZone', 'segment', 'dateCreated']);
});

test('numbers are not asked for what they contain, and a kept operator stays choosable', () => {
  expect(operatorsFor('numeric', 'EQUALS')).not.toContain('CONTAINS');
  expect(operatorsFor('numeric', 'CONTAINS')).toContain('CONTAINS');
  expect(operatorsFor('date', 'EQUALS')).toContain('BEFORE');
});

test('an operator that makes no sense of the new column gives way', () => {
  const due = columns.find((one) => one.name === 'Due')!;
  expect(withColumn({ ...emptyPredicate('City'), operator: 'CONTAINS' }, due)).toMatchObject({ column: 'Due', operator: 'BEFORE' });
  expect(withColumn({ ...emptyPredicate('Balance'), operator: 'BETWEEN' }, due)).toMatchObject({ column: 'Due', operator: 'BETWEEN' });
});

test('a condition is sent with a value, a range or a set, never with two of them', () => {
  expect(predicateOf({ ...emptyPredicate('City'), value: 'Wuhan' }, columns)).toEqual({ column: 'City', columnType: 'alphabetic', operator: 'EQUALS', inverted: false, value: 'Wuhan' });
  expect(predicateOf({ ...emptyPredicate('Balance'), operator: 'BETWEEN', min: '1', maxInclusive: false, max: ' 500 ' }, columns)).toEqual({
    column: 'Balance', columnType: 'numeric', operator: 'BETWEEN', inverted: false, range: { min: '1', max: '500', minInclusive: true, maxInclusive: false },
  });
  expect(predicateOf({ ...emptyPredicate('City'), operator: 'IN', set: 'Wuhan, Beijing', inverted: true }, columns)).toEqual({
    column: 'City', columnType: 'alphabetic', operator: 'IN', inverted: true, range: { inSet: ['Wuhan', 'Beijing'] },
  });
});

test('a condition comes back from the form as it was kept', () => {
  const kept = predicateOf({ ...emptyPredicate('Balance'), operator: 'BETWEEN', min: '1', max: '2', maxInclusive: false }, columns);
  expect(predicateOf(draftOf(kept), columns)).toEqual(kept);
});

test('a value with a comma stands on its own line', () => {
  expect(valuesOf('Washington, D.C.\nWuhan\n\nWuhan')).toEqual(['Washington, D.C.', 'Wuhan']);
});

test('nothing is asked while a condition is not complete', () => {
  expect(isComplete({ ...emptyPredicate('Balance'), operator: 'BETWEEN', max: '5' })).toBe(true);
  expect(clausesOf([{ filterType: 'AND', predicates: [emptyPredicate('City')] }], columns)).toBeNull();
  expect(clausesOf([], columns)).toBeNull();
});

test('relative times are told from dates and words', () => {
  expect(['P1D', '-P30D', 'PT-2H', 'P1DT6H30M', 'PT30M'].every(isRelative)).toBe(true);
  expect(['P', 'PT', '2026-01-01', '30D', 'P1.5D'].some(isRelative)).toBe(false);
});

import { expect, test } from 'vitest';
import { columnsOf, draftsOf } from './columns';

test('columns come back from the form as they went in', () => {
  const columns = {
    columnNames: ['Mobile', 'Balance', 'City'],
    phoneColumns: [{ columnName: 'Mobile', type: 'mobile' }],
    columnDataTypeSpecifications: [{ columnName: 'Balance', columnDataType: 'numeric' as const }],
    trimWhitespace: false,
  };
  expect(columnsOf(draftsOf(columns), false)).toEqual(columns);
});

test('a line without a name is no column, and a phone is text whatever type was chosen before', () => {
  const drafts = [
    { name: '  ', type: 'date' as const, isPhone: false, phoneType: '' },
    { name: ' Home ', type: 'numeric' as const, isPhone: true, phoneType: ' home ' },
  ];
  expect(columnsOf(drafts, true)).toEqual({
    columnNames: ['Home'], phoneColumns: [{ columnName: 'Home', type: 'home' }], columnDataTypeSpecifications: [], trimWhitespace: true,
  });
});

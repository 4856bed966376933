import type { ColumnDataType, ListColumns } from '../api/contactLists';

/** A column as it is typed: one line of the form. */
export interface ColumnDraft {
  name: string;
  type: ColumnDataType;
  isPhone: boolean;
  /** What kind of phone, for people to read. */
  phoneType: string;
}

/** The columns of a list as lines of a form. */
export const draftsOf = (columns: ListColumns): ColumnDraft[] =>
  columns.columnNames.map((name) => {
    const phone = columns.phoneColumns.find((one) => one.columnName === name);
    const type = columns.columnDataTypeSpecifications.find((one) => one.columnName === name)?.columnDataType ?? 'alphabetic';
    return { name, type, isPhone: phone !== undefined, phoneType: phone?.type ?? '' };
  });

/** What the service is sent; lines without a name are left out. Phones come in the order of the lines. */
export function columnsOf(drafts: ColumnDraft[], trimWhitespace: boolean): ListColumns {
  const named = drafts.map((one) => ({ ...one, name: one.name.trim() })).filter((one) => one.name !== '');
  return {
    columnNames: named.map((one) => one.name),
    phoneColumns: named.filter((one) => one.isPhone).map((one) => ({ columnName: one.name, type: one.phoneType.trim() })),
    columnDataTypeSpecifications: named.filter((one) => !one.isPhone && one.type !== 'alphabetic').map((one) => ({ columnName: one.name, columnDataType: one.type })),
    trimWhitespace,
  };
}

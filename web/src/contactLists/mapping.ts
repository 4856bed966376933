import { MAPPED_FIELDS, type ColumnMapping, type ContactList, type MappedField } from '../api/contactLists';

/** Names by which other systems call the fields. */
const OTHER_NAMES: Record<MappedField, string[]> = {
  phone: ['phonenumber', 'mobile', 'mobilephone', 'telephone', 'tel', 'msisdn', '电话', '手机', '手机号', '电话号码'],
  externalId: ['id', 'customerid', 'contactid', 'leadid', 'vendorleadcode', '客户编号'],
  name: ['fullname', 'customername', '姓名', '客户姓名'],
  personId: ['person'],
  timeZone: ['timezone', 'tz', '时区'],
  segment: ['group', '分组'],
  doNotCall: ['dnc', 'donotcall', '免打扰'],
};

const plain = (name: string) => name.toLocaleLowerCase().replace(/[\s_\-.]/g, '');

/** What a header suggests: a field's own name, else one that other systems use. A column of the list keeps its meaning. */
export function suggestedMapping(header: string[], list: Pick<ContactList, 'columnNames'>): ColumnMapping {
  const own = new Set(list.columnNames.map((name) => name.toLowerCase()));
  const free = header.filter((name) => !own.has(name.toLowerCase()));
  const mapping: ColumnMapping = {};
  for (const field of MAPPED_FIELDS) {
    const exact = free.find((name) => name.toLowerCase() === field.toLowerCase());
    const other = OTHER_NAMES[field].map((wanted) => free.find((name) => plain(name) === wanted)).find((name) => name !== undefined);
    const found = exact ?? other;
    if (found !== undefined && !Object.values(mapping).includes(found)) mapping[field] = found;
  }
  return mapping;
}

/** Headers that end up nowhere: neither a field nor a column of the list. */
export function unusedHeaders(header: string[], mapping: ColumnMapping, list: Pick<ContactList, 'columnNames'>): string[] {
  const used = new Set([...Object.values(mapping), ...list.columnNames].map((name) => name.toLowerCase()));
  return header.filter((name) => !used.has(name.toLowerCase()));
}

import { MAPPED_FIELDS, type ColumnMapping, type ContactList, type MappedField } from '../api/contactLists';

/** As much of a file as surely holds its header. */
const HEAD_BYTES = 64 * 1024;

/** The names in the first line of a table, separated by commas, semicolons or tabs; quotes hold separators. */
export function headerOf(text: string): string[] {
  const line = firstLine(text.replace(/^\ufeff/, ''));
  const separator = [',', ';', '\t'].toSorted((left, right) => cells(line, right).length - cells(line, left).length)[0] ?? ',';
  return cells(line, separator).map((name) => name.trim()).filter((name) => name !== '');
}

function firstLine(text: string): string {
  let quoted = false;
  for (const [index, letter] of [...text].entries()) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) return [...text].slice(0, index).join('');
  }
  return text;
}

function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  let [cell, quoted] = ['', false];
  for (let index = 0; index < line.length; index += 1) {
    const letter = line[index] ?? '';
    if (quoted && letter === '"' && line[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (letter === '"') {
      quoted = !quoted;
    } else if (letter === separator && !quoted) {
      found.push(cell);
      cell = '';
    } else {
      cell += letter;
    }
  }
  return [...found, cell];
}

/** The header of a file, of a gzip as well; null where this browser cannot read it (a workbook): the service does. */
export async function readHeader(file: File): Promise<string[] | null> {
  const name = file.name.toLowerCase();
  if (name.endsWith('.xlsx')) return null;
  if (!name.endsWith('.gz')) return headerOf(await file.slice(0, HEAD_BYTES).text());
  const reader = file.slice(0, HEAD_BYTES).stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream()).getReader();
  // The first piece is enough: only a part of the file is unpacked, so its end is never reached.
  const { value } = await reader.read();
  await reader.cancel().catch(() => undefined);
  return headerOf(value ?? '');
}

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

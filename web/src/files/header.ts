/** As much of a file as surely holds its header. */
const HEAD_BYTES = 64 * 1024;

/** The names in the first line of a table, separated by commas, semicolons or tabs; quotes hold separators. */
export function headerOf(text: string): string[] {
  const line = firstLine(text.replace(/^\ufeff/, ''));
  const separator = ['\t', ';', ','].toSorted((left, right) => cells(line, right).length - cells(line, left).length)[0] ?? ',';
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

/** Rows of comma-separated values, in whatever way they are separated. */

/**
 * The rows of a CSV text. Blank lines are skipped.
 * Source: https://www.rfc-editor.org/rfc/rfc4180; a byte order mark at the start is skipped.
 * @param delimiter one character.
 */
export function* csvRows(text: string, delimiter: string): Generator<string[]> {
  let row: string[] = [];
  let cell = '';
  let isBlank = true;
  const endOfRow = () => {
    const ended = [...row, cell];
    const skip = isBlank;
    row = [];
    cell = '';
    isBlank = true;
    return skip ? undefined : ended;
  };
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"' && cell === '') {
      const [inner, after] = quotedCell(text, at + 1);
      cell = inner;
      at = after - 1;
      isBlank = false;
    } else if (character === delimiter) {
      row.push(cell);
      cell = '';
      isBlank = false;
    } else if (character === '\n' || character === '\r') {
      const ended = endOfRow();
      if (ended) yield ended;
    } else {
      cell += character;
      isBlank = false;
    }
  }
  const last = endOfRow();
  if (last) yield last;
}

/** What is in the quotes, and the place after the closing one. */
function quotedCell(text: string, start: number): [string, number] {
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [text.slice(start).replaceAll('""', '"'), text.length];
    if (text[quote + 1] !== '"') return [text.slice(start, quote).replaceAll('""', '"'), quote + 1];
    from = quote + 2;
  }
}

/** The rows as objects of texts: missing cells are empty, surplus ones are dropped. */
export function* csvRecords(
  rows: Iterable<string[]>,
  headers: readonly string[],
): Generator<Record<string, string>> {
  for (const row of rows) {
    yield Object.fromEntries(headers.map((header, index) => [header, row[index] ?? '']));
  }
}

/** A row of a CSV file, with the number of the line on which it starts, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
  /** It ends within quotation marks, which are never closed: it may hold the rest of the file. */
  unclosed?: true;
}

/**
 * The rows of a CSV file as spreadsheets of any language write it: with a byte order mark or without, separated by commas,
 * semicolons or tabs, cells in quotation marks where they hold one of these or a line break. Rows without content are left
 * out.
 */
export function csvRows(text: string): CsvRow[] {
  const content = text.replace(/^\uFEFF/u, '');
  const separator = separatorOf(content);
  const rows: CsvRow[] = [];
  let row: CsvRow = { line: 1, cells: [] };
  let cell = '';
  let quoted = false;
  let line = 1;
  const endRow = () => {
    row.cells.push(cell);
    if (row.cells.some((one) => one.trim() !== '')) rows.push(row);
    cell = '';
  };
  for (const token of content.match(tokens) ?? []) {
    const breaks = /^\r?\n|^\r/u.test(token);
    if (breaks) line += 1;
    if (token === '"' && (quoted || cell.trim() === '')) {
      quoted = !quoted;
      cell = quoted ? '' : cell;
    } else if (quoted) cell += token === '""' ? '"' : token;
    else if (token === '""' && cell.trim() === '') cell = '';
    else if (token === separator) {
      row.cells.push(cell);
      cell = '';
    } else if (breaks) {
      endRow();
      row = { line, cells: [] };
    } else cell += token;
  }
  if (quoted) row.unclosed = true;
  endRow();
  return rows;
}

const tokens = /""|"|\r\n|\r|\n|[,;\t]|[^",;\t\r\n]+/gu;

/** The first of the three in the file: a match's number, or a heading, holds none of them. */
function separatorOf(content: string): string {
  return /[,;\t]/u.exec(content)?.[0] ?? ',';
}

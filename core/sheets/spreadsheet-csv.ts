import { stringify } from 'csv-stringify/sync';
import { oneLine } from '../domain/text.ts';

/**
 * CSV (RFC 4180) for spreadsheets. It has a byte order mark, so that Excel reads it as UTF-8, and an apostrophe before
 * what a spreadsheet would run as a formula, since names come from a form anyone can fill in
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function spreadsheetCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? oneLine(cell) : cell))),
    { header: true, columns: [...columns], bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

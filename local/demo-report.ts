import { relative } from 'node:path';
import type { ReceivedMail } from './outcome.ts';

export interface DemoRow {
  number: number;
  /** File and entry. */
  where: string;
  entryId: string;
  name: string;
  registrationType: string;
  paid: boolean;
  /** The execution's. */
  status?: string;
  error?: string;
  cause?: string;
  registered: boolean;
  /** What is uncertain about the registration, as `beltRank: unknown`. */
  findings: string[];
  /** Whom the confirmation went to. */
  mailed: string[];
  /** Whether the admin got a mail about an unknown school or about findings. */
  adminTold: boolean;
  /** What became of the photo; absent without a badge. */
  photo?: string;
  driveFile?: string;
  /** Milliseconds from the payment (or the submission where none is due) to the email, and to the badge in Drive. */
  emailMs?: number;
  driveMs?: number;
  badge?: Uint8Array;
  mails: ReceivedMail[];
}

/** The print sheets of all badges. */
export interface DemoSheets {
  badges: number;
  notPrinted: number;
  /** Badges that somebody should look at. */
  withFindings: number;
  /** Paths of the badges' PDFs, then of the report and the list; none when there was nothing to print. */
  files: string[];
  /** Why there are none, in words. */
  failure?: string;
}

/** What is wrong with an entry, in words; empty when nothing is. */
export function checkReport(row: DemoRow): string[] {
  const { where, status, error, cause } = row;
  if (status !== 'SUCCEEDED') return [`${where}: ${status}: ${cause ?? error}`];
  const wrong = [
    !row.registered && 'no registration',
    row.mailed.length !== 1 && 'no confirmation mail',
    !row.badge && 'no badge',
    !row.driveFile && 'its badge is not in Drive',
  ];
  return wrong.filter((text) => text !== false).map((text) => `${where}: ${text}`);
}

/** What is not as it should be with the print sheets of these entries' badges, in words. */
export function checkSheets(
  { badges, failure }: DemoSheets,
  rows: readonly Pick<DemoRow, 'badge'>[],
): string[] {
  if (failure) return [`print sheets: ${failure}`];
  const expected = rows.filter(({ badge }) => badge).length;
  return badges === expected ? [] : [`print sheets: ${badges} of ${expected} badges`];
}

/** @param root the PDFs' paths are relative to it. */
export function sheetsInWords({ badges, withFindings, files }: DemoSheets, root: string): string {
  const count = `${badges} ${badges === 1 ? 'badge' : 'badges'}, ${withFindings} to look at`;
  const sheets = files.slice(0, -2).map((file) => relative(root, file));
  return `Print sheets: ${count}: ${sheets.join(', ')}`;
}

/** What was registered as it was written because it is not understood, one line an entry. */
export function findingsInWords(rows: readonly Pick<DemoRow, 'number' | 'findings'>[]): string[] {
  return rows
    .filter(({ findings }) => findings.length > 0)
    .map(({ number, findings }) => `Entry ${number}, registered as written: ${findings.join('; ')}`);
}

/** The rows as a table for a terminal. */
export function rowsAsTable(rows: readonly DemoRow[]): string {
  const header = [
    'entry',
    'type',
    'name',
    'execution',
    'registration',
    'mail',
    'badge',
    'Drive',
    'ms to email',
    'ms to Drive',
  ];
  const cells = rows.map((row) => [
    String(row.number),
    row.registrationType,
    row.name,
    row.status ?? 'not started',
    row.registered ? `stored${row.findings.length > 0 ? ', as written' : ''}` : '-',
    row.mailed.length > 0 ? (row.adminTold ? 'sent, admin told' : 'sent') : '-',
    row.photo === undefined ? '-' : row.photo === 'used' ? 'photo' : `photo ${row.photo}`,
    row.driveFile ? 'pushed' : '-',
    row.emailMs === undefined ? '-' : String(row.emailMs),
    row.driveMs === undefined ? '-' : String(row.driveMs),
  ]);
  const widths = header.map((title, column) =>
    Math.max(...[title, ...cells.map((row) => row[column] ?? '')].map(width)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((length) => '-'.repeat(length)).join('  '), ...cells.map(line)].join('\n');
}

/** Columns a text takes in a terminal: East Asian letters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, letter) =>
      sum +
      (/\p{Script=Hangul}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(letter) ? 2 : 1),
    0,
  );
}

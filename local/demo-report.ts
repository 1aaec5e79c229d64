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
  /** Whom the confirmation went to. */
  mailed: string[];
  /** Whether the admin was told of an unknown school. */
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

/** What is not as it should be with an entry, in words; nothing for one that went well. */
export function checkReport(row: DemoRow): string[] {
  const { where, status, error, cause, registrationType } = row;
  if (status !== 'SUCCEEDED') return [`${where}: ${status}: ${cause ?? error}`];
  const wantsBadge = registrationType === 'competitor';
  const wrong = [
    !row.registered && 'no registration',
    row.mailed.length !== 1 && 'no confirmation mail',
    wantsBadge !== (row.badge !== undefined) && (wantsBadge ? 'no badge' : 'a badge nobody wants'),
    wantsBadge !== (row.driveFile !== undefined) && 'its badge is not in Drive',
  ];
  return wrong.filter((text) => text !== false).map((text) => `${where}: ${text}`);
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
    row.registered ? 'stored' : '-',
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

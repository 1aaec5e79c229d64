import { stringify } from 'csv-stringify/sync';
import { oneLine } from '../domain/text.ts';

/** A badge on a sheet. */
export interface PrintedBadge {
  /** Of the order's files, from 1. */
  file: number;
  /** Of the file, from 1, as a viewer counts it. */
  page: number;
  /** On the page, from 1. */
  position: number;
  badgeId: string;
  entryId: string;
  school: string;
  name: string;
  registrationType: string;
  /** What is to be looked at before printing, by codes. */
  findings: readonly string[];
  /** The same, as the registration has it. */
  findingsInWords?: string;
}

/** Who was asked for, and has no badge on any sheet. */
export interface NotPrinted {
  entryId: string;
  school: string;
  name: string;
  reason: string;
}

/** What people read about a badge; empty where there is nothing to look at. */
export const toLookAt = ({ findings, findingsInWords }: PrintedBadge) =>
  findingsInWords ?? findings.join('; ');

const columns = [
  'File',
  'Page',
  'Position',
  'Badge id',
  'Entry id',
  'School',
  'Name',
  'Registration type',
  'Findings',
  'Not printed because',
];

/**
 * One line a badge, then one for everyone who is not printed, as CSV (RFC 4180) for spreadsheets: with a byte order
 * mark, by which Excel reads it as UTF-8, and with an apostrophe before what a spreadsheet would run as a formula, since
 * names come from a form anyone can fill in (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function preflightCsv(printed: readonly PrintedBadge[], notPrinted: readonly NotPrinted[]): string {
  const rows = [
    ...printed.map((badge) => [
      badge.file,
      badge.page,
      badge.position,
      badge.badgeId,
      badge.entryId,
      badge.school,
      badge.name,
      badge.registrationType,
      toLookAt(badge),
      '',
    ]),
    ...notPrinted.map(({ entryId, school, name, reason }) => [
      '',
      '',
      '',
      '',
      entryId,
      school,
      name,
      '',
      '',
      reason,
    ]),
  ];
  return stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? oneLine(cell) : cell))),
    { header: true, columns, bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

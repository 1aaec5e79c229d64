import { spreadsheetCsv } from './spreadsheet-csv.ts';

/** A badge on a sheet. */
export interface PrintedBadge {
  /** Number of the order's file, from 1. */
  file: number;
  /** Page of the file, from 1, as a viewer counts. */
  page: number;
  /** Position on the page, from 1. */
  position: number;
  badgeId: string;
  entryId: string;
  school: string;
  name: string;
  registrationType: string;
  /** Whether there is a photo on it; absent where that is not known. */
  photo?: boolean;
  /** What to check before printing, by codes. */
  findings: readonly string[];
  /** The same, as noted on the registration. */
  findingsInWords?: string;
}

/** A person who was asked for, but whose badge is on no sheet. */
export interface NotPrinted {
  entryId: string;
  school: string;
  name: string;
  reason: string;
}

/** What people read about a badge; empty if there is nothing to check. */
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

/** One line for each badge, then one for each person who is not printed, for spreadsheets. */
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
  return spreadsheetCsv(columns, rows);
}

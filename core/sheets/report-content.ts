/** The content of the report on an order of badge sheets, in reading order. */
import type { Competition } from '../domain/competition.ts';
import { type NotPrinted, type PrintedBadge, toLookAt } from './preflight-report.ts';
import type { SheetLayout } from './sheet-layout.ts';

export interface Report {
  /** Determines the report's paper, and is named in the advice on printing. */
  layout: SheetLayout;
  competition: Competition;
  /** When the files were made, in words. */
  madeAt: string;
  createdAt: Date;
  /** Which badges were asked for, in words. */
  askedFor: string;
  /** The badges of all files, in order. */
  printed: readonly PrintedBadge[];
  notPrinted: readonly NotPrinted[];
}

export interface ReportContent {
  eyebrow: string;
  title: string;
  facts: readonly { label: string; text: string }[];
  counts: readonly { count: number; label: string; alarming?: boolean }[];
  /** Shown instead of the tables when there is nothing to check. */
  closing?: string;
  tables: readonly Table[];
}

export interface Column {
  heading: string;
  /** Width in points, or the share of the width that the fixed columns leave. */
  width?: number;
  share?: number;
}

export interface Table {
  title: string;
  columns: readonly Column[];
  /** `note` stands below the row, across the columns. */
  rows: readonly { cells: readonly string[]; note?: string }[];
}

export function contentOf(report: Report): ReportContent {
  const { layout, competition, askedFor, madeAt, printed, notPrinted } = report;
  const findings = printed.filter((badge) => badge.findings.length > 0).length;
  const pages = new Set(printed.map(({ file, page }) => `${file} ${page}`)).size;
  return {
    eyebrow: 'BADGE SHEETS',
    title: `${competition.name} ${competition.year}`,
    facts: [
      { label: 'Asked for', text: askedFor },
      { label: 'Made', text: madeAt },
      { label: 'Print', text: `the badges at actual size (100 %), on ${layout.name}` },
    ],
    counts: [
      { count: printed.length, label: printed.length === 1 ? 'badge' : 'badges' },
      { count: pages, label: pages === 1 ? 'page of badges' : 'pages of badges' },
      { count: findings, label: 'to look at', alarming: findings > 0 },
      { count: notPrinted.length, label: 'not printed', alarming: notPrinted.length > 0 },
    ],
    closing:
      findings + notPrinted.length > 0
        ? undefined
        : 'Every badge that was asked for is printed, and none has anything to look at.',
    tables: tablesOf(report),
  };
}

/** The tables that have rows. */
function tablesOf({ printed, notPrinted }: Report): Table[] {
  const tables: Table[] = [
    {
      title: 'Look at these before printing',
      columns: [
        { heading: 'File', width: 28 },
        { heading: 'Page', width: 30 },
        { heading: 'Place', width: 32 },
        { heading: 'School', share: 0.3 },
        { heading: 'Name', share: 0.3 },
        { heading: 'What to look at', share: 0.4 },
      ],
      rows: printed
        .filter(({ findings }) => findings.length > 0)
        .map((badge) => {
          const { file, page, position, school, name } = badge;
          return { cells: [`${file}`, `${page}`, `${position}`, school, name, toLookAt(badge)] };
        }),
    },
    {
      title: 'Not printed',
      columns: [
        { heading: 'School', share: 0.3 },
        { heading: 'Name', share: 0.28 },
        { heading: 'Why', share: 0.42 },
      ],
      rows: notPrinted.map(({ entryId, school, name, reason }) => ({
        cells: [school, name, reason],
        note: `Entry ${entryId}`,
      })),
    },
    {
      title: 'Schools',
      columns: [
        { heading: 'School', share: 0.6 },
        { heading: 'Pages', share: 0.4 },
        { heading: 'Badges', width: 44 },
      ],
      rows: schoolsOf(printed).map(({ school, pages, badges }) => ({
        cells: [school || '(no school)', pages, `${badges}`],
      })),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** The pages of each school's badges, in the order of the files: `2–3`, or `file 1: 34; file 2: 1–2` if there are several. */
export function schoolsOf(
  printed: readonly Pick<PrintedBadge, 'school' | 'file' | 'page'>[],
): { school: string; pages: string; badges: number }[] {
  const several = printed.some(({ file }) => file > 1);
  return [...Map.groupBy(printed, ({ school }) => school)].map(([school, badges]) => {
    const files = [...Map.groupBy(badges, ({ file }) => file)].map(([file, inFile]) => {
      const pages = inFile.map(({ page }) => page);
      const [from, to] = [Math.min(...pages), Math.max(...pages)];
      const range = from === to ? `${from}` : `${from}–${to}`;
      return several ? `file ${file}: ${range}` : range;
    });
    return { school, pages: files.join('; '), badges: badges.length };
  });
}

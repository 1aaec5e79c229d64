/** The page at the front of a file of badge sheets: what is in the file, and what to look at before printing it. */
import satori from 'satori';
import type { CSSProperties, JSXNode } from 'satori/jsx';
import sharp from 'sharp';
import { normaliseName } from '../domain/names.ts';
import { oneLine } from '../domain/one-line.ts';
import { familyOf, fontsFor } from '../drawing/fonts.ts';
import type { NotPrinted, PrintedBadge } from './preflight-report.ts';
import { pointsPerInch, type SheetLayout } from './sheet-layout.ts';

export interface ReportPage {
  /** Gives the page its size, and the advice on printing its name. */
  layout: SheetLayout;
  competition: { name: string; year: number };
  /** Which of the order's files this is, from 1. */
  file: number;
  files: number;
  /** When the file was made, in words. */
  madeAt: string;
  /** Which badges were asked for, in words. */
  askedFor: string;
  /** Pages of badges in this file. */
  pages: number;
  /** The badges of this file. */
  printed: readonly PrintedBadge[];
  notPrinted: readonly NotPrinted[];
}

/**
 * Draws the page as large as the layout's paper, as a JPEG at 150 dpi. A text that is longer than its column ends in an
 * ellipsis. The same report gives the same bytes. Nothing is fetched.
 */
export async function drawReportPage(report: ReportPage): Promise<Buffer> {
  const page = pageOf(report.layout);
  const content = contentOf(report, page.height);
  const svg = await satori(<Page page={page} content={content} />, {
    ...page,
    fonts: fontsFor(textsOf(content)),
    loadAdditionalAsset: async () => [],
  });
  return sharp({ create: { ...page, channels: 3, background: 'white' } })
    .composite([{ input: Buffer.from(svg) }])
    .withDensity(dotsPerInch)
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** All measures below are px at this density. */
const dotsPerInch = 150;

interface PageSize {
  width: number;
  height: number;
}

function pageOf({ paper }: SheetLayout): PageSize {
  const toPx = (points: number) => Math.round((points / pointsPerInch) * dotsPerInch);
  return { width: toPx(paper.width), height: toPx(paper.height) };
}

/** More than any printer leaves white. */
const margin = 60;
/** Of what stands below each other, gaps included; the head's is that of a title in two lines. */
const heights = { head: 288, counts: 120, headings: 92, row: 34 };

const ink = '#14181f';
const muted = '#59616e';
const hair = '#d3d8df';
const ground = '#f1f3f6';
const accent = '#123a6b';
const alarm = '#9f1d2e';

interface Column {
  heading: string;
  /** In px, or its share of what columns of a width leave. */
  width?: number;
  share?: number;
}

interface Table {
  title: string;
  columns: readonly Column[];
  rows: readonly string[][];
}

/** What the page says, in words ready to be drawn. */
interface Content {
  eyebrow: string;
  title: string;
  facts: { label: string; value: string }[];
  counts: { count: number; label: string; alarming?: boolean }[];
  tables: Table[];
  /** Below the tables. */
  closing?: string;
}

const findingColumns: readonly Column[] = [
  { heading: 'Page', width: 66 },
  { heading: 'Position', width: 96 },
  { heading: 'School', share: 0.32 },
  { heading: 'Name', share: 0.26 },
  { heading: 'Finding', share: 0.42 },
];
const notPrintedColumns: readonly Column[] = [
  { heading: 'School', share: 0.33 },
  { heading: 'Name', share: 0.27 },
  { heading: 'Reason', share: 0.4 },
];

function contentOf(report: ReportPage, pageHeight: number): Content {
  const { layout, competition, file, files, pages, printed, notPrinted } = report;
  const found = printed.filter(({ findings }) => findings.length > 0);
  const all = { findings: found.length, notPrinted: notPrinted.length };
  const shown = shownRows(pageHeight - 2 * margin - heights.head - heights.counts, all);
  const tables = [
    {
      title: 'Look at these before printing',
      columns: findingColumns,
      rows: found
        .slice(0, shown.findings)
        .map(({ page, position, school, name, findings }) =>
          [`${page}`, `${position}`, school, name, findings.join('; ')].map(drawable),
        ),
    },
    {
      title: 'Not printed',
      columns: notPrintedColumns,
      rows: notPrinted
        .slice(0, shown.notPrinted)
        .map(({ school, name, reason }) => [school, name, reason].map(drawable)),
    },
  ];
  return {
    eyebrow: `Badge sheets · file ${file} of ${files}`,
    title: drawable(`${competition.name} ${competition.year}`),
    facts: [
      { label: 'Asked for', value: drawable(report.askedFor) },
      { label: 'Made', value: drawable(report.madeAt) },
      { label: 'Print', value: `at actual size (100 %), on ${layout.name}` },
    ],
    counts: [
      { count: printed.length, label: printed.length === 1 ? 'badge in this file' : 'badges in this file' },
      { count: pages, label: pages === 1 ? 'page of badges' : 'pages of badges' },
      { count: all.findings, label: 'with findings', alarming: all.findings > 0 },
      { count: all.notPrinted, label: 'not printed', alarming: all.notPrinted > 0 },
    ],
    tables: tables.filter(({ rows }) => rows.length > 0),
    closing: closingOf(all, shown),
  };
}

/** How many rows each table has. */
export interface TableRows {
  findings: number;
  notPrinted: number;
}

/**
 * How many rows of each table fit into a height, in px. When not all do, a line is kept for saying so, and either table
 * gets half of the rest, or what the other leaves.
 */
export function shownRows(height: number, all: TableRows): TableRows {
  const tables = [all.findings, all.notPrinted].filter((rows) => rows > 0).length;
  const lines = Math.max(0, Math.floor((height - tables * heights.headings) / heights.row));
  if (all.findings + all.notPrinted <= lines) return all;
  const room = Math.max(0, lines - 1);
  const notPrinted = Math.min(all.notPrinted, Math.max(Math.floor(room / 2), room - all.findings));
  return { findings: Math.min(all.findings, room - notPrinted), notPrinted };
}

function closingOf(all: TableRows, shown: TableRows): string | undefined {
  if (all.findings + all.notPrinted === 0) {
    return 'Every badge that was asked for is printed, and none in this file has a finding.';
  }
  const more = {
    findings: all.findings - shown.findings,
    notPrinted: all.notPrinted - shown.notPrinted,
  };
  const parts = [
    ...(more.findings > 0 ? [`${more.findings} more with findings`] : []),
    ...(more.notPrinted > 0 ? [`${more.notPrinted} more not printed`] : []),
  ];
  return parts.length > 0 ? `And ${parts.join(', ')}: see the CSV.` : undefined;
}

/** More than any column holds; keeps a hostile text from being shaped in full. */
const longestText = 200;

/** A text as it can be drawn: one line of composed, visible characters. */
function drawable(text: string): string {
  return Array.from(normaliseName(oneLine(text)))
    .slice(0, longestText)
    .join('');
}

function textsOf({ title, facts, tables }: Content): string[] {
  return [title, ...facts.map(({ value }) => value), ...tables.flatMap(({ rows }) => rows.flat())];
}

function Page({ page, content }: { page: PageSize; content: Content }) {
  const { title, eyebrow, facts, counts, tables, closing } = content;
  return (
    <div
      style={{
        ...stacked,
        ...page,
        boxSizing: 'border-box',
        padding: margin,
        color: ink,
        fontWeight: 700,
        lineHeight: 1.2,
      }}
    >
      <div style={{ ...stacked, flexShrink: 0, marginBottom: 24 }}>
        <Text style={{ fontSize: 22, letterSpacing: 4, color: accent }}>{eyebrow.toUpperCase()}</Text>
        <Text style={{ fontSize: 46, lineHeight: 1.1, marginTop: 8, ...clampedTo(2) }}>{title}</Text>
        <div style={{ ...stacked, marginTop: 14 }}>
          {facts.map(({ label, value }) => (
            <div style={{ display: 'flex', fontSize: 21, lineHeight: 1.6 }}>
              <Text style={{ width: 140, flexShrink: 0, color: muted }}>{label}</Text>
              <Text style={{ width: page.width - 2 * margin - 140, ...clampedTo(1) }}>{value}</Text>
            </div>
          ))}
        </div>
      </div>
      <div style={{ display: 'flex', height: heights.counts - 16, marginBottom: 16, flexShrink: 0, gap: 20 }}>
        {counts.map((count) => (
          <Count {...count} />
        ))}
      </div>
      {tables.map((table) => (
        <Rows table={table} width={page.width - 2 * margin} />
      ))}
      {closing && (
        <Text style={{ paddingTop: 10, fontSize: 20, color: tables.length > 0 ? alarm : muted }}>
          {closing}
        </Text>
      )}
    </div>
  );
}

function Count({ count, label, alarming }: Content['counts'][number]) {
  return (
    <div
      style={{
        ...stacked,
        flexGrow: 1,
        flexBasis: 0,
        paddingLeft: 20,
        justifyContent: 'center',
        background: ground,
        borderLeft: `6px solid ${alarming ? alarm : accent}`,
      }}
    >
      <Text style={{ fontSize: 46, lineHeight: 1, color: alarming ? alarm : ink }}>{`${count}`}</Text>
      <Text style={{ fontSize: 19, marginTop: 6, color: muted }}>{label}</Text>
    </div>
  );
}

function Rows({ table: { title, columns, rows }, width }: { table: Table; width: number }) {
  const gap = 16;
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const free = width - fixed - gap * (columns.length - 1);
  const widthOf = (column: Column) => column.width ?? free * (column.share ?? 0);
  const line = { display: 'flex', alignItems: 'center', gap, borderBottom: `1px solid ${hair}` } as const;
  return (
    <div style={{ ...stacked, flexShrink: 0 }}>
      <div
        style={{
          ...stacked,
          height: heights.headings,
          justifyContent: 'flex-end',
          borderBottom: `2px solid ${ink}`,
        }}
      >
        <Text style={{ fontSize: 28 }}>{title}</Text>
        <div style={{ display: 'flex', gap, marginTop: 6, marginBottom: 6 }}>
          {columns.map((column) => (
            <Text style={{ width: widthOf(column), fontSize: 17, color: muted }}>{column.heading}</Text>
          ))}
        </div>
      </div>
      {rows.map((cells) => (
        <div style={{ ...line, height: heights.row }}>
          {columns.map((column, index) => (
            <Text style={{ width: widthOf(column), fontSize: 20, ...clampedTo(1) }}>
              {cells[index] ?? ''}
            </Text>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A text in the fonts of its scripts. */
function Text({ style, children }: { style: CSSProperties; children: string }): JSXNode {
  return <div style={{ ...style, fontFamily: familyOf(children) }}>{children}</div>;
}

const stacked = { display: 'flex', flexDirection: 'column' } as const;
/** By lines, not by `overflow: hidden`, whose masks take ten times as long to draw as everything else. */
const clampedTo = (lines: number) =>
  ({ display: 'block', lineClamp: lines, wordBreak: 'break-word' }) as const;

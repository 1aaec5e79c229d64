/** The report on an order of badge sheets: what is printed, what to look at before, who is not printed, and where each school is. */
import satori from 'satori';
import type { CSSProperties, JSXNode } from 'satori/jsx';
import { lineHeightOf } from '../badges/drawing/fit-text.ts';
import { fontWeight } from '../badges/drawing/font-files.ts';
import { fontsFor } from '../badges/drawing/fonts.ts';
import { Lines } from '../badges/drawing/layout.tsx';
import { type Typeset, typeset } from '../badges/drawing/typeset.tsx';
import { newDocument, written } from './pdf-document.ts';
import { type NotPrinted, type PrintedBadge, toLookAt } from './preflight-report.ts';
import type { Rectangle, SheetLayout, Size } from './sheet-layout.ts';
import { TextLayer } from './text-layer.ts';

export interface Report {
  /** Gives the report its paper, and the advice on printing its name. */
  layout: SheetLayout;
  competition: { name: string; year: number };
  /** When the files were made, in words. */
  madeAt: string;
  createdAt: Date;
  /** Which badges were asked for, in words. */
  askedFor: string;
  /** Of all files, in their order. */
  printed: readonly PrintedBadge[];
  notPrinted: readonly NotPrinted[];
}

/**
 * Draws the report as a PDF: as many pages as it takes, each text in full. Its words can be found and copied. The same report
 * gives the same bytes. Nothing is fetched.
 */
export async function drawReportPdf(report: Report): Promise<Buffer> {
  const paper = uprightPaper(report.layout);
  const { name, year } = report.competition;
  const document = newDocument(paper, {
    title: `Badge sheets, ${name} ${year}`,
    createdAt: report.createdAt,
  });
  const layer = new TextLayer(document);
  const pages = await pagesOf(report, paper);
  const footers = await setInFull(
    pages.map((_, index) => ({ text: `Page ${index + 1} of ${pages.length}`, width: paper.width, size: 8 })),
  );
  for (const [index, blocks] of pages.entries()) {
    const footer = footers[index] ?? [];
    document.addPage();
    const texts = [...footer, ...blocks.flatMap((block) => block.texts)];
    await drawPage(<Page paper={paper} blocks={blocks} footer={footer} />, paper, texts, { document, layer });
  }
  layer.end();
  document.end();
  return Buffer.concat([...written(document)]);
}

/** A report is read upright, however badges lie on the paper. */
function uprightPaper({ paper: { width, height } }: SheetLayout): Size {
  return { width: Math.min(width, height), height: Math.max(width, height) };
}

// All measures below are points.
/** More than any printer leaves white. */
const margin = 36;
const footerHeight = 24;
const size = 9;

const ink = '#14181f';
const muted = '#59616e';
const hair = '#d3d8df';
const ground = '#f1f3f6';
const accent = '#123a6b';
const alarm = '#9f1d2e';

/** A part of a page that is not parted. */
interface Block {
  height: number;
  texts: readonly Typeset[];
  content: JSXNode;
}

/** A text that may take as many lines as it needs. */
interface Setting {
  text: string;
  width: number;
  size?: number;
}

/** More characters than this are set as several texts: one alone is cut off where no name would be as long. */
const longestText = 250;

/** A text in parts that break between words. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (const word of text.split(' ').flatMap((word) => word.match(longestParts) ?? [''])) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + word.length < longestText)
      parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}

const longestParts = new RegExp(`.{1,${longestText}}`, 'gsu');

/** Sets texts in full. @returns for each the lines that its parts take. */
async function setInFull(settings: readonly Setting[]): Promise<Typeset[][]> {
  const parts = settings.map(({ text, ...setting }) =>
    partsOf(text).map((part) => ({ ...setting, text: part })),
  );
  const set = await typeset(
    parts.flat().map(({ text, width, size: type = size }) => ({
      text,
      box: { width, height: 100_000, largest: type, floor: type },
    })),
  );
  return parts.map(({ length }) => set.splice(0, length));
}

const heightOf = (texts: readonly Typeset[]) =>
  texts.reduce((sum, { lines, size: type }) => sum + lines.length * type * lineHeightOf(lines.join(' ')), 0);

async function pagesOf(report: Report, paper: Size): Promise<Block[][]> {
  const width = paper.width - 2 * margin;
  const tables = await Promise.all(tablesOf(report).map((table) => setTable(table, width)));
  const pages = [await headOf(report, width)];
  const whole = paper.height - 2 * margin - footerHeight;
  let room = whole;
  const put = (block: Block) => {
    pages.at(-1)?.push(block);
    room -= block.height;
  };
  for (const { height } of pages[0] ?? []) room -= height;
  for (const { title, continued, rows } of tables) {
    let heading: Block | undefined = title;
    for (const row of rows) {
      if ((heading?.height ?? 0) + row.height > room) {
        pages.push([]);
        room = whole;
        heading ??= continued;
      }
      if (heading) put(heading);
      heading = undefined;
      put(row);
    }
  }
  return pages;
}

async function headOf(report: Report, width: number): Promise<Block[]> {
  const { layout, competition, printed, notPrinted } = report;
  const labels = 70;
  const facts = [
    ['Asked for', report.askedFor],
    ['Made', report.madeAt],
    ['Print', `the badges at actual size (100 %), on ${layout.name}`],
  ].map(([label = '', text = '']) => ({ label, text }));
  const [[eyebrow] = [], title = [], ...values] = await setInFull([
    { text: 'BADGE SHEETS', width, size: 10 },
    { text: `${competition.name} ${competition.year}`, width, size: 22 },
    ...facts.map(({ text }) => ({ text, width: width - labels })),
  ]);
  const names = (await setInFull(facts.map(({ label }) => ({ text: label, width: labels })))).flat();
  const findings = printed.filter((badge) => badge.findings.length > 0).length;
  const pages = new Set(printed.map(({ file, page }) => `${file} ${page}`)).size;
  const counts = [
    { count: printed.length, label: printed.length === 1 ? 'badge' : 'badges' },
    { count: pages, label: pages === 1 ? 'page of badges' : 'pages of badges' },
    { count: findings, label: 'to look at', alarming: findings > 0 },
    { count: notPrinted.length, label: 'not printed', alarming: notPrinted.length > 0 },
  ];
  const set = await Promise.all(
    counts.map(async ({ count, label, alarming }) => {
      const [number = [], name = []] = await setInFull([
        { text: String(count), width: 120, size: 22 },
        { text: label, width: 120 },
      ]);
      return { number, name, alarming };
    }),
  );
  const lines: Block[] = facts.map((_, index) => {
    const value = values[index] ?? [];
    const name = names.slice(index, index + 1);
    return {
      height: heightOf(value) + 3,
      texts: [...name, ...value],
      content: (
        <div style={{ display: 'flex' }}>
          <Texts texts={name} style={{ width: labels, color: muted }} />
          <Texts texts={value} />
        </div>
      ),
    };
  });
  const blocks: Block[] = [
    {
      height: heightOf(eyebrow ? [eyebrow] : []) + heightOf(title) + 12,
      texts: [...(eyebrow ? [eyebrow] : []), ...title],
      content: (
        <div style={stacked}>
          <Texts texts={eyebrow ? [eyebrow] : []} style={{ color: accent }} />
          <Texts texts={title} style={{ marginTop: 4 }} />
        </div>
      ),
    },
    ...lines,
    {
      height: 62,
      texts: set.flatMap(({ number, name }) => [...number, ...name]),
      content: (
        <div style={{ display: 'flex', gap: 10, paddingTop: 10 }}>
          {set.map(({ number, name, alarming }) => (
            <div style={{ display: 'flex', height: 50, width: (width - 30) / 4, background: ground }}>
              <div style={{ width: 3, height: 50, background: alarming ? alarm : accent }} />
              <div style={{ ...stacked, justifyContent: 'center', paddingLeft: 8 }}>
                <Texts texts={number} style={{ color: alarming ? alarm : ink }} />
                <Texts texts={name} style={{ color: muted }} />
              </div>
            </div>
          ))}
        </div>
      ),
    },
  ];
  if (findings + notPrinted.length > 0) return blocks;
  const [closing = []] = await setInFull([
    { text: 'Every badge that was asked for is printed, and none has anything to look at.', width },
  ]);
  return [
    ...blocks,
    {
      height: 26,
      texts: closing,
      content: <Texts texts={closing} style={{ paddingTop: 12, color: muted }} />,
    },
  ];
}

interface Column {
  heading: string;
  /** In points, or its share of what columns of a width leave. */
  width?: number;
  share?: number;
}

interface Table {
  title: string;
  columns: readonly Column[];
  /** `note` stands below the row, across the columns. */
  rows: readonly { cells: readonly string[]; note?: string }[];
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

/** Where each school's badges are, in the order of the files: `2–3`, or `file 1: 34; file 2: 1–2` where there are several. */
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

const columnGap = 8;
const rowPadding = 3;

/** A table's blocks: its rows, what stands above the first of them, and above the first on each further page. */
async function setTable(
  { title, columns, rows }: Table,
  width: number,
): Promise<{ title: Block; continued: Block; rows: Block[] }> {
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const free = width - fixed - columnGap * (columns.length - 1);
  const widths = columns.map((column) => column.width ?? free * (column.share ?? 0));
  const headings = await setInFull(
    columns.map(({ heading }, index) => ({ text: heading, width: widths[index] ?? 0, size: 8 })),
  );
  const headingOf = async (text: string): Promise<Block> => {
    const [name = []] = await setInFull([{ text, width, size: 13 }]);
    return {
      height: 46,
      texts: [...name, ...headings.flat()],
      content: (
        <div style={{ ...stacked, height: 46, justifyContent: 'flex-end' }}>
          <Texts texts={name} />
          <Cells cells={headings} widths={widths} style={{ marginTop: 3, color: muted }} />
          <div style={{ width, height: 1, marginTop: 3, background: ink }} />
        </div>
      ),
    };
  };
  const set = await setInFull(
    rows.flatMap(({ cells, note = '' }) => [
      ...cells.map((text, index) => ({ text, width: widths[index] ?? 0 })),
      { text: note, width, size: 7 },
    ]),
  );
  return {
    title: await headingOf(title),
    continued: await headingOf(`${title} (continued)`),
    rows: rows.flatMap(({ cells, note }, index) => {
      const start = index * (cells.length + 1);
      const below = note ? (set[start + cells.length] ?? []) : [];
      return rowBlocks(set.slice(start, start + cells.length), below, { widths, width });
    }),
  };
}

/** Parts of a cell that stand on one page together. */
const partsInBlock = 4;

/** A row, in as many blocks as its longest cell takes: one alone may be more than a page. */
function rowBlocks(
  row: readonly Typeset[][],
  note: readonly Typeset[],
  { widths, width }: { widths: readonly number[]; width: number },
): Block[] {
  const blocks = Math.ceil(Math.max(...row.map(({ length }) => length)) / partsInBlock);
  return Array.from({ length: blocks }, (_, index) => {
    const cells = row.map((parts) => parts.slice(index * partsInBlock, (index + 1) * partsInBlock));
    const isLast = index === blocks - 1;
    const below = isLast ? note : [];
    const padding = (index === 0 ? rowPadding : 0) + (isLast ? rowPadding + 0.5 : 0);
    const height = Math.max(...cells.map(heightOf)) + heightOf(below) + padding;
    return {
      height,
      texts: [...cells.flat(), ...below],
      content: (
        <div style={{ ...stacked, height, justifyContent: 'space-between' }}>
          <Cells cells={cells} widths={widths} style={{ paddingTop: index === 0 ? rowPadding : 0 }} />
          <Texts texts={below} style={{ color: muted }} />
          {isLast && <div style={{ width, height: 0.5, background: hair }} />}
        </div>
      ),
    };
  });
}

const stacked = { display: 'flex', flexDirection: 'column' } as const;

function Cells({
  cells,
  widths,
  style,
}: {
  cells: readonly Typeset[][];
  widths: readonly number[];
  style: CSSProperties;
}) {
  return (
    <div style={{ display: 'flex', gap: columnGap, ...style }}>
      {cells.map((texts, index) => (
        <Texts texts={texts} style={{ width: widths[index] ?? 0 }} />
      ))}
    </div>
  );
}

/** Texts below each other, as they were set. */
function Texts({ texts, style }: { texts: readonly Typeset[]; style?: CSSProperties }): JSXNode {
  return (
    <div style={{ ...stacked, ...style }}>
      {texts.map((text) => (
        <Lines text={text} align="flex-start" />
      ))}
    </div>
  );
}

function Page({
  paper,
  blocks,
  footer,
}: {
  paper: Size;
  blocks: readonly Block[];
  footer: readonly Typeset[];
}) {
  return (
    <div style={{ ...stacked, ...paper, padding: margin, color: ink, fontWeight }}>
      {blocks.map(({ height, content }) => (
        <div style={{ ...stacked, height, flexShrink: 0 }}>{content}</div>
      ))}
      <div style={{ display: 'flex', position: 'absolute', left: margin, bottom: margin, color: muted }}>
        <Texts texts={footer} />
      </div>
    </div>
  );
}

/** Draws a page's shapes, and lays its words over them. */
async function drawPage(
  page: JSXNode,
  paper: Size,
  texts: readonly Typeset[],
  { document, layer }: { document: PDFKit.PDFDocument; layer: TextLayer },
): Promise<void> {
  const words: (Rectangle & { text: string })[] = [];
  const svg = await satori(page, {
    ...paper,
    fonts: fontsFor(texts.map(({ lines }) => lines.join(' '))),
    loadAdditionalAsset: async () => [],
    onNodeDetected: ({ textContent, left, top, width, height }) => {
      if (textContent) words.push({ text: textContent.replace(marks, ''), x: left, y: top, width, height });
    },
  });
  for (const [, rectangle, colour = ink, path] of svg.replace(unseen, '').matchAll(shapes)) {
    const [x = 0, y = 0, width = 0, height = 0] = rectangle?.match(/[\d.-]+/g)?.map(Number) ?? [];
    if (path === undefined) document.rect(x, y, width, height).fill(colour);
    else document.path(path).fill(colour);
  }
  for (const { text, ...place } of words) layer.add(text, place);
}

/** The marks by which `Lines` tells the engine a direction. */
const marks = /[\u200e\u200f]/g;
/** What the engine writes that is not drawn itself. */
const unseen = /<defs>.*?<\/defs>|<mask.*?<\/mask>/gs;
/** All that is drawn: grounds and letters, which come as outlines. */
const shapes = /<(?:rect ([^>]*?)|path) fill="(#[0-9a-f]+)"(?: d="([^"]*)")?\/>/g;

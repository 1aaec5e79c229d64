/** The layout of the report on an order of badge sheets. */
import type { Typeset } from '../badges/drawing/typeset.tsx';
import {
  accent,
  alarm,
  type Block,
  Cells,
  columnGap,
  footerHeight,
  ground,
  hair,
  heightOf,
  ink,
  margin,
  muted,
  setInFull,
  stacked,
  Texts,
} from './page-blocks.tsx';
import type { ReportContent, Table } from './report-content.ts';
import type { Size } from './sheet-layout.ts';

/**
 * Sets a report's content on as many pages as it takes.
 * @param blocks come after the report's head and before its tables.
 */
export async function pagesOf(
  content: ReportContent,
  paper: Size,
  blocks: readonly Block[] = [],
): Promise<Block[][]> {
  const width = paper.width - 2 * margin;
  const tables = await Promise.all(content.tables.map((table) => setTable(table, width)));
  const pages = [await headOf(content, width)];
  const whole = paper.height - 2 * margin - footerHeight;
  let room = whole;
  const put = (block: Block) => {
    pages.at(-1)?.push(block);
    room -= block.height;
  };
  const turnPage = () => {
    pages.push([]);
    room = whole;
  };
  for (const { height } of pages[0] ?? []) room -= height;
  for (const block of blocks) {
    if (block.height > room) turnPage();
    put(block);
  }
  for (const { title, continued, rows } of tables) {
    let heading: Block | undefined = title;
    for (const row of rows) {
      if ((heading?.height ?? 0) + row.height > room) {
        turnPage();
        heading ??= continued;
      }
      if (heading) put(heading);
      heading = undefined;
      put(row);
    }
  }
  return pages;
}

async function headOf(content: ReportContent, width: number): Promise<Block[]> {
  return [
    await titleBlock(content, width),
    ...(await factBlocks(content, width)),
    await countsBlock(content, width),
    ...(content.closing === undefined ? [] : [await closingBlock(content.closing, width)]),
  ];
}

async function titleBlock({ eyebrow, title }: ReportContent, width: number): Promise<Block> {
  const [[above] = [], below = []] = await setInFull([
    { text: eyebrow, width, size: 10 },
    { text: title, width, size: 22 },
  ]);
  const first = above ? [above] : [];
  return {
    height: heightOf(first) + heightOf(below) + 12,
    texts: [...first, ...below],
    content: (
      <div style={stacked}>
        <Texts texts={first} style={{ color: accent }} />
        <Texts texts={below} style={{ marginTop: 4 }} />
      </div>
    ),
  };
}

async function factBlocks({ facts }: ReportContent, width: number): Promise<Block[]> {
  const labels = 70;
  const values = await setInFull(facts.map(({ text }) => ({ text, width: width - labels })));
  const names = (await setInFull(facts.map(({ label }) => ({ text: label, width: labels })))).flat();
  return facts.map((_, index) => {
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
}

async function countsBlock({ counts }: ReportContent, width: number): Promise<Block> {
  const set = await Promise.all(
    counts.map(async ({ count, label, alarming }) => {
      const [number = [], name = []] = await setInFull([
        { text: String(count), width: 120, size: 22 },
        { text: label, width: 120 },
      ]);
      return { number, name, alarming };
    }),
  );
  return {
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
  };
}

async function closingBlock(text: string, width: number): Promise<Block> {
  const [closing = []] = await setInFull([{ text, width }]);
  return {
    height: 26,
    texts: closing,
    content: <Texts texts={closing} style={{ paddingTop: 12, color: muted }} />,
  };
}

const rowPadding = 3;

/** A table's blocks: its rows, what is above the first of them, and what is above the first on each further page. */
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

/** Parts of a cell that stay together on one page. */
const partsInBlock = 4;

/** A row, in as many blocks as its longest cell needs: it may be longer than a page. */
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

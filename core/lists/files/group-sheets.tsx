/** The layout of the printed group sheets. */
import type { Typeset } from '../../badges/drawing/typeset.tsx';
import {
  alarm,
  type Block,
  Cells,
  columnGap,
  hair,
  heightOf,
  ink,
  margin,
  muted,
  setInFull,
  stacked,
  Texts,
} from '../../sheets/page-blocks.tsx';
import { drawPagesPdf } from '../../sheets/pages-pdf.tsx';
import type { Column } from '../../sheets/report-content.ts';
import { pagesOf } from '../../sheets/report-page.tsx';
import type { Size } from '../../sheets/sheet-layout.ts';
import type { GroupDocument, GroupSheet } from './group-documents.ts';

// All measures below are points.
/** Wide and high enough to be written into. */
const box = { width: 34, height: 20, gap: 4 };
const ring = 46;
const rowGap = 4;
const above = 16;

/**
 * Draws a document's groups with room for their results. No group is split across two pages. The same document gives
 * the same bytes.
 */
export async function drawGroupSheets(
  { content, groups }: Pick<GroupDocument, 'content' | 'groups'>,
  paper: Size,
  about: { title: string; createdAt: Date },
): Promise<Buffer> {
  const width = paper.width - 2 * margin;
  const blocks: Block[] = [];
  for (const group of groups) blocks.push(await groupBlock(group, width));
  return drawPagesPdf(await pagesOf(content, paper, blocks), paper, about);
}

async function groupBlock(group: GroupSheet, width: number): Promise<Block> {
  const boxes = group.results.length * (box.width + box.gap);
  const widths = widthsOf(group.columns, width - boxes);
  const setCells = (cells: readonly string[], size?: number) =>
    setInFull(cells.map((text, index) => ({ text, width: widths[index] ?? 0, size })));
  const [title = [], facts = [], ringLabel = []] = await setInFull([
    { text: group.title, width: width - ring - 60, size: 13 },
    { text: group.about, width: width - ring - 60 },
    { text: 'Ring', width: 30, size: 8 },
  ]);
  const warnings = (
    await setInFull(group.warnings.map((text) => ({ text: `! ${text}`, width, size: 8 })))
  ).flat();
  const headings = await setCells(
    group.columns.map(({ heading }) => heading),
    8,
  );
  const resultHeadings = await setInFull(
    group.results.map((text) => ({ text, width: box.width + box.gap, size: 7 })),
  );
  const rows: Typeset[][][] = [];
  for (const row of group.rows) rows.push(await setCells(row));

  const head = heightOf(title) + heightOf(facts) + heightOf(warnings);
  const rowHeights = rows.map((cells) => Math.max(box.height, ...cells.map(heightOf)) + rowGap);
  const labels = 12;
  return {
    height: above + head + labels + rowHeights.reduce((sum, height) => sum + height, 0) + 3,
    texts: [
      ...[title, facts, ringLabel, warnings].flat(),
      ...[...headings, ...resultHeadings, ...rows.flat()].flat(),
    ],
    content: (
      <div style={{ ...stacked, paddingTop: above }}>
        <div style={{ display: 'flex', justifyContent: 'space-between', width }}>
          <div style={stacked}>
            <Texts texts={title} />
            <Texts texts={facts} style={{ color: muted }} />
          </div>
          <div style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
            <Texts texts={ringLabel} style={{ color: muted }} />
            <Box width={ring} />
          </div>
        </div>
        <Texts texts={warnings} style={{ color: alarm }} />
        <div style={{ display: 'flex', height: labels, color: muted, alignItems: 'flex-end' }}>
          <Cells cells={headings} widths={widths} style={{}} />
          {resultHeadings.map((texts) => (
            <Texts texts={texts} style={{ width: box.width, marginLeft: box.gap }} />
          ))}
        </div>
        <div style={{ width, height: 1, marginTop: 2, background: ink }} />
        {rows.map((cells, index) => (
          <div style={{ display: 'flex', height: rowHeights[index] ?? 0, alignItems: 'center' }}>
            <Cells cells={cells} widths={widths} style={{ alignItems: 'center' }} />
            {group.results.map(() => (
              <Box width={box.width} before={box.gap} />
            ))}
          </div>
        ))}
      </div>
    ),
  };
}

/** Two areas rather than a border: everything that is drawn is an area of one colour. */
function Box({ width, before = 0 }: { width: number; before?: number }) {
  const { height } = box;
  return (
    <div style={{ display: 'flex', width, height, marginLeft: before, background: hair }}>
      <div style={{ width: width - 2, height: height - 2, margin: 1, background: '#ffffff' }} />
    </div>
  );
}

function widthsOf(columns: readonly Column[], width: number): number[] {
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const free = width - fixed - columnGap * (columns.length - 1);
  return columns.map((column) => column.width ?? free * (column.share ?? 0));
}

/** A ring's document: its order of matches, and a sheet for each of its divisions. */
import type { Block } from '../../sheets/page-blocks.tsx';
import { drawPagesPdf } from '../../sheets/pages-pdf.tsx';
import type { Size } from '../../sheets/sheet-layout.ts';
import type { DivisionSheet, RingContent } from './ring-content.ts';
import { orderTables } from './ring-order.ts';
import { SheetCanvas } from './sheet-canvas.tsx';
import { drawFrame, type PageFrame } from './sheet-frame.ts';
import { drawSheets, finished, type PageOf, sheetPages } from './sheet-pages.ts';
import { drawPiece, tablePages } from './table-pages.ts';

/** PDF readers show when a document was made; one that says the same is to have the same bytes. */
export const createdAt = new Date(0);

/**
 * Draws a ring's document. The same content gives the same bytes. Nothing is fetched.
 * @param version is on each page: an older sheet has another one.
 */
export async function drawRing(
  content: RingContent,
  { paper, version }: { paper: Size; version: string },
): Promise<Buffer> {
  const { ring, competition, divisions, alone } = content;
  const frame: PageFrame = { paper, version, ring, competition };
  const { height } = drawFrame(new SheetCanvas(), frame, '');
  const sheets = sheetPages([...divisions, ...alone.flatMap(exhibitionSheet)], height);
  const before = tablePages(
    orderTables(content, () => 0),
    height,
  ).length;
  const pageOf: PageOf = (matches) => before + 1 + sheets.findIndex((page) => page.some(matches));

  const blocks: Block[][] = [];
  const tables = orderTables(content, (division) => pageOf(({ sheet }) => sheet === division));
  for (const pieces of tablePages(tables, height)) {
    const canvas = new SheetCanvas();
    const room = drawFrame(canvas, frame, `Order of matches in ring ${ring}`);
    for (const piece of pieces) drawPiece(canvas, room, piece);
    blocks.push(await finished(canvas, frame));
  }
  blocks.push(...(await drawSheets(sheets, frame, pageOf)));
  const title = `Ring ${ring}, ${competition.name} ${competition.year}`;
  return drawPagesPdf(blocks, paper, { title, createdAt });
}

/** An exhibition has a sheet too, without a number and without medals. */
function exhibitionSheet({
  partner,
  title,
  name,
  school,
  code,
}: RingContent['alone'][number]): DivisionSheet[] {
  if (!partner) return [];
  return [
    {
      title: `Exhibition: ${title}`,
      event: '',
      about: 'A match without medals. It has no number: it is fought when both are ready.',
      format: 'one match',
      people: [{ name, school, code }, partner],
      matches: [{ id: 1, round: 1, sides: [{ seed: 1 }, { seed: 2 }] }],
      minutes: 0,
      withoutMedals: true,
    },
  ];
}

/** Empty brackets and pools, for a hall without a network and for divisions that are made at the ring. */
import { matchesOf } from '../../brackets/division-matches.ts';
import type { Competition } from '../../domain/competition.ts';
import { drawPagesPdf } from '../../sheets/pages-pdf.tsx';
import type { Size } from '../../sheets/sheet-layout.ts';
import type { DivisionSheet, SheetFormat } from './ring-content.ts';
import { createdAt } from './ring-document.ts';
import { SheetCanvas } from './sheet-canvas.tsx';
import { drawFrame } from './sheet-frame.ts';
import { drawSheets, sheetPages } from './sheet-pages.ts';

const sheets: readonly DivisionSheet[] = [
  blankSheet('single elimination', 4),
  blankSheet('single elimination', 8),
  blankSheet('single elimination', 16),
  blankSheet('round robin', 3),
  blankSheet('round robin', 4),
  blankSheet('round robin', 5),
  blankSheet('one match', 2),
  blankSheet('best of three', 2),
];

function blankSheet(format: SheetFormat, people: number): DivisionSheet {
  return {
    title: '',
    event: '',
    about: `${people} competitors, ${format}`,
    format,
    people: Array.from({ length: people }, () => ({ name: '', school: '', code: '' })),
    matches: matchesOf(format, people),
    minutes: 0,
  };
}

/** Draws a page for each format and size. The same competition gives the same bytes. */
export async function drawBlankSheets(competition: Competition, paper: Size): Promise<Buffer> {
  const frame = { paper, competition };
  const { height } = drawFrame(new SheetCanvas(), frame, '');
  const pages = sheets.flatMap((sheet) => sheetPages([sheet], height));
  const blocks = await drawSheets(pages, frame, () => 0);
  const title = `Blank sheets, ${competition.name} ${competition.year}`;
  return drawPagesPdf(blocks, paper, { title, createdAt });
}

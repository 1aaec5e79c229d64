import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BadgesLook } from './badge-drawing.ts';
import { cutLines } from './cut-lines.ts';
import { PdfBadges, type SheetBadge } from './pdf-badges.ts';
import { newDocument, type PdfDocument, written } from './pdf-document.ts';
import { placeOf, type SheetLayout } from './sheet-layout.ts';

/** The weight of cut lines, in points. */
const hairline = 0.25;

export interface SheetPdf extends PdfDocument, BadgesLook {
  layout: SheetLayout;
  /** The first badge's position, for a partly used sheet; 1 when absent. */
  first?: number;
  /** Whether there are crop marks. */
  cutLines: boolean;
  /** In the order of their positions. Each is requested once those before it are written. */
  badges: AsyncIterable<SheetBadge> | Iterable<SheetBadge>;
}

/**
 * Writes the PDF to `out` and ends it. Badges are drawn as shapes and texts. The same input gives the same
 * bytes. Without any badge the PDF has no page, and no viewer opens it.
 *
 * @throws InputInvalidError, and destroys `out`, for a position `first` that the layout does not have.
 */
export async function writeSheetPdf(sheet: SheetPdf, out: Writable): Promise<void> {
  await pipeline(bytesOf(sheet), out);
}

async function* bytesOf({
  layout,
  first,
  cutLines: cutLinesShown,
  badges,
  design,
  logo,
  ...about
}: SheetPdf): AsyncGenerator<Uint8Array> {
  const document = newDocument(layout.paper, about);
  const drawn = new PdfBadges(document, { design, logo }, layout.bleed);
  let number = 0;
  let page = 0;
  let taken: number[] = [];
  const finishPage = () => {
    if (cutLinesShown) strokeCutLines(document, layout, taken);
    taken = [];
  };
  for await (const badge of badges) {
    number += 1;
    const place = placeOf(layout, number, first);
    if (place.page !== page) {
      finishPage();
      document.addPage();
      page = place.page;
    }
    await drawn.draw(badge, place);
    taken.push(place.position);
    yield* written(document);
  }
  finishPage();
  document.end();
  yield* written(document);
}

function strokeCutLines(document: PDFKit.PDFDocument, layout: SheetLayout, taken: readonly number[]): void {
  const lines = cutLines(layout, taken);
  if (lines.length === 0) return;
  document.lineWidth(hairline).strokeColor('black');
  for (const { x1, y1, x2, y2 } of lines) document.moveTo(x1, y1).lineTo(x2, y2);
  document.stroke();
}

import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { InputInvalidError } from '../domain/errors.ts';
import { cutLines } from './cut-lines.ts';
import { newDocument, type PdfDocument, written } from './pdf-document.ts';
import { placeOf, type SheetLayout } from './sheet-layout.ts';

// No two badges share an image.
sharp.cache(false);

/** The weight of cut lines, in points. */
const hairline = 0.25;

export interface SheetBadge {
  /** Names the badge in errors. */
  id: string;
  /** A JPEG or PNG. */
  image: Uint8Array;
}

export interface SheetPdf extends PdfDocument {
  layout: SheetLayout;
  /** The first badge's position, for a partly used sheet; 1 when absent. */
  first?: number;
  /** Off for labels, which are cut already. */
  cutLines: boolean;
  /** In the order of their positions. Each is requested once those before it are written. */
  badges: AsyncIterable<SheetBadge> | Iterable<SheetBadge>;
}

/**
 * Writes the PDF to `out` and ends it. Each badge has the size that the layout gives it, whatever its pixels. Pictures
 * are embedded as the files they are, except for PNGs with transparency or interlacing. The same input gives the same
 * bytes. Without any badge the PDF has no page, and no viewer opens it.
 *
 * @throws InputInvalidError, and destroys `out`, for a picture that is not a complete JPEG or PNG, with its badge's id,
 * and for a position `first` that the layout does not have.
 */
export async function writeSheetPdf(sheet: SheetPdf, out: Writable): Promise<void> {
  await pipeline(bytesOf(sheet), out);
}

async function* bytesOf({
  layout,
  first,
  cutLines: cutLinesShown,
  badges,
  ...about
}: SheetPdf): AsyncGenerator<Uint8Array> {
  const document = newDocument(layout.paper, about);
  let number = 0;
  let page = 0;
  let taken: number[] = [];
  const finishPage = () => {
    if (cutLinesShown) strokeCutLines(document, layout, taken);
    taken = [];
  };
  for await (const { id, image } of badges) {
    number += 1;
    const { x, y, width, height, ...place } = placeOf(layout, number, first);
    if (place.page !== page) {
      finishPage();
      document.addPage();
      page = place.page;
    }
    document.image(await embeddable(image, `badge ${id}`), x, y, { width, height });
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

/**
 * The picture in a form that a PDF can hold. It is decoded once as a check, at a small size because the result is not
 * used: a truncated file has a sound beginning, and would print as half a badge.
 *
 * @param name of the picture, for the error.
 * @throws InputInvalidError for anything but a complete JPEG or PNG.
 */
export async function embeddable(image: Uint8Array, name: string): Promise<Buffer> {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  try {
    const picture = () => sharp(bytes, { failOn: 'error' });
    const { format, hasAlpha, isProgressive } = await picture().metadata();
    if (format === 'png' && (hasAlpha || isProgressive)) {
      return await picture().flatten({ background: 'white' }).png().toBuffer();
    }
    if (format !== 'png' && format !== 'jpeg') throw new Error(`its format is ${format}`);
    await picture().resize(8, 8).raw().toBuffer();
    return bytes;
  } catch (cause) {
    throw new InputInvalidError(`${name}: not a whole JPEG or PNG`, { cause });
  }
}

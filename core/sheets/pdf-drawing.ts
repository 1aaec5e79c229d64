/** Draws on pages of a PDF what the layout engine has laid out: shapes as shapes, words as text in embedded fonts. */
import { fontRuns } from '../badges/drawing/fonts.ts';
import { directionalMarks, directionOf, withoutMarks } from '../badges/drawing/lines.tsx';
import { PdfFont, type PlacedGlyph } from './pdf-font.ts';
import type { Part, Shape, TextPiece } from './svg-drawing.ts';

/** Draws on a document's current page, in its current coordinates. */
export class PdfDrawing {
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts = new Map<string, PdfFont>();

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
  }

  draw(parts: readonly Part[]): void {
    for (const part of parts) {
      if ('text' in part) this.#write(part);
      else this.#fill(part);
    }
  }

  #fill({ colour, opacity, areas = [], path }: Shape): void {
    for (const { x, y, width, height } of areas) this.#document.rect(x, y, width, height);
    if (path !== undefined) this.#document.path(path);
    this.#document.fillColor(colour, opacity).fill();
  }

  #write({ text, x, y, size, letterSpacing, colour, family }: TextPiece): void {
    const seen = withoutMarks(text);
    const rightToLeft = text.includes(directionalMarks.rtl) || directionOf(seen) === 'rtl';
    const runs = fontRuns(seen, family);
    if (rightToLeft) runs.reverse();
    this.#document.fillColor(colour, 1);
    let start = x;
    for (const run of runs) {
      const font = this.#fontOf(run.file);
      const glyphs = placedFrom(start, y, font.shape(run.text, rightToLeft), { size, letterSpacing });
      const operators = shown(glyphs, { size, letterSpacing });
      const type = `/${font.resource[0]} ${short(size)} Tf ${short(letterSpacing)} Tc`;
      this.#document.addContent(`BT ${type} ${operators} ET`);
      for (const { outline, left, base } of glyphs) {
        if (outline) this.#document.path(outline(left, base, size)).fill();
      }
      start = glyphs.at(-1)?.end ?? start;
    }
  }

  #fontOf(file: string): PdfFont {
    const font = this.#fonts.get(file) ?? new PdfFont(this.#document, file);
    this.#fonts.set(file, font);
    const [name, object] = font.resource;
    (this.#document.page as unknown as { fonts: Record<string, unknown> }).fonts[name] = object;
    return font;
  }
}

interface Type {
  size: number;
  letterSpacing: number;
}

/** Glyphs by their places on the page, and where the next one begins. */
function placedFrom(x: number, y: number, glyphs: readonly PlacedGlyph[], { size, letterSpacing }: Type) {
  let end = x;
  return glyphs.map((glyph) => {
    const [left, base] = [end + (glyph.right * size) / 1_000, y - (glyph.up * size) / 1_000];
    end += (glyph.advance * size) / 1_000 + (glyph.advance === 0 ? 0 : letterSpacing);
    return { ...glyph, left, base, end };
  });
}

/** The operators that show glyphs, in rows; a viewer knows how wide a glyph is, so only what differs is said. */
function shown(glyphs: ReturnType<typeof placedFrom>, { size, letterSpacing }: Type): string {
  const rows: { left: number; base: number; operands: string }[] = [];
  /** Where the viewer would place the next glyph. */
  let next = 0;
  for (const { code, left, base, width } of glyphs) {
    if (code === undefined) continue;
    let row = rows.at(-1);
    if (row?.base !== base) {
      row = { left, base, operands: '' };
      rows.push(row);
    } else if (Math.abs(left - next) > 0.01) {
      row.operands += ` ${short(((next - left) * 1_000) / size)} `;
    }
    row.operands += `<${code}>`;
    next = left + (width * size) / 1_000 + letterSpacing;
  }
  return rows
    .map(
      (row) => `1 0 0 -1 ${short(row.left)} ${short(row.base)} Tm [${row.operands.replaceAll('><', '')}] TJ`,
    )
    .join(' ');
}

const short = (number: number) => String(Number(number.toFixed(2)));

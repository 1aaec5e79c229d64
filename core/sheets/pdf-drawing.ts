/** Draws on pages of a PDF what the layout engine has laid out: shapes as shapes, words as text in embedded fonts. */
import { fontRuns } from '../badges/drawing/fonts.ts';
import { directionalMarks, directionOf, withoutMarks } from '../badges/drawing/lines.tsx';
import { PdfFont, type PlacedGlyph } from './pdf-font.ts';
import type { Part, Shape, TextPiece } from './svg-drawing.ts';

/** Draws on a document's current page, in its current coordinates. */
export class PdfDrawing {
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts = new Map<string, PdfFont>();
  /** What is still to be shown. */
  #row: Row | undefined;

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
  }

  draw(parts: readonly Part[]): void {
    for (const part of parts) {
      if ('text' in part) this.#write(part);
      else this.#fill(part);
    }
    this.#show();
  }

  #fill({ colour, opacity, areas = [], path }: Shape): void {
    this.#show();
    for (const { x, y, width, height } of areas) this.#document.rect(x, y, width, height);
    if (path !== undefined) this.#document.path(path);
    this.#document.fillColor(colour, opacity).fill();
  }

  #write({ text, x, y, family, reachesTo, ...type }: TextPiece): void {
    const seen = withoutMarks(text);
    const rightToLeft = text.includes(directionalMarks.rtl) || directionOf(seen) === 'rtl';
    const runs = fontRuns(seen, family);
    if (rightToLeft) runs.reverse();
    let start = x;
    for (const run of runs) {
      const font = this.#fontOf(run.file);
      const glyphs = placedFrom(start, y, font.shape(run.text, rightToLeft), type);
      if (reachesTo !== undefined && run === runs.at(-1)) {
        glyphs.push(...placedFrom(reachesTo, y, font.shape(' ', false), type));
      }
      this.#add({ ...type, font, y, glyphs });
      start = glyphs.at(-1)?.end ?? start;
    }
  }

  /** Words of one line that follow each other are shown as one: readers do not have to guess where spaces are. */
  #add(row: Row): void {
    const last = this.#row;
    if (last && follows(row, last)) {
      last.glyphs.push(...row.glyphs);
    } else {
      this.#show();
      this.#row = row;
    }
  }

  #show(): void {
    if (!this.#row) return;
    const { font, size, letterSpacing, colour, glyphs } = this.#row;
    this.#row = undefined;
    this.#document.fillColor(colour, 1);
    const operators = shown(glyphs, { size, letterSpacing });
    const type = `/${font.resource[0]} ${short(size)} Tf ${short(letterSpacing)} Tc`;
    this.#document.addContent(`BT ${type} ${operators} ET`);
    for (const { outline, left, base } of glyphs) {
      if (outline) this.#document.path(outline(left, base, size)).fill();
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

/** Glyphs of one font in one line. */
interface Row extends Type {
  font: PdfFont;
  colour: string;
  y: number;
  glyphs: ReturnType<typeof placedFrom>;
}

function follows(row: Row, last: Row): boolean {
  const { font, size, letterSpacing, colour, y } = row;
  const isAlike =
    font === last.font &&
    size === last.size &&
    letterSpacing === last.letterSpacing &&
    colour === last.colour &&
    y === last.y;
  const gap = (row.glyphs[0]?.left ?? 0) - (last.glyphs.at(-1)?.end ?? 0);
  return isAlike && Math.abs(gap) < size / 4;
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

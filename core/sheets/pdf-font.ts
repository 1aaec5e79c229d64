/** A font in a PDF, of which the document holds the glyphs that it uses. */
import { readFileSync } from 'node:fs';
import { graphemesOf } from '../badges/drawing/fit-text.ts';
import { fontSource } from '../badges/drawing/font-files.ts';
import { unpacked } from '../badges/drawing/woff.ts';

/** A glyph of a shaped text, from left to right. Distances are thousandths of the type size. */
export interface PlacedGlyph {
  /** Its code in the document, in hexadecimal; absent for a mark, which is drawn by its outline. */
  code?: string;
  /** Of a mark, an SVG path. */
  outline?: (x: number, y: number, size: number) => string;
  right: number;
  up: number;
  /** From its place to that of the next glyph, and how much of this the viewer knows from the font. */
  advance: number;
  width: number;
}

/** What we use of pdfkit's embedded fonts, and of fontkit's beneath them. */
interface EmbeddedFont {
  id: string;
  scale: number;
  /** How far letters reach above and below their line, in thousandths. */
  ascender: number;
  descender: number;
  font: Fontkit;
  subset: { glyphs: number[] };
  /** By the glyphs' codes: widths, and the characters that each stands for. */
  widths: number[];
  unicode: number[][];
  ref(): PDFKit.PDFKitReference;
}

interface Fontkit {
  unitsPerEm: number;
  layout(text: string, features?: Record<string, boolean>): GlyphRun;
  getGlyph(id: number, characters?: number[]): GlyphRun['glyphs'][number];
  _glyphs: Record<number, unknown>;
}

interface Path {
  scale(x: number, y: number): Path;
  translate(x: number, y: number): Path;
  toSVG(): string;
}

interface GlyphRun {
  glyphs: { id: number; codePoints: number[]; advanceWidth: number; path: Path }[];
  positions: { xAdvance: number; xOffset: number; yOffset: number }[];
  direction: 'ltr' | 'rtl';
}

export class PdfFont {
  readonly #font: EmbeddedFont;
  readonly #codes = new Map<string, number>();
  readonly #shaped = new Map<string, readonly PlacedGlyph[]>();

  /** @param file see `fontRuns`. */
  constructor(document: PDFKit.PDFDocument, file: string) {
    document.registerFont(file, unpacked(readFileSync(fontSource(file))));
    document.font(file);
    this.#font = (document as unknown as { _font: EmbeddedFont })._font;
    // By itself, a font for a script with high marks claims the lines above and below: readers would mix their words with these.
    this.#font.ascender = 800;
    this.#font.descender = -200;
    const { font } = this.#font;
    const getGlyph = font.getGlyph.bind(font);
    // fontkit 2.0.4 remembers a glyph with the characters for which it was first used: other letters may share it.
    font.getGlyph = (id, characters) => {
      delete font._glyphs[id];
      return getGlyph(id, characters);
    };
  }

  /** The font's name on pages, and the object it names. */
  get resource(): readonly [name: string, PDFKit.PDFKitReference] {
    return [this.#font.id, this.#font.ref()];
  }

  /** The glyphs of a text that runs in one direction. Words recur, so they are remembered. */
  shape(text: string, rightToLeft: boolean): readonly PlacedGlyph[] {
    const key = rightToLeft ? mirrored(text).replace(doubling, '\u0651$1') : text;
    const known = this.#shaped.get(key);
    if (known) return known;
    const { scale, font } = this.#font;
    const run = laidOut(font, key);
    const texts = textsOf(run, text);
    const placed = run.glyphs.map((glyph, index): PlacedGlyph => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = run.positions[index] ?? {};
      const place = { right: xOffset * scale, up: yOffset * scale, advance: xAdvance * scale };
      const stands = texts[index];
      if (stands === undefined) {
        const outline = (x: number, y: number, size: number) =>
          glyph.path
            .scale(size / font.unitsPerEm, -size / font.unitsPerEm)
            .translate(x, y)
            .toSVG();
        return { ...place, outline, width: 0 };
      }
      const width = glyph.advanceWidth * scale;
      return { ...place, width, code: this.#codeOf(glyph.id, stands, width).toString(16).padStart(4, '0') };
    });
    this.#shaped.set(key, placed);
    return placed;
  }

  /** A glyph that stands for different texts, such as the body of several Arabic letters, has a code for each. */
  #codeOf(glyph: number, text: string, width: number): number {
    const key = `${glyph} ${text}`;
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const { subset, widths, unicode } = this.#font;
    const code = subset.glyphs.push(glyph) - 1;
    widths[code] = width;
    unicode[code] = codePointsOf(text);
    this.#codes.set(key, code);
    return code;
  }
}

/**
 * fontkit 2.0.4 throws a TypeError where a font has no place for a mark on what is before it, as in the Thai ฬู้. The marks
 * of such a word stay where the font draws them by itself: one unusual name must not fail a whole file of badges.
 */
function laidOut(font: Fontkit, text: string): GlyphRun {
  try {
    return font.layout(text);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return font.layout(text, { mark: false, mkmk: false });
  }
}

/**
 * What each glyph stands for, so that a search of the document finds the text as it is written; undefined for marks,
 * whose letter stands for both. Letters may be drawn in parts, as one, or in another order: the characters of a syllable
 * are shared out among its glyphs.
 */
function textsOf({ glyphs, positions, direction }: GlyphRun, text: string): (string | undefined)[] {
  const texts: (string | undefined)[] = glyphs.map(() => undefined);
  for (const { written, drawn } of syllablesOf(glyphs, text, direction)) {
    const isMark = (index: number) => positions[index]?.xAdvance === 0;
    const letters = drawn.filter((index) => !isMark(index));
    const holders = letters.length > 0 ? letters : drawn.slice(0, 1);
    const characters = Array.from(written);
    for (const [place, index] of holders.entries()) {
      const others = holders.length - place - 1;
      texts[index] = characters.splice(0, Math.max(1, characters.length - others)).join('');
    }
  }
  return texts;
}

/** The parts of a text whose letters are drawn on their own, with the indices of their glyphs. */
function syllablesOf(
  glyphs: GlyphRun['glyphs'],
  text: string,
  direction: GlyphRun['direction'],
): { written: string; drawn: number[] }[] {
  const indices = [...glyphs.keys()];
  const graphemes = graphemesOf(text);
  const syllables: { written: string; drawn: number[] }[] = [];
  /** Characters of the syllable whose glyphs are still to come. */
  let open = 0;
  for (const index of direction === 'rtl' ? indices.reverse() : indices) {
    const { codePoints = [] } = glyphs[index] ?? {};
    if (open <= 0 && codePoints.length > 0) syllables.push({ written: '', drawn: [] });
    const syllable = syllables.at(-1);
    syllable?.drawn.push(index);
    open -= codePoints.length;
    while (syllable && open < 0) {
      const grapheme = graphemes.shift();
      if (grapheme === undefined) break;
      syllable.written += grapheme;
      open += codePointsOf(grapheme).length;
    }
  }
  return syllables;
}

const codePointsOf = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0);

/**
 * The sign of a doubled Arabic letter lies between the letter and its vowel, though Unicode writes it after the vowel:
 * https://www.unicode.org/reports/tr53/. Below the sign, an a would be read as an i.
 */
const doubling = /([\u064b-\u0650\u0652]+)\u0651/g;

/** Brackets in text that runs from right to left open to the left: https://www.unicode.org/reports/tr9/#L4 */
const mirrored = (text: string) => text.replace(/[()[\]{}«»<>]/g, (bracket) => mirrors[bracket] ?? bracket);
const mirrors: Record<string, string> = Object.fromEntries(
  ['()', '[]', '{}', '«»', '<>'].flatMap(([open = '', close = '']) => [
    [open, close],
    [close, open],
  ]),
);

import { graphemesOf } from '../badges/drawing/fit-text.ts';
import { directionOf } from '../badges/drawing/lines.tsx';
import type { Rectangle } from './sheet-layout.ts';

const fontName = 'Unseen';

/** The share of a line's height that is above the baseline. */
const ascent = 0.8;

/**
 * The words of a PDF whose texts are drawn as shapes: invisible, but they can be searched, copied and read aloud. Shapes
 * are right in every script, however its letters combine; a font's glyphs would not say which characters they stand for.
 * The font of the invisible text has one glyph without a shape for each character, and a list of which character each
 * is, so it needs no font file. Scanned books are made searchable in this way.
 */
export class TextLayer {
  readonly #document: PDFKit.PDFDocument;
  readonly #font: PDFKit.PDFKitReference;
  readonly #characters: PDFKit.PDFKitReference;
  /** The characters so far, each with its number from 1. */
  readonly #numbers = new Map<string, number>();

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
    this.#characters = document.ref({});
    const names = { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 };
    const descriptor = ended(
      document.ref({
        Type: 'FontDescriptor',
        FontName: fontName,
        Flags: 4,
        FontBBox: [0, -200, 1000, 800],
        ItalicAngle: 0,
        Ascent: 800,
        Descent: -200,
        CapHeight: 800,
        StemV: 80,
      }),
    );
    const glyphs = ended(
      document.ref({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        BaseFont: fontName,
        CIDSystemInfo: names,
        FontDescriptor: descriptor,
        DW: 1000,
        CIDToGIDMap: 'Identity',
      }),
    );
    this.#font = ended(
      document.ref({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: fontName,
        Encoding: 'Identity-H',
        DescendantFonts: [glyphs],
        ToUnicode: this.#characters,
      }),
    );
  }

  /** Places a line of text where it is drawn on the document's page, as if all its letters were equally wide. */
  add(line: string, { x, y, width, height }: Rectangle): void {
    (this.#document.page as unknown as { fonts: Record<string, unknown> }).fonts[fontName] = this.#font;
    const letter = width / Array.from(line).length;
    const rightToLeft = directionOf(line) === 'rtl';
    let before = 0;
    for (const word of line.split(' ')) {
      const letters = Array.from(word).length;
      const start = x + (rightToLeft ? width - (before + letters) * letter : before * letter);
      if (letters > 0) this.#addWord(word, { x: start, y, width: letters * letter, height }, letters);
      before += letters + 1;
    }
  }

  #addWord(word: string, { x, y, width, height }: Rectangle, letters: number): void {
    // In the order from left to right, which PDF readers expect: they reverse right-to-left scripts themselves.
    const seen = directionOf(word) === 'rtl' ? graphemesOf(word).reverse().join('') : word;
    const codes = Array.from(`${seen} `, (character) => this.#codeOf(character)).join('');
    const size = height * ascent;
    const stretched = (100 * width) / letters / size;
    const base = y + height * ascent;
    // Text render mode 3 is that of invisible text; pdfkit's pages count y downwards.
    this.#document.addContent(
      `BT /${fontName} ${short(size)} Tf 3 Tr ${short(stretched)} Tz 1 0 0 -1 ${short(x)} ${short(base)} Tm <${codes}> Tj ET`,
    );
  }

  #codeOf(character: string): string {
    const number = this.#numbers.get(character) ?? this.#numbers.size + 1;
    this.#numbers.set(character, number);
    return inHex(number);
  }

  /** Call this once all texts are placed, before the document ends. */
  end(): void {
    const pairs = Array.from(
      this.#numbers,
      ([character, number]) => `<${inHex(number)}> <${utf16(character)}>`,
    );
    this.#characters.end(Buffer.from(characterMap(pairs)));
  }
}

function ended(reference: PDFKit.PDFKitReference): PDFKit.PDFKitReference {
  reference.end(undefined);
  return reference;
}

const short = (number: number) => number.toFixed(2);
const inHex = (number: number) => number.toString(16).padStart(4, '0');
const utf16 = (character: string) =>
  Array.from({ length: character.length }, (_, index) => inHex(character.charCodeAt(index))).join('');

/** Which character each glyph is, in blocks of at most 100: https://adobe-type-tools.github.io/font-tech-notes/pdfs/5411.ToUnicode.pdf */
function characterMap(pairs: readonly string[]): string {
  const blocks = Array.from({ length: Math.ceil(pairs.length / 100) }, (_, index) => {
    const block = pairs.slice(index * 100, (index + 1) * 100);
    return [`${block.length} beginbfchar`, ...block, 'endbfchar'].join('\n');
  });
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <ffff>',
    'endcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
}

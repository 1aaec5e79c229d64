import { normaliseName } from '../domain/names.ts';
import { oneLine } from '../domain/one-line.ts';

/** How a text may be set into a box, in px. */
export interface TextBox {
  width: number;
  height: number;
  /** The type's size to begin with, and the one it never goes below. */
  largest: number;
  floor: number;
}

/** A text as lines that are known to fit. */
export interface FittedText {
  /** In px. */
  size: number;
  lines: string[];
  /** It is in the smallest type there is for it. */
  atFloor: boolean;
  /** Its end is missing; the last line ends in an ellipsis. */
  truncated: boolean;
}

/** The width in em of a word, of a part of one, or of the space between words. */
export type WidthOf = (text: string) => number;

/** Scripts with so much above and below their letters that lines would touch. */
const tall = /\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Thai}/u;

/** The height of a text's lines, in its type's size. */
export const lineHeightOf = (text: string) => (tall.test(text) ? 1.4 : 1.15);

/** Longer than any name; keeps a hostile text from being measured and shaped in full. */
const longestText = 300;
/** The lines of so narrow a box that one line less would not do: they are of about one length. */
function balanced(pieces: readonly Piece[], lines: string[], width: number, widthOf: WidthOf): string[] {
  if (lines.length === 1) return lines;
  let even = lines;
  let [narrow, wide] = [0, width];
  for (let halving = 0; halving < 8; halving += 1) {
    const middle = (narrow + wide) / 2;
    const tried = wrap(pieces, middle, widthOf);
    if (tried?.length === lines.length) {
      even = tried;
      wide = middle;
    } else {
      narrow = middle;
    }
  }
  return even;
}

const ellipsis = '…';
const sizeStep = 2;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Scripts that are written without spaces between words. */
const spaceless = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;

/** More marks on one letter than any language has would be drawn over the lines above and below. */
const tooManyMarks = /(\p{Mark}{4})\p{Mark}+/gu;

/**
 * A text as it can be drawn: one line of composed, visible characters, without marks that stack up on one letter, and
 * with an ellipsis in the place of what is cut off.
 */
export function printable(text: string): { text: string; cut: boolean } {
  const characters = Array.from(normaliseName(oneLine(text)).replace(tooManyMarks, '$1'));
  const cut = characters.length > longestText;
  return { text: characters.slice(0, longestText).join('') + (cut ? ellipsis : ''), cut };
}

export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** What must not be broken while there is another way; `spaced` when a space stands before it. */
interface Piece {
  text: string;
  spaced: boolean;
}

/** Words, and in scripts without spaces what a dictionary takes for words. */
function piecesOf(text: string): Piece[] {
  return text
    .split(' ')
    .flatMap((word) =>
      (spaceless.test(word) ? Array.from(words.segment(word), ({ segment }) => segment) : [word]).map(
        (piece, index) => ({ text: piece, spaced: index === 0 }),
      ),
    );
}

/** A double name may be broken after its hyphen, which shows that it goes on. */
const hyphen = /(?<=\p{Letter}\p{Dash_Punctuation})(?=\p{Letter})/u;

function brokenAtHyphens(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap(({ text, spaced }) =>
    text.split(hyphen).map((part, index) => ({ text: part, spaced: spaced && index === 0 })),
  );
}

/**
 * Sets a text as large as its box allows. It takes every line the box has room for before the type shrinks. Words that
 * have no room even at the floor are broken: after a hyphen if that helps, then anywhere; and only what still has no
 * room gives way to an ellipsis.
 */
export function fitText(text: string, box: TextBox, widthOf: WidthOf): FittedText {
  const words = piecesOf(text);
  const parts = brokenAtHyphens(words);
  const linesIn = (size: number) => Math.floor(box.height / (size * lineHeightOf(text)));
  const mostLines = Math.max(1, linesIn(box.floor));
  for (const pieces of parts.length > words.length ? [words, parts] : [words]) {
    for (let size = box.largest; ; size = Math.max(box.floor, size - sizeStep)) {
      const lines = wrap(pieces, box.width / size, widthOf);
      const atFloor = size === box.floor;
      if (lines && lines.length <= (atFloor ? mostLines : linesIn(size))) {
        const even = balanced(pieces, lines, box.width / size, widthOf);
        return { size, lines: even, atFloor, truncated: false };
      }
      if (atFloor) break;
    }
  }
  return breakAtFloor(words, { ...box, mostLines }, widthOf);
}

/** Fills lines of `width` em one after the other; undefined when a piece alone is wider. */
function wrap(pieces: readonly Piece[], width: number, widthOf: WidthOf): string[] | undefined {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const { text, spaced } of pieces) {
    const needed = widthOf(text);
    if (needed > width) return undefined;
    const extended = used + (spaced ? widthOf(' ') : 0) + needed;
    if (extended > width) {
      lines.push(text);
      used = needed;
    } else {
      lines.push(`${lines.pop()}${spaced ? ' ' : ''}${text}`);
      used = extended;
    }
  }
  return lines;
}

function breakAtFloor(
  words: readonly Piece[],
  { width: boxWidth, floor, mostLines }: TextBox & { mostLines: number },
  widthOf: WidthOf,
): FittedText {
  const width = boxWidth / floor;
  const fits = ({ text }: Piece) => widthOf(text) <= width;
  const broken = (piece: Piece, parts: readonly string[]) =>
    parts.map((text, index) => ({ text, spaced: piece.spaced && index === 0 }));
  const lettersOf = (word: Piece) =>
    broken(word, graphemesOf(word.text))
      // Scripts that join letters make a grapheme of any length.
      .flatMap((letter) => (fits(letter) ? [letter] : broken(letter, Array.from(letter.text))));
  const linesOf = (pieces: readonly Piece[]) => {
    const fitting = pieces.filter(fits);
    const lines = wrap(fitting, width, widthOf) ?? [];
    return { lines, whole: fitting.length === pieces.length && lines.length <= mostLines };
  };

  const longOnesBroken = linesOf(words.flatMap((word) => (fits(word) ? [word] : lettersOf(word))));
  for (const broken of [longOnesBroken, linesOf(words.flatMap(lettersOf))]) {
    if (broken.whole) return { size: floor, lines: broken.lines, atFloor: true, truncated: false };
  }
  const lines = longOnesBroken.lines.slice(0, mostLines);
  lines.push(shortened(lines.pop() ?? '', width - widthOf(ellipsis), widthOf) + ellipsis);
  return { size: floor, lines, atFloor: true, truncated: true };
}

/** The start of a line that is no wider than `width` em, its graphemes taken to be as wide together as alone. */
function shortened(line: string, width: number, widthOf: WidthOf): string {
  let used = 0;
  let start = '';
  for (const grapheme of graphemesOf(line)) {
    used += widthOf(grapheme);
    if (used > width) break;
    start += grapheme;
  }
  return start.trimEnd();
}

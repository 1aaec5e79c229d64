import { ellipsis } from '../../domain/text.ts';

/** The box for a text and its type sizes, in px. */
export interface TextBox {
  width: number;
  height: number;
  /** The largest type size, and the smallest that reads well. */
  largest: number;
  floor: number;
  /** How small the type may become before a word is broken; the floor when absent. */
  smallest?: number;
}

/** A text broken into lines that fit. */
export interface FittedText {
  /** In px. */
  size: number;
  lines: string[];
  /** The size is at the floor, or below. */
  atFloor: boolean;
  /** A word is broken, with a hyphen that was added. */
  hyphenated: boolean;
  /** Its end is missing; the last line ends in an ellipsis. */
  truncated: boolean;
}

/** The width in em of a word, of a part of one, or of the space between words. */
export type WidthOf = (text: string) => number;

/** Scripts with so much above and below their letters that lines need more room. */
const tall = /\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Thai}/u;

/** The height of a text's lines, as a multiple of the type size. */
export const lineHeightOf = (text: string) => (tall.test(text) ? 1.4 : 1.15);

const addedHyphen = '-';
const sizeStep = 2;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Scripts that are written without spaces between words. */
const spaceless = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;
/** Scripts without a hyphen: a word simply continues on the next line. */
const hyphenless = new RegExp(`${spaceless.source}|\\p{Script=Hangul}`, 'u');

export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** A part of a text that is broken only as a last resort. */
interface Piece {
  text: string;
  /** It follows a space. */
  spaced: boolean;
  /** It continues the word that the piece before it began: on a new line, that line ends in a hyphen. */
  joined?: boolean;
}

/** A space where a line may end: not one before a dash, which would begin the next line. */
const breakingSpace = / (?!\p{Dash_Punctuation}+(?: |$))/u;

/** Words; in scripts without spaces, as a dictionary finds them. */
function piecesOf(text: string): Piece[] {
  return text
    .split(breakingSpace)
    .flatMap((word) =>
      (spaceless.test(word) ? Array.from(words.segment(word), ({ segment }) => segment) : [word]).map(
        (piece, index) => ({ text: piece, spaced: index === 0 }),
      ),
    );
}

/** A double name may be broken after its hyphen, which shows that it continues. */
const hyphen = /(?<=\p{Letter}\p{Dash_Punctuation})(?=\p{Letter})/u;

function brokenAtHyphens(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap(({ text, spaced }) =>
    text.split(hyphen).map((part, index) => ({ text: part, spaced: spaced && index === 0 })),
  );
}

/**
 * Sets a text as large as its box allows. It uses every line the box has room for before the type shrinks, and breaks
 * after the text's own hyphens before the type goes below the floor. Words that are too long even in the smallest type
 * are broken with an added hyphen, and only what still does not fit is replaced by an ellipsis.
 */
export function fitText(text: string, box: TextBox, widthOf: WidthOf): FittedText {
  const { largest, floor, smallest = floor } = box;
  const words = piecesOf(text);
  const parts = brokenAtHyphens(words);
  const linesIn = (size: number) => Math.floor(box.height / (size * lineHeightOf(text)));
  const ranges =
    smallest < floor
      ? [
          { from: largest, to: floor },
          { from: Math.max(smallest, floor - sizeStep), to: smallest },
        ]
      : [{ from: largest, to: floor }];
  for (const { from, to } of ranges) {
    for (const pieces of parts.length > words.length ? [words, parts] : [words]) {
      for (let size = from; ; size = Math.max(to, size - sizeStep)) {
        const lines = wrap(pieces, box.width / size, widthOf);
        if (lines && lines.length <= (size === to ? Math.max(1, linesIn(size)) : linesIn(size))) {
          const even = balanced(pieces, lines, box.width / size, widthOf);
          return { size, lines: even, atFloor: size <= floor, hyphenated: false, truncated: false };
        }
        if (size <= to) break;
      }
    }
  }
  return breakWords(words, box, widthOf);
}

/** Fills lines of `width` em one after the other; undefined when a single piece is wider. */
function wrap(pieces: readonly Piece[], width: number, widthOf: WidthOf): string[] | undefined {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [index, { text, spaced, joined }] of pieces.entries()) {
    const needed = widthOf(text);
    if (needed > width) return undefined;
    const hyphen = pieces[index + 1]?.joined ? widthOf(addedHyphen) : 0;
    const extended = used + (spaced ? widthOf(' ') : 0) + needed;
    if (extended + hyphen > width) {
      if (joined && used + widthOf(addedHyphen) <= width) lines.push(`${lines.pop()}${addedHyphen}`);
      lines.push(text);
      used = needed;
    } else {
      lines.push(`${lines.pop()}${spaced ? ' ' : ''}${text}`);
      used = extended;
    }
  }
  return lines;
}

/**
 * Makes lines about equally long: searches, by halving the range, for the narrowest width that needs no further line.
 */
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

/** Breaks words where necessary: at the floor if that is enough, otherwise in the smallest type. */
function breakWords(
  words: readonly Piece[],
  { width: boxWidth, height, floor, smallest = floor }: TextBox,
  widthOf: WidthOf,
): FittedText {
  const text = words.map((word) => word.text).join(' ');
  const attempt = (size: number, isBroken: (word: Piece, width: number) => boolean) => {
    const width = boxWidth / size;
    const mostLines = Math.max(1, Math.floor(height / (size * lineHeightOf(text))));
    const pieces = words.flatMap((word) =>
      isBroken(word, width) ? lettersOf(word, width, widthOf) : [word],
    );
    const fitting = pieces.filter((piece) => widthOf(piece.text) <= width);
    const lines = wrap(fitting, width, widthOf) ?? [];
    const whole = fitting.length === pieces.length && lines.length <= mostLines;
    return { size, width, lines, mostLines, whole, hyphenated: hasAddedHyphen(lines, words) };
  };
  const isLong = (word: Piece, width: number) => widthOf(word.text) > width;
  const inSmallest = attempt(smallest, isLong);
  for (const { whole, size, lines, hyphenated } of [
    attempt(floor, isLong),
    inSmallest,
    attempt(smallest, () => true),
  ]) {
    if (whole) return { size, lines, atFloor: true, hyphenated, truncated: false };
  }
  const lines = inSmallest.lines.slice(0, inSmallest.mostLines);
  lines.push(shortened(lines.pop() ?? '', inSmallest.width - widthOf(ellipsis), widthOf) + ellipsis);
  return { size: smallest, lines, atFloor: true, hyphenated: hasAddedHyphen(lines, words), truncated: true };
}

const hyphensIn = (texts: readonly string[]) => texts.join('').split(addedHyphen).length - 1;
const hasAddedHyphen = (lines: readonly string[], words: readonly Piece[]) =>
  hyphensIn(lines) > hyphensIn(words.map(({ text }) => text));

/** A word letter by letter, except that the two letters at either end stay together. */
function lettersOf({ text, spaced }: Piece, width: number, widthOf: WidthOf): Piece[] {
  const letters = graphemesOf(text);
  const fits = (part: string) => widthOf(part) <= width;
  const [start, end] = [letters.slice(0, 2).join(''), letters.slice(-2).join('')];
  const parts =
    letters.length > 4 && fits(start) && fits(end) ? [start, ...letters.slice(2, -2), end] : letters;
  return (
    parts
      // In scripts that join letters, a grapheme may be of any length.
      .flatMap((part) => (fits(part) ? [part] : Array.from(part)))
      .map((part, index) => ({
        text: part,
        spaced: spaced && index === 0,
        joined: index > 0 && !hyphenless.test(text),
      }))
  );
}

/** The start of a line that is no wider than `width` em, without kerning between its graphemes. */
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

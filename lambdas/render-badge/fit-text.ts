import { normaliseName } from '../shared/domain/names.ts';
import { oneLine } from '../shared/domain/one-line.ts';

/** How a text may be set into a box, in px. */
export interface TextBox {
  width: number;
  /** The largest type for one line, for two lines, and so on. */
  largest: readonly [number, ...number[]];
  /** The smallest type; a text too long even for that ends in an ellipsis after `linesAtFloor` lines. */
  floor: number;
  linesAtFloor: number;
}

/** A text with its size in px: as lines that are known to fit, or as a whole to be broken and cut off anywhere. */
export type FittedText = { size: number } & ({ lines: string[] } | { text: string; maxLines: number });

/** The width of a word in em, or of the space between words. */
export type WidthOf = (word: string) => number;

/** More than any box holds at its floor; keeps a hostile text from being measured and shaped in full. */
const longestText = 300;

const sizeStep = 2;

/** A text as it can be drawn: one line of composed, visible characters. */
export function printable(text: string): string {
  return Array.from(normaliseName(oneLine(text)))
    .slice(0, longestText)
    .join('');
}

/** Sets a text as large as its box allows: a further line is taken before the type shrinks below that line's size. */
export function fitText(text: string, box: TextBox, widthOf: WidthOf): FittedText {
  const words = text.split(' ');
  for (let size = Math.max(...box.largest); size >= box.floor; size -= sizeStep) {
    const lines = wrap(words, box.width / size, widthOf);
    const linesAllowed = box.largest.filter((largest) => size <= largest).length;
    if (lines && lines.length <= linesAllowed) return { size, lines };
  }
  return { size: box.floor, text, maxLines: box.linesAtFloor };
}

/** Fills lines of `width` em one after the other; undefined when a word alone is wider. */
function wrap(words: readonly string[], width: number, widthOf: WidthOf): string[] | undefined {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const needed = widthOf(word);
    if (needed > width) return undefined;
    const extended = used + widthOf(' ') + needed;
    if (extended > width) {
      lines.push(word);
      used = needed;
    } else {
      lines.push(`${lines.pop()} ${word}`);
      used = extended;
    }
  }
  return lines;
}

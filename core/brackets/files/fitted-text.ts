/** Texts that have to fit into a drawing whose fonts are not known: an estimate that is rather too wide than too narrow. */
import { ellipsis, printable } from '../../domain/text.ts';

/** Widths of characters in em, of the widest of the usual sans-serif fonts; the first that fits counts. */
const widths: readonly [RegExp, number][] = [
  [/^[\p{Mark}\p{Default_Ignorable_Code_Point}]$/u, 0],
  // Whole phrases in one character.
  [/^[\ufdfa-\ufdfd\u{12000}-\u{123ff}]$/u, 8],
  [/^\p{Extended_Pictographic}$/u, 1.4],
  [/^[ijlI.,:;'’|!()[\]-]$/u, 0.36],
  [/^[ftr ]$/u, 0.42],
  [/^[mwMW@%&]$/u, 0.97],
  [/^\p{Uppercase}$/u, 0.74],
  [/^[\p{Lowercase}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Number}\p{Punctuation}]$/u, 0.59],
];
/** Chinese, Japanese and Korean, and whatever is not known. */
const usualWidth = 1.05;

const known = new Map<string, number>();

function widthOf(character: string): number {
  const before = known.get(character);
  if (before !== undefined) return before;
  const width = widths.find(([pattern]) => pattern.test(character))?.[1] ?? usualWidth;
  known.set(character, width);
  return width;
}

/** In em. */
function widthOfText(text: string): number {
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export interface FittedText {
  text: string;
  /** Whether something is missing. */
  cut: boolean;
}

/** @param mostEm the room there is, in em. */
export function fittedTo(mostEm: number, text: string): FittedText {
  const whole = printable(text);
  if (widthOfText(whole.text) <= mostEm) return whole;
  let shown = '';
  let width = widthOfText(ellipsis);
  for (const { segment } of graphemes.segment(whole.text)) {
    width += widthOfText(segment);
    if (width > mostEm) break;
    shown += segment;
  }
  return { text: shown.trimEnd() + ellipsis, cut: true };
}

/** Makes texts from a form safe: for one line, for a picture, for a file name. */

/** C0 and C1 control characters (including NUL, tab and line breaks) and Unicode's own line breaks. */
const control = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Everything that could start a new line, hide in one, or reverse its reading direction. */
const breaksALine = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * Invisible characters: soft hyphen, zero-width spaces, joiners and marks, directional embeddings, overrides and
 * isolates, byte order mark, Hangul filler. In a name they only make different names look the same, or reverse the text
 * after it.
 */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF]/gu;

/** More marks than any language puts on one letter: they would be drawn over the lines above and below. */
const tooManyMarks = /(\p{Mark}{4})\p{Mark}+/gu;

/** A text from a form, made safe for a subject or one line of a mail: it cannot look like a separate line. */
export function oneLine(text: string): string {
  return text.replace(breaksALine, ' ').trim();
}

/**
 * A name for display: NFC, trimmed, without invisible characters, with single spaces in place of white space and
 * control characters.
 */
export function normaliseName(text: string): string {
  return text
    .toWellFormed()
    .replace(invisible, '')
    .normalize('NFC')
    .replace(control, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

export function hasControlCharacters(text: string): boolean {
  return text.search(control) !== -1;
}

export const ellipsis = '…';

/** A text of at most `most` characters; a longer one is cut off and ends in an ellipsis. */
export function shortenedTo(most: number, text: string): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : characters.slice(0, most).join('') + ellipsis;
}

/** Longer than any name; keeps a hostile text from being measured and shaped in full. */
const longestDrawn = 300;

/**
 * A text as it can be drawn: one line of composed, visible characters, without stacks of marks on one letter. A text
 * that is too long is cut off and ends in an ellipsis.
 */
export function printable(text: string): { text: string; cut: boolean } {
  const whole = normaliseName(oneLine(text)).replace(tooManyMarks, '$1');
  const shown = shortenedTo(longestDrawn, whole);
  return { text: shown, cut: shown !== whole };
}

/** A text as a file name: slashes, white space, control characters, and leading or repeated dots become `_`. */
export function fileName(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s/\\\p{Cc}]/gu, '_')
    .replace(/^\.+|\.{2,}/g, (dots) => '_'.repeat(dots.length));
}

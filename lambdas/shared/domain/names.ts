/** Longest text taken for a name, a school, a phone number, in characters: far above any real one, far below a page. */
export const longestLine = 1000;

/**
 * Characters nobody sees: soft hyphen, zero-width spaces, joiners and marks, directional embeddings, overrides and
 * isolates, byte order mark, Hangul filler. In a name they only serve to make two names look like one, or text
 * after the name run backwards.
 */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF]/gu;

/**
 * A name as it is stored, compared and printed: NFC, without invisible characters, trimmed, inner white space
 * collapsed to single spaces. Control characters within stay, for `hasControlCharacters` to find.
 */
export function normaliseName(text: string): string {
  const visible = text.toWellFormed().replace(invisible, '').normalize('NFC').trim();
  return hasControlCharacters(visible) ? visible : visible.replace(/\s+/gu, ' ');
}

/** C0 and C1 control characters (NUL, tab and line breaks among them) and Unicode's own line breaks. */
export function hasControlCharacters(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}

/** A word of a vocabulary, as its tables hold it: lower case, single spaces. */
export function keyword(text: string): string {
  return normaliseName(text).toLowerCase();
}

/** Longest text shown of a name, a school, a phone number, in characters: far above any real one, far below a page. */
export const longestLine = 1000;

/**
 * Characters nobody sees: soft hyphen, zero-width spaces, joiners and marks, directional embeddings, overrides and
 * isolates, byte order mark, Hangul filler. In a name they only serve to make two names look like one, or text
 * after the name run backwards.
 */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF]/gu;

/** C0 and C1 control characters (NUL, tab and line breaks among them) and Unicode's own line breaks. */
const control = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * A name as it is shown: NFC, without invisible characters, with single spaces in the place of white space and control
 * characters, trimmed.
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

/** A word of a vocabulary, as its tables hold it: lower case, single spaces. */
export function keyword(text: string): string {
  return normaliseName(text).toLowerCase();
}

/**
 * What a name is compared by: its letters and digits, in one case and one Unicode form. Blanks, dashes, apostrophes,
 * dots and joiners make no difference, accents do. A name without a letter is compared as it is shown.
 */
export function comparableName(text: string): string {
  const shown = normaliseName(text).normalize('NFKC');
  const letters = shown.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  // Upper case first: it makes one of `ß` and `SS`, and of both Greek small sigmas.
  return (letters || shown).toUpperCase().toLowerCase().normalize('NFC');
}

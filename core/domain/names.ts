/**
 * The most characters shown of a name, a school or a phone number: far more than any real one, far less than a page.
 */
export const longestLine = 1000;

/**
 * Invisible characters: soft hyphen, zero-width spaces, joiners and marks, directional embeddings, overrides and
 * isolates, byte order mark, Hangul filler. In a name they only make different names look the same, or reverse the text
 * after it.
 */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF]/gu;

/** C0 and C1 control characters (including NUL, tab and line breaks) and Unicode's own line breaks. */
const control = /[\p{Cc}\u2028\u2029]+/gu;

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

/** A word in the form used by the vocabulary's tables: lower case, single spaces. */
export function keyword(text: string): string {
  return normaliseName(text).toLowerCase();
}

/**
 * The form in which names are compared: letters and digits, in one case and one Unicode form. Blanks, dashes,
 * apostrophes, dots and joiners make no difference, accents do. A name without letters is compared as displayed.
 */
export function comparableName(text: string): string {
  const shown = normaliseName(text).normalize('NFKC');
  const letters = shown.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  // Upper case first: that unifies `ß` with `SS`, and both Greek small sigmas.
  return (letters || shown).toUpperCase().toLowerCase().normalize('NFC');
}

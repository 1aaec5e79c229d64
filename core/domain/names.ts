import { normaliseName } from './text.ts';

/**
 * The most characters shown of a name, a school or a phone number: far more than any real one, far less than a page.
 */
export const longestLine = 1000;

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

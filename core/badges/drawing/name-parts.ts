/** Scripts whose names begin with the given name; the names of others are not divided, or begin with the family's. */
const givenNameFirst = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari'].map(
  (script) => new RegExp(`^[\\p{Script=${script}}\\p{Script=Common}\\p{Script=Inherited}]+$`, 'u'),
);

/** Letters that only Vietnamese uses, which writes the family's name first: U+01A1, U+01B0 and most of U+1EA0-1EF9. */
const vietnamese = /[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]/u;

/** A name that can stand alone: not an initial or a title such as `J.` or `Dr.`, and not the start of Abd al-Rahman. */
const complete = /^(?!عبد$|أبو$|ابو$).*\p{Letter}[\p{Letter}\p{Mark}].*(?<!\.)$/u;

/**
 * The first name and the rest, for showing the first name larger; undefined for a name of one word, for one in several
 * scripts, and where the first word is not the given name. `J. Robert Smith` becomes `J. Robert` and `Smith`.
 */
export function namePartsOf(name: string): { first: string; rest: string } | undefined {
  const composed = name.normalize('NFC');
  if (vietnamese.test(composed) || !givenNameFirst.some((script) => script.test(composed))) return undefined;
  const words = name.trim().split(/\s+/);
  const given = words.findIndex((word) => complete.test(word)) + 1;
  if (given === 0 || given === words.length) return undefined;
  return { first: words.slice(0, given).join(' '), rest: words.slice(given).join(' ') };
}

/** Schools by a few letters: a bracket has no room for their names, and what is public need not have them. */
import * as z from 'zod';
import { comparableName } from '../domain/names.ts';
import { normaliseName } from '../domain/text.ts';
import { byKeys } from '../lists/order.ts';
import { unnamed } from '../lists/participant.ts';

export const schoolCode = z.strictObject({
  code: z.string(),
  /** As most of its people write it. */
  name: z.string(),
});
export type SchoolCode = z.infer<typeof schoolCode>;

/** The most letters that a code is made of. A number may follow. */
const longest = 4;

/** Articles and connecting words: they are skipped unless there is nothing else. */
const small = new Set(['A', 'AN', 'AND', 'AT', 'DE', 'DEL', 'DER', 'EL', 'FOR', 'IN', 'LA', 'OF', 'THE']);

/** Nobody wants to be shown under one of these: the next way of making a code is taken. */
const unwanted = new Set(
  'ASS BUM COCK CUM CUNT DICK DIE FAG FAT FUC FUK FUCK HIV KKK NAZI PEE PISS POO RAPE SEX SHIT SLUT SS STD SUCK TIT TITS WTF'.split(
    ' ',
  ),
);

/**
 * A code for each school, and each school once, however its people type it: its initials, `GT` for `Golden Tiger`; the
 * first letters of a single word, `TIG` for `Tigers`. Where another school has that code, more letters of the first word
 * are taken, and then a number. Schools without a name have none.
 *
 * @param schools the school of each person.
 * @param before the codes of the draw before this one, which stay: otherwise one new school could change what is shown of
 * another in all divisions.
 * @returns by code. The order of the people makes no difference.
 */
export function schoolCodes(schools: Iterable<string>, before: readonly SchoolCode[] = []): SchoolCode[] {
  const named = [...namesOf(schools)].sort(byKeys(([key]) => [key]));
  const kept = new Map(before.map(({ code, name }) => [comparableName(name), code]));
  const taken = new Set(named.flatMap(([key]) => kept.get(key) ?? []));
  return named
    .map(([key, name]): SchoolCode => {
      const code = kept.get(key) ?? freeCode(name, taken);
      taken.add(code);
      return { code, name };
    })
    .sort(byKeys(({ code }) => [code]));
}

/**
 * Looks up the codes of a draw.
 * @returns from a school as somebody has typed it to its code; `''` where no school is given.
 */
export function schoolCodesIn({ schools }: { schools: readonly SchoolCode[] }): (school: string) => string {
  const codes = new Map(schools.map(({ code, name }) => [comparableName(name), code]));
  return (school) => codes.get(comparableName(school)) ?? '';
}

/** The spelling that most people use, by the form in which names are compared. */
function namesOf(schools: Iterable<string>): Map<string, string> {
  const spellings = new Map<string, Map<string, number>>();
  for (const school of schools) {
    const name = normaliseName(school);
    if (name === '' || name === unnamed.school) continue;
    const counts = spellings.get(comparableName(name)) ?? new Map<string, number>();
    spellings.set(comparableName(name), counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  return new Map(
    [...spellings].map(([key, counts]) => {
      const [[name] = ['']] = [...counts].sort(byKeys(([spelling, count]) => [-count, spelling]));
      return [key, name];
    }),
  );
}

function freeCode(name: string, taken: ReadonlySet<string>): string {
  const ways = waysToShorten(name);
  const free = ways.find((code) => !taken.has(code));
  if (free !== undefined) return free;
  const [first = ''] = ways;
  let number = 2;
  while (taken.has(`${first}${number}`)) number += 1;
  return `${first}${number}`;
}

/** Best first. */
function waysToShorten(name: string): string[] {
  const words = wordsOf(name);
  const large = words.filter((word) => !small.has(word));
  const [first = [], ...others] = (large.length > 0 ? large : words).map((word) => Array.from(word));
  const initials = others.map(([letter = '']) => letter);
  // One word has its first three letters, rather than one.
  const lengths = others.length > 0 ? [1, 2, 3] : [3, 4, 2];
  const ways = lengths.map((length) => [...first.slice(0, length), ...initials].slice(0, longest).join(''));
  const codes = [...new Set(ways)].filter((code) => code !== '' && !unwanted.has(code));
  return codes.length > 0 ? codes : ['S'];
}

/** In capitals and without accents. Korean syllables, which have no accents, stay whole. */
function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+|['’`.]+/gu, '')
    .normalize('NFC')
    .toUpperCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

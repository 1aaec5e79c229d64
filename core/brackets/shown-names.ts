/** People as a public bracket shows them. */
import { normaliseName, shortenedTo } from '../domain/text.ts';
import { byKeys } from '../lists/order.ts';
import { unnamed } from '../lists/participant.ts';
import type { Plan, PlannedDivision } from './plan.ts';
import { schoolCodesIn } from './school-codes.ts';

/** `short`: the first name and the first letter of the surname, and the school's code. `full`: names and schools in full. */
export type NameStyle = 'short' | 'full';

const longestShort = 40;
const longestFull = 100;

/** Chinese, Japanese and Korean names, whose surname comes first where they are written as one word. */
const eastAsian = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{2,}$/u;
const suffix = /^(?:jr|sr|ii|iii|iv)\.?$/iu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Everybody in a division, in the order of seeds: `Ana B. (TIG)`. Each name is there once, even where case, accents and
 * blanks make no difference: the second of two namesakes, by id, is `Ana B. 2 (TIG)`.
 */
export function shownNames(
  plan: Pick<Plan, 'people' | 'schools'>,
  { seeds }: Pick<PlannedDivision, 'seeds'>,
  style: NameStyle,
): string[] {
  const codeOf = schoolCodesIn(plan);
  const taken = new Set<string>();
  const shown = new Map<string, string>();
  for (const id of seeds.toSorted(byKeys((one) => [one]))) {
    const { name, school } = plan.people[id] ?? unnamed;
    const whole = style === 'short' ? shortName(name) : shortenedTo(longestFull, normaliseName(name));
    const code = codeOf(school);
    const of = code && (style === 'short' ? code : shortenedTo(longestFull, normaliseName(school)));
    const numbered = (number: number) =>
      [whole, ...(number > 1 ? [String(number)] : []), ...(of ? [`(${of})`] : [])].join(' ');
    let number = 1;
    while (taken.has(folded(numbered(number)))) number += 1;
    taken.add(folded(numbered(number)));
    shown.set(id, numbered(number));
  }
  return seeds.map((id) => shown.get(id) ?? '');
}

/** What Challonge may take for one name: it does not say whether case and accents make a difference there. */
export function folded(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}+/gu, '');
  return plain.toUpperCase().toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** The first name, and of the surname no more than its first letter: `Ana B.` A name of one word is shown whole. */
export function shortName(name: string): string {
  const plain = normaliseName(name);
  if (plain === unnamed.name) return plain;
  const { given, surname } = partsOf(plain);
  const letters = surname.normalize('NFKC');
  // Without what comes before its first letter: `(Berg)`, `d'`.
  const [initial = ''] = graphemesOf(letters.slice(Math.max(0, letters.search(/[\p{L}\p{N}]/u))));
  return [shortenedTo(longestShort, given || plain), ...(initial ? [`${initial.toUpperCase()}.`] : [])].join(
    ' ',
  );
}

function partsOf(name: string): { given: string; surname: string } {
  const [surname = '', given, ...more] = name.split(',').map((part) => part.trim());
  if (surname && given && more.length === 0 && !suffix.test(given))
    return { given: given.split(' ')[0] ?? '', surname };
  const words = name.replace(/,/gu, ' ').split(/\s+/u).filter(Boolean);
  const called = words.length > 2 ? words.filter((word, index) => index === 0 || !suffix.test(word)) : words;
  const [first = '', last] = [called[0], called.at(-1)];
  if (called.length < 2 || last === undefined)
    return eastAsian.test(first) ? ofOneWord(first) : { given: first, surname: '' };
  // `김 민준`: a surname of one syllable, which is not the given name whichever comes first.
  const surnameFirst = eastAsian.test(last) && graphemesOf(first).length < graphemesOf(last).length;
  return surnameFirst ? { given: last, surname: first } : { given: first, surname: last };
}

/** `김민준`, `王小明`: one character is the surname; of four or more, two. */
function ofOneWord(name: string): { given: string; surname: string } {
  const characters = graphemesOf(name);
  const length = characters.length > 3 ? 2 : 1;
  return { given: characters.slice(length).join(''), surname: characters.slice(0, length).join('') };
}

const graphemesOf = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment);

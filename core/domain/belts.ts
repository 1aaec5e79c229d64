import { keyword } from './names.ts';

/** All belts, lowest first, with their names in mails and on badges. `master` is 4th dan and above. */
const spoken = {
  white: 'White',
  yellow: 'Yellow',
  orange: 'Orange',
  green: 'Green',
  blue: 'Blue',
  red: 'Red',
  brown: 'Brown',
  black: 'Black',
  '1 degree black': '1st degree black',
  '2 degree black': '2nd degree black',
  '3 degree black': '3rd degree black',
  master: 'Master',
} as const;

export type Belt = keyof typeof spoken;

export const belts = Object.keys(spoken) as Belt[];

const isBelt = (name: string): name is Belt => Object.hasOwn(spoken, name);

export function spokenBelt(belt: Belt): string {
  return spoken[belt];
}

/**
 * The belt meant by a `beltRank` as people write it: `4th dan`, `IV Dan`, `Black Belt`; undefined when it is not one.
 */
export function beltOf(name: string): Belt | undefined {
  const words = keyword(name)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'belt');
  const plain = words.join(' ');
  if (isBelt(plain)) return plain;
  if (/^(?:master black|grand ?master)$/.test(plain)) return 'master';
  return degreeOf(words);
}

const degreeWords = new Set(['degree', 'deg', 'dan', 'black', 'master', 'grand', 'grandmaster']);
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
const numerals = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'];
const highestDegree = 9;

/** A black belt's degree: one number from 1 to 9 along with a word such as `dan` or `degree`. */
function degreeOf(words: readonly string[]): Belt | undefined {
  const numbers = words.filter((word) => !degreeWords.has(word));
  const [number, ...others] = numbers;
  if (number === undefined || others.length > 0 || numbers.length === words.length) return undefined;
  const digits = /^(\d)(?:st|nd|rd|th)?$/.exec(number)?.[1];
  const degree =
    digits === undefined ? Math.max(ordinals.indexOf(number), numerals.indexOf(number)) + 1 : Number(digits);
  if (degree < 1 || degree > highestDegree) return undefined;
  if (degree > 3) return 'master';
  const belt = `${degree} degree black`;
  return isBelt(belt) && !words.some((word) => /master/.test(word)) ? belt : undefined;
}

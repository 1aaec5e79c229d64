import { nameSimilarity } from '../lists/name-similarity.ts';

/** Words that many schools have in their names, so that they say little about which one it is. */
const common = new Set(
  'a academy and art arts association at athletic black belt center centre club do dojang family gym karate kwan martial of school sport sports studio tae taekwondo team the tkd traditional training us usa world'.split(
    ' ',
  ),
);
const weightOfCommon = 0.25;

/** Two words that are less alike are different words. */
const sameWord = 0.8;

/** From here on, two names are alike as wholes, however they are split into words. */
const sameWhole = 0.9;

/**
 * How likely it is that two names are spellings of one school's, from 0 to 1: the share of their words that both have,
 * by length. Typing mistakes, accents, case, the order of words and `Tae Kwon Do` for `TKD` cost little; words that many
 * schools use count little. Numbers must be the same, and two branches in different towns differ by the town.
 */
export function schoolSimilarity(a: string, b: string): number {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  if (numbersIn(one) !== numbersIn(other)) return 0;
  const whole = likeWhole(one.join(''), other.join(''));
  return Math.max(likeWords(one, other), whole);
}

function likeWords(one: readonly string[], other: readonly string[]): number {
  const all = sumOf([...one, ...other]);
  if (all === 0) return 0;
  const left = [...other];
  let shared = 0;
  for (const word of one.toSorted((a, b) => b.length - a.length)) {
    const scores = left.map((candidate) => (word === candidate ? 1 : nameSimilarity(word, candidate)));
    const best = Math.max(0, ...scores);
    if (best < sameWord) continue;
    const [match = ''] = left.splice(scores.indexOf(best), 1);
    shared += best * (weightOf(word) + weightOf(match));
  }
  return shared / all;
}

/** Only where whole names are nearly the same: `Golden Dragon` and `GoldenDragn`. */
function likeWhole(one: string, other: string): number {
  const [shorter, longer] = [Math.min(one.length, other.length), Math.max(one.length, other.length)];
  // No pair of such lengths can reach it.
  if (longer === 0 || (2 * shorter) / (shorter + longer) < sameWhole) return 0;
  const ratio = nameSimilarity(one, other);
  return ratio < sameWhole ? 0 : ratio;
}

function wordsOf(name: string): string[] {
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’`.]/gu, '')
    .replace(/\btae[\s-]*k(?:w|o)o?n[\s-]*do\b/gu, ' tkd ')
    .replace(/&/gu, ' and ');
  return folded.match(/\p{N}+|\p{L}+/gu) ?? [];
}

const numbersIn = (words: readonly string[]) =>
  words
    .filter((word) => /^\p{N}/u.test(word))
    .sort()
    .join(' ');

const weightOf = (word: string) => word.length * (common.has(word) ? weightOfCommon : 1);
const sumOf = (words: readonly string[]) => words.reduce((sum, word) => sum + weightOf(word), 0);

import { distance } from 'fastest-levenshtein';
import { folded } from '../../core/jobs/near-misses.ts';
import { CommandError } from '../command-error.ts';
import type { Person } from './people.ts';

export interface Search {
  /** The best first. */
  found: Person[];
  /** Who is nearly it, where nobody is; the nearest first. */
  near: Person[];
}

/** The most near misses that are said. */
const mostNear = 5;

/** How many letters of a word may be mistyped: two of five, as when two are exchanged. */
const mostTypos = (word: string) => Math.floor((word.length + 1) / 3);

/**
 * Finds people by an id, by the code of a badge, by an e-mail address, or by words of name, school and type, in any
 * order and whatever their case and accents.
 */
export function search(text: string, people: readonly Person[]): Search {
  const asked = folded(text);
  if (asked === '') return { found: [], near: [] };
  const far = farFrom(asked);
  const ranked = people.map((person) => ({ person, far: far(person) })).sort(byDistance);
  const found = ranked.filter(({ far: from }) => from < 1);
  if (found.length > 0) return { found: found.map(({ person }) => person), near: [] };
  const near = ranked.filter(({ far: from }) => Number.isFinite(from)).slice(0, mostNear);
  return { found: [], near: near.map(({ person }) => person) };
}

/**
 * The one person that a text means.
 * @throws CommandError with those who may be meant, when it is nobody or several.
 */
export function theOne(text: string, people: readonly Person[]): Person {
  const { found, near } = search(text, people);
  const exact = found.filter(({ id, badgeId }) => id === text || badgeId === codeOf(text));
  const [one, ...others] = exact.length > 0 ? exact : found;
  if (one && others.length === 0) return one;
  if (one) {
    const lines = found.slice(0, 10).map(inShort);
    const rest = found.length > lines.length ? [`  and ${found.length - lines.length} more`] : [];
    throw new CommandError(
      [`“${text}” fits ${found.length} people; say the code of one:`, ...lines, ...rest].join('\n'),
    );
  }
  throw new CommandError([notFound(text, near), ...near.map(inShort)].join('\n'));
}

export const notFound = (text: string, near: readonly Person[]) =>
  `Nobody fits “${text}”${near.length > 0 ? '; did you mean:' : ', and nobody nearly does.'}`;

const inShort = ({ badgeId, name, school }: Person) =>
  `  ${badgeId}  ${[name || '(no name)', school].filter(Boolean).join(', ')}`;

function byDistance(a: { person: Person; far: number }, b: { person: Person; far: number }): number {
  return a.far - b.far || (a.person.name < b.person.name ? -1 : 1);
}

/** How far a person is from what was asked: below 1 who fits, from 1 on who nearly does, infinite who does not. */
function farFrom(asked: string): (person: Person) => number {
  const code = codeOf(asked);
  if (code !== undefined) return ({ badgeId }) => typos(code, badgeId, 2);
  if (asked.includes('@')) {
    return ({ email }) => (folded(email).includes(asked) ? 0 : typos(asked, folded(email), 3));
  }
  if (/^[a-z]+_\w+/.test(asked)) return ({ id }) => farFromId(asked, id.toLowerCase());
  const words = wordsIn(asked);
  return (person) => farFromWords(words, person);
}

/** The name of a further execution begins with the id, and a person may copy only the first part of one. */
function farFromId(asked: string, id: string): number {
  if (id.startsWith(asked) || asked.startsWith(id)) return id === asked ? 0 : 0.5;
  return typos(asked, id, 2);
}

function typos(asked: string, other: string, most: number): number {
  const count = distance(asked, other);
  return count <= most ? count : Number.POSITIVE_INFINITY;
}

/** Words in the name count more than those elsewhere. */
function farFromWords(words: readonly string[], { name, school, type }: Person): number {
  const [inName, elsewhere] = [wordsIn(name).join(' '), wordsIn(`${school} ${type}`).join(' ')];
  if (inName === words.join(' ')) return 0;
  if (words.every((word) => inName.includes(word))) return 0.25;
  if (words.every((word) => inName.includes(word) || elsewhere.includes(word))) return 0.5;
  const known = `${inName} ${elsewhere}`.split(' ');
  const far = words.map((word) => nearest(word, known));
  return 1 + far.reduce((sum, one) => sum + one, 0);
}

/** Hyphens separate words, and apostrophes and dots do not count. */
const wordsIn = (text: string) =>
  folded(text)
    .replaceAll(/['’.]/g, '')
    .split(/[\s,-]+/)
    .filter((word) => word !== '');

function nearest(word: string, known: readonly string[]): number {
  const most = mostTypos(word);
  return Math.min(...known.map((other) => (other.includes(word) ? 0 : typos(word, other, most))));
}

/**
 * A badge's code as it is written, from how somebody typed it: letters that the alphabet leaves out are the digits that
 * they are mistaken for (https://www.crockford.com/base32.html), and hyphens may be missing.
 */
export function codeOf(text: string): string | undefined {
  const typed = text.trim().toUpperCase().replace(/^TI/, 'T1');
  const [, first, second] = /^T1[-\s]?([0-9A-Z]{5})[-\s]?([0-9A-Z]{5})$/.exec(typed) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const digits = (part: string) => part.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return `T1-${digits(first)}-${digits(second)}`;
}

import { distance } from 'fastest-levenshtein';

/** The most that are named. */
const most = 3;
/** The share of a key's characters that may be mistyped. */
const mistyped = 0.4;

/**
 * What to say about keys that no division has: each, with those that may be meant. Case and `_` in place of blanks make no
 * difference there.
 *
 * @returns undefined when there is a division for every key.
 */
export function unknownDivisions(asked: Iterable<string>, known: ReadonlySet<string>): string | undefined {
  const unknown = [...asked].filter((key) => !known.has(key));
  if (unknown.length === 0) return undefined;
  return unknown
    .map((key) => {
      const near = nearTo(key, known);
      return near.length === 0 ? key : `${key} (did you mean ${near.join(', or ')}?)`;
    })
    .join('; ');
}

function nearTo(asked: string, known: ReadonlySet<string>): string[] {
  const wanted = folded(asked);
  return [...known]
    .map((key) => ({ key, far: distance(wanted, folded(key)) }))
    .filter(({ far }) => far <= wanted.length * mistyped)
    .sort((a, b) => a.far - b.far || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key);
}

const folded = (key: string) => key.toLowerCase().replaceAll(/[\s_-]+/g, ' ');

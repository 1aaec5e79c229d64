/** A bracket in parts that each fit on one page. */
import { placesOf, roundsFor } from '../../brackets/bracket.ts';
import type { DivisionSheet, SheetMatch } from './ring-content.ts';

/** Where a line of a bracket starts: with a person, or with the winner of another page. */
export type Leaf = { seed: number } | { part: BracketPart };

/** One side of a match as it is drawn. */
export type Branch =
  | { leaf: Leaf; row: number }
  | { match: SheetMatch; round: number; sides: [Branch, Branch] };

export interface BracketPart {
  /** `1`, `2`, …; `Final` for the last; absent where all is on one page. */
  name?: string;
  /** How many columns of matches it has. */
  rounds: number;
  /** How many lines start on it, from row 0. */
  rows: number;
  tree: Branch;
}

/** What people still find their way on: more names than this on a page are too small. */
export const mostRows = 32;

/** The parts of a bracket, the one with the final last. */
export function bracketParts({ people, matches }: Pick<DivisionSheet, 'people' | 'matches'>): BracketPart[] {
  const rounds = roundsFor(people.length);
  const pages = pagesFor(people.length);
  const roundsOfPart = rounds - Math.log2(pages);
  const final = matches.at(-1);
  if (!final) return [];
  const byId = new Map(matches.map((match) => [match.id, match]));
  if (pages === 1) return [partFrom(final, { byId, firstRound: 1 })];

  const roots = matches.filter(({ round }) => round === roundsOfPart);
  const parts = roots.map((root, index) => ({
    ...partFrom(root, { byId, firstRound: 1 }),
    name: `${index + 1}`,
  }));
  const partOf = new Map(roots.map(({ id }, index) => [id, parts[index] as BracketPart]));
  return [...parts, { ...partFrom(final, { byId, firstRound: roundsOfPart + 1, partOf }), name: 'Final' }];
}

/** The fewest pages, of equal shares of the bracket. */
function pagesFor(people: number): number {
  const places = placesOf(roundsFor(people));
  for (let pages = 1; ; pages *= 2) {
    const share = places.length / pages;
    const rows = Array.from(
      { length: pages },
      (_, page) => places.slice(page * share, (page + 1) * share).filter((seed) => seed <= people).length,
    );
    if (Math.max(...rows) <= mostRows) return pages;
  }
}

interface Growing {
  byId: ReadonlyMap<number, SheetMatch>;
  /** The round that is drawn in the first column. */
  firstRound: number;
  /** The parts that end in a match. */
  partOf?: ReadonlyMap<number, BracketPart>;
}

function partFrom(root: SheetMatch, { byId, firstRound, partOf }: Growing): BracketPart {
  let rows = 0;
  const grow = (match: SheetMatch): Branch => {
    const branchOf = (side: SheetMatch['sides'][number]): Branch => {
      if ('seed' in side) return { leaf: { seed: side.seed }, row: rows++ };
      const part = partOf?.get(side.winnerOf);
      if (part) return { leaf: { part }, row: rows++ };
      return grow(byId.get(side.winnerOf) as SheetMatch);
    };
    const [upper, lower] = match.sides;
    return { match, round: match.round - firstRound + 1, sides: [branchOf(upper), branchOf(lower)] };
  };
  const tree = grow(root);
  return { rounds: root.round - firstRound + 1, rows, tree };
}

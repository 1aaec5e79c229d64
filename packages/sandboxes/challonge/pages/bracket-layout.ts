/** Where each match of a tournament is drawn. */
import { isElimination, type Match, type Tournament } from '../records.ts';

export const box = { width: 230, height: 48 };
const column = box.width + 44;
const row = 36;
const margin = 12;
const heading = 28;

export interface Placed {
  match: Match;
  x: number;
  /** Of its upper edge. */
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** One for each column. */
  titles: { x: number; title: string }[];
  matches: Placed[];
}

export function layoutOf(tournament: Tournament): Layout {
  const matches = isElimination(tournament) ? tree(tournament.matches) : columns(tournament.matches);
  const rounds = Math.max(1, ...tournament.matches.map(({ round }) => round));
  const title = (round: number) =>
    isElimination(tournament) && round === rounds ? 'Final' : `Round ${round}`;
  return {
    width: 2 * margin + rounds * column - (column - box.width),
    height: Math.max(0, ...matches.map(({ y }) => y)) + box.height + margin,
    titles: Array.from({ length: rounds }, (_, index) => ({ x: xOf(index + 1), title: title(index + 1) })),
    matches,
  };
}

const xOf = (round: number) => margin + (round - 1) * column;
const top = margin + heading;

/** Each match stands between the two that lead to it; the one for third place below all others. */
function tree(matches: readonly Match[]): Placed[] {
  const byId = new Map(matches.map((match) => [match.id, match]));
  const placed: Placed[] = [];
  let leaves = 0;
  const centreOf = (match: Match): number => {
    const [upper, lower] = match.sides.map(({ from }) => {
      const before = from === null ? undefined : byId.get(from);
      if (before) return centreOf(before);
      leaves += 1;
      return top + box.height / 2 + (leaves - 1) * row;
    });
    const centre = ((upper ?? 0) + (lower ?? 0)) / 2;
    placed.push({ match, x: xOf(match.round), y: centre - box.height / 2 });
    return centre;
  };
  const final = matches.filter(({ round }) => round > 0).at(-1);
  if (final) centreOf(final);
  const third = matches.find(({ round }) => round === 0);
  if (third) placed.push({ match: third, x: xOf(final?.round ?? 1), y: top + leaves * row + row / 2 });
  const first = Math.min(top, ...placed.map(({ y }) => y));
  return placed.map((one) => ({ ...one, y: one.y + top - first }));
}

function columns(matches: readonly Match[]): Placed[] {
  const count = new Map<number, number>();
  return matches.map((match) => {
    const above = count.get(match.round) ?? 0;
    count.set(match.round, above + 1);
    return { match, x: xOf(match.round), y: top + above * (box.height + 24) };
  });
}

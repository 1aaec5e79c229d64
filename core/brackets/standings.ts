/** Who is first, second, and so on, where everybody meets everybody. */
import { byKeys } from '../lists/order.ts';

export interface Result {
  winner: string;
  loser: string;
}

/** One person, or several between whom the matches do not decide. */
export interface Standing {
  /** From 1: the best place that is theirs. */
  place: number;
  /** Sorted by id. */
  people: string[];
  /** Why they could not be told apart, where they are several. */
  reason?: string;
}

/**
 * By wins; between people with as many wins, by their wins against each other, for as long as that tells some of them
 * apart. Of two, the winner of their own match is ahead; three who have beaten each other in a circle stay tied.
 *
 * @param results of all matches, with as many between any two people.
 */
export function standings(people: readonly string[], results: readonly Result[]): Standing[] {
  const allWins = winsIn(results);
  return ranked(people, results, 1).map((standing) => {
    const [first = ''] = standing.people;
    if (standing.people.length === 1) return standing;
    const all = winsOf(first, allWins);
    const own = winsOf(first, winsIn(between(standing.people, results)));
    const among = own === all ? '' : `, ${own} of them against each other`;
    return { ...standing, reason: `Each has won ${all} ${all === 1 ? 'match' : 'matches'}${among}` };
  });
}

function ranked(people: readonly string[], results: readonly Result[], place: number): Standing[] {
  const own = between(people, results);
  const wins = winsIn(own);
  const counts = [...new Set(people.map((id) => winsOf(id, wins)))].sort((a, b) => b - a);
  if (counts.length === 1) return [{ place, people: people.toSorted(byKeys((id) => [id])) }];
  let from = place;
  return counts.flatMap((count) => {
    const level = people.filter((id) => winsOf(id, wins) === count);
    const placed = ranked(level, own, from);
    from += level.length;
    return placed;
  });
}

const between = (people: readonly string[], results: readonly Result[]) =>
  results.filter(({ winner, loser }) => people.includes(winner) && people.includes(loser));

function winsIn(results: readonly Result[]): Map<string, number> {
  const wins = new Map<string, number>();
  for (const { winner } of results) wins.set(winner, (wins.get(winner) ?? 0) + 1);
  return wins;
}

const winsOf = (id: string, wins: ReadonlyMap<string, number>) => wins.get(id) ?? 0;

const ordinals = ['first', 'second', 'third'];

/** Which places some people share: `first and second place`, `second to fifth place`. @param place the best of them. */
export function placesInWords(place: number, people: number): string {
  const named = (number: number) => ordinals[number - 1] ?? `${number}th`;
  return `${named(place)} ${people === 2 ? 'and' : 'to'} ${named(place + people - 1)} place`;
}

import { lettersOf } from '../../brackets/bracket.ts';
import type { Winner } from '../../brackets/division-results.ts';
import type { PlannedDivision } from '../../brackets/plan.ts';
import type { Bracket, Match } from '../../clients/challonge/challonge.ts';
import { miscOf } from './content.ts';

/** A match at Challonge with the registration ids of those in it. Somebody who was added by hand there has none. */
interface Fought {
  identifier: string;
  people: (string | undefined)[];
  winner: string;
  score: string | undefined;
}

/**
 * Who has won which match. It counts where the two who met are those who meet in our draw. So nothing wrong is read from a
 * bracket that somebody has changed there; what does not fit is left out.
 */
export function winnersIn(
  bracket: Pick<Bracket, 'participants' | 'matches'>,
  { key, format, seeds, matches }: PlannedDivision,
  stage: string,
): Winner[] {
  const byMisc = new Map(seeds.map((id) => [miscOf(stage, id), id]));
  const people = new Map(bracket.participants.map(({ id, misc }) => [id, byMisc.get(misc)]));
  const fought = bracket.matches.flatMap((match) => foughtIn(match, people));
  if (format === 'best of three') return roundsOf(fought, seeds, key);
  const winners = new Map<number, Winner>();
  for (const { id, sides } of matches) {
    const pair = sides.map((side) =>
      'seed' in side ? seeds[side.seed - 1] : winners.get(side.winnerOf)?.winner,
    );
    const match =
      fought.find((one) => isBetween(one, pair)) ??
      // Version 2.1 does not always say who met.
      (format === 'single elimination'
        ? fought.find((one) => one.identifier === lettersOf(id) && mayBeBetween(one, pair))
        : undefined);
    if (match) winners.set(id, { division: key, match: id, ...resultOf(match, pair) });
  }
  return [...winners.values()];
}

function foughtIn(
  { identifier, state, participants, winner, score }: Match,
  people: ReadonlyMap<string, string | undefined>,
): Fought[] {
  const won = winner === undefined ? undefined : people.get(winner);
  if (state !== 'complete' || won === undefined) return [];
  return [{ identifier, people: participants.map((id) => people.get(id)), winner: won, score }];
}

const isBetween = ({ people }: Fought, pair: readonly (string | undefined)[]) =>
  people.length === 2 && pair.every((id) => id !== undefined && people.includes(id));

const mayBeBetween = ({ people, winner }: Fought, pair: readonly (string | undefined)[]) =>
  people.length < 2 && !pair.includes(undefined) && [winner, ...people].every((id) => pair.includes(id));

function resultOf(match: Fought, pair: readonly (string | undefined)[]): Pick<Winner, 'winner' | 'score'> {
  const score = scoreFor(match, pair);
  return { winner: match.winner, ...(score !== undefined && { score }) };
}

/** With the points of our first side first. */
function scoreFor({ people, score }: Fought, [first]: readonly (string | undefined)[]): string | undefined {
  if (score === undefined || people[0] === undefined || people[0] === first) return score;
  return setsIn(score)
    ?.map(([one, other]) => `${other}-${one}`)
    .join();
}

/** `3-1,2-3`; undefined for anything else. */
function setsIn(score: string): [number, number][] | undefined {
  const sets = score.split(',').map((set) => /^\s*(-?\d+)\s*-\s*(-?\d+)\s*$/.exec(set));
  const points = sets.flatMap((set): [number, number][] => (set ? [[Number(set[1]), Number(set[2])]] : []));
  return points.length === sets.length ? points : undefined;
}

/**
 * A best of three is one match there. Its sets are our rounds; where they do not add up, all that is known is who has won twice.
 */
function roundsOf(fought: readonly Fought[], seeds: readonly string[], key: string): Winner[] {
  const match = fought.find((one) => isBetween(one, seeds) || mayBeBetween(one, seeds));
  if (!match) return [];
  const sets = setsIn(scoreFor(match, seeds) ?? '') ?? [];
  const winners = sets.map(([one, other]) => (one === other ? undefined : seeds[one > other ? 0 : 1]));
  const wins = winners.filter((id) => id === match.winner).length;
  const addsUp =
    wins === 2 && winners.length <= 3 && winners.at(-1) === match.winner && !winners.includes(undefined);
  const rounds = addsUp
    ? winners.map((winner, index) => ({ winner: winner ?? '', score: sets[index]?.join('-') ?? '' }))
    : [{ winner: match.winner }, { winner: match.winner }];
  return rounds.map((round, index) => ({ division: key, match: index + 1, ...round }));
}

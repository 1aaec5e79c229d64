import { isElimination, loserOf, type Match, type Tournament } from './records.ts';

/** The final rank of each participant, by id. Equal results share a rank: 1, 2, 3, 3, 5, 5, 5, 5. */
export function finalRanks(tournament: Tournament): Map<number, number> {
  return isElimination(tournament) ? ranksOfElimination(tournament) : ranksOfRoundRobin(tournament);
}

/** By the round in which each was beaten; a match for third place decides between the last two of the semifinals. */
function ranksOfElimination({ matches, participants }: Tournament): Map<number, number> {
  const final = matches.filter(({ round }) => round > 0).at(-1);
  const beaten = new Map<number, number>();
  for (const match of matches.filter(({ round }) => round > 0)) {
    const loser = loserOf(match);
    if (loser !== null) beaten.set(loser, match.round);
  }
  if (final?.winner) beaten.set(final.winner, final.round + 1);
  const third = matches.find(({ round }) => round === 0);
  if (third?.winner) beaten.set(third.winner, (final?.round ?? 0) - 0.5);
  return ranked(
    participants.map(({ id }) => id),
    (id) => [beaten.get(id) ?? 0],
  );
}

/** By matches won, those won against others who won as many, sets won, and points made. */
function ranksOfRoundRobin({ matches, participants }: Tournament): Map<number, number> {
  const ids = participants.map(({ id }) => id);
  const wins = (id: number, among: readonly Match[]) =>
    among.reduce((sum, { winner, tie }) => sum + (winner === id ? 1 : tie ? 0.5 : 0), 0);
  const of = (id: number) => matches.filter(({ sides }) => sides.some((side) => side.participant === id));
  const won = new Map(ids.map((id) => [id, wins(id, of(id))]));
  return ranked(ids, (id) => {
    const own = of(id);
    const tied = own.filter(({ sides }) =>
      sides.every(({ participant }) => won.get(participant ?? 0) === won.get(id)),
    );
    const sets = own.flatMap(({ sides, scores }) => {
      const mine = sides[0].participant === id ? 0 : 1;
      return scores.map((set) => [set[mine], set[1 - mine] ?? 0] as const);
    });
    return [
      won.get(id) ?? 0,
      wins(id, tied),
      sets.filter(([mine, other]) => mine > other).length,
      sets.reduce((sum, [mine]) => sum + mine, 0),
    ];
  });
}

/** @param value what is compared, the most important first; more is better. */
function ranked(ids: readonly number[], value: (id: number) => number[]): Map<number, number> {
  const values = new Map(ids.map((id) => [id, value(id)]));
  const isBetter = (a: number, b: number) => {
    const [ofA = [], ofB = []] = [values.get(a), values.get(b)];
    const place = ofA.findIndex((one, index) => one !== ofB[index]);
    return place >= 0 && (ofA[place] ?? 0) > (ofB[place] ?? 0);
  };
  return new Map(ids.map((id) => [id, 1 + ids.filter((other) => isBetter(other, id)).length]));
}

/** Who gets which medal, division by division, and what is missing where a division is not complete. */
import * as z from 'zod';
import { type DecidedMatch, decidedMatches, type ResultProblem, resultProblem } from './decided-matches.ts';
import type { TieBreak } from './decisions.ts';
import type { Winner } from './division-results.ts';
import type { Plan, PlannedDivision } from './plan.ts';
import { type Standing, standings } from './standings.ts';

export const medalNames = ['gold', 'silver', 'bronze'] as const;
export type Medal = (typeof medalNames)[number];

export const progressStates = ['complete', 'going on', 'not started'] as const;
export type DivisionProgress = (typeof progressStates)[number];

/** People between whom the matches do not decide, and who share medals: the organisers say who is ahead. */
const tie = z.object({
  /** From 1: the best place that is theirs. */
  place: z.int(),
  people: z.array(z.string()),
  /** Why they could not be told apart. */
  reason: z.string(),
});
type Tie = z.infer<typeof tie>;

const divisionMedals = z.object({
  /** Its key. */
  division: z.string(),
  /** A division with a tie for a medal is still going on. */
  progress: z.enum(progressStates),
  /** Best first, by registration id. None before all matches are decided. */
  medals: z.array(z.object({ medal: z.enum(medalNames), id: z.string() })),
  ties: z.array(tie),
  /** How many matches are decided, of how many. */
  decided: z.int(),
  matches: z.int(),
  /** Numbers of the matches that can be fought now. */
  next: z.array(z.int()),
  /** What else there is to say: of somebody who is alone. */
  note: z.string().optional(),
});
export type DivisionMedals = z.infer<typeof divisionMedals>;

/** It can be stored as JSON, and has ids only. */
export const medals = z.object({
  /** In the order of the plan. */
  divisions: z.array(divisionMedals),
  /** Results that cannot be right, and ties that were broken between other people than are tied. */
  problems: z.array(resultProblem),
});
export type Medals = z.infer<typeof medals>;

interface MedalOptions {
  tieBreaks?: readonly TieBreak[];
  /** The keys of divisions that have started; those that had when the plan was made need not be among them. */
  started?: ReadonlySet<string>;
}

/**
 * Single elimination has two bronzes, for those who lose against the finalists. A division of three has one; so has a round
 * robin, whose third person gets it. Nobody gets one for a match that was not fought, except somebody alone who was given gold.
 *
 * @param winners of any divisions, in any order. Those that cannot be right are among `problems`, and count for nothing.
 */
export function medalsOf(
  plan: Plan,
  winners: readonly Winner[],
  { tieBreaks = [], started = new Set() }: MedalOptions = {},
): Medals {
  const known = new Set(plan.divisions.map(({ key }) => key));
  const results = plan.divisions.map((division) =>
    resultOf(
      division,
      winners.filter((one) => one.division === division.key),
      {
        tieBreaks: tieBreaks.filter((one) => one.division === division.key),
        started: division.started || started.has(division.key),
      },
    ),
  );
  const named = new Set([...winners, ...tieBreaks].map(({ division }) => division));
  const strange = [...named].filter((key) => !known.has(key));
  return {
    divisions: results.map(({ medals }) => medals),
    problems: [
      ...results.flatMap(({ problems }) => problems),
      ...strange.map((division) => ({
        division,
        problem: 'The draw has no such division, and there are results for it',
        winners: [
          ...new Set(winners.flatMap((one) => (one.division === division ? [one.winner] : []))),
        ].sort(),
      })),
    ],
  };
}

function resultOf(
  division: PlannedDivision,
  winners: readonly Winner[],
  { tieBreaks, started }: { tieBreaks: readonly TieBreak[]; started: boolean },
): { medals: DivisionMedals; problems: ResultProblem[] } {
  const { decided, open, next, problems } = decidedMatches(division, winners);
  const fought = {
    division: division.key,
    decided: decided.length,
    matches: decided.length + open.filter(({ ifNeeded }) => !ifNeeded).length,
    next: next.map(({ number }) => number),
  };
  if (division.format === 'alone') return { medals: { ...fought, ...aloneIn(division) }, problems };
  if (open.length > 0) {
    const going = started || decided.length > 0;
    const progress = going ? 'going on' : 'not started';
    return { medals: { ...fought, progress, medals: [], ties: [] }, problems };
  }
  const standing =
    division.format === 'single elimination' ? bracketStandings(decided) : standings(division.seeds, decided);
  const { placed, unused } = withTieBreaks(standing, tieBreaks);
  const shared = placed.filter(
    (one): one is Tie => one.reason !== undefined && one.people.length > 1 && one.place <= medalNames.length,
  );
  return {
    medals: {
      ...fought,
      progress: shared.length > 0 ? 'going on' : 'complete',
      medals: placed
        .filter((one) => !shared.includes(one as Tie))
        .flatMap(({ place, people }) => people.map((id) => ({ medal: medalNames[place - 1], id })))
        .flatMap(({ medal, id }) => (medal ? { medal, id } : [])),
      ties: shared,
    },
    problems: [
      ...problems,
      ...unused.map(({ order }) => ({
        division: division.key,
        problem: 'A tie was broken between people who are not tied',
        winners: [...order],
      })),
    ],
  };
}

function aloneIn({
  decided,
  seeds: [id = ''],
}: PlannedDivision): Omit<DivisionMedals, 'division' | 'decided' | 'matches' | 'next'> {
  const none = { medals: [], ties: [] };
  switch (decided?.outcome) {
    case 'uncontested':
      return { ...none, progress: 'complete', medals: [{ medal: 'gold', id }], note: 'Gold without a match' };
    case 'exhibition':
      return { ...none, progress: 'complete', note: 'Exhibition match, no medal' };
    default:
      return { ...none, progress: 'not started', note: 'One person is alone, and nothing is decided' };
  }
}

/** Winner and loser of the final, and both who lost against them before. */
function bracketStandings(decided: readonly DecidedMatch[]): Standing[] {
  const final = decided.at(-1);
  if (!final) return [];
  const before = final.match.sides.flatMap((side) => ('winnerOf' in side ? side.winnerOf : []));
  const thirds = decided.flatMap(({ match, loser }) => (before.includes(match.id) ? loser : []));
  return [
    { place: 1, people: [final.winner] },
    { place: 2, people: [final.loser] },
    { place: 3, people: thirds },
  ];
}

/** The standings with the ties that the organisers have broken taken out. */
function withTieBreaks(standing: readonly Standing[], tieBreaks: readonly TieBreak[]) {
  const breaks =
    (one: Standing) =>
    ({ order }: TieBreak) =>
      one.reason !== undefined && order.toSorted().join('\n') === one.people.join('\n');
  return {
    placed: standing.flatMap((one): Standing[] => {
      const broken = tieBreaks.find(breaks(one));
      return broken ? broken.order.map((id, index) => ({ place: one.place + index, people: [id] })) : [one];
    }),
    unused: tieBreaks.filter((tieBreak) => !standing.some((one) => breaks(one)(tieBreak))),
  };
}

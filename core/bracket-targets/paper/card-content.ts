/** What competitors' cards show: in which rings and matches each of them is, and nothing else. */
import { divisionTitle } from '../../brackets/files/plan-words.ts';
import type { Plan, PlannedDivision } from '../../brackets/plan.ts';
import type { Competition } from '../../domain/competition.ts';
import { spokenEvent } from '../../domain/events.ts';
import { comparableName, keyword } from '../../domain/names.ts';
import { byKeys } from '../../lists/order.ts';
import { unnamed } from '../../lists/participant.ts';

/** What somebody has to do in one division. */
export interface CardEntry {
  ring: number;
  /** `Sparring (grass roots): Cadet male, low belts, light middle` */
  division: string;
  /** `Match 203, then 207 if you win` */
  matches: string;
}

export interface CompetitorCard {
  /** The registration's, which is in the badge's code. */
  id: string;
  name: string;
  school: string;
  /** In the order of rings, and of matches in each. */
  entries: CardEntry[];
}

export interface CardsContent {
  competition: Competition;
  /** By school, as the envelopes are filled, and there by name. */
  cards: CompetitorCard[];
}

/** A card for everybody in a draw. */
export function cardsContent(plan: Plan, competition: Competition): CardsContent {
  const entries = plan.divisions.flatMap((division) => entriesOf(division, plan));
  const cards = [...Map.groupBy(entries, ({ id }) => id)].map(([id, own]) => ({
    id,
    ...shownOf(plan, id),
    entries: own.sort(byKeys(({ entry, first }) => [entry.ring, first])).map(({ entry }) => entry),
  }));
  cards.sort(byKeys(({ id, name, school }) => [comparableName(school), keyword(name), id]));
  return { competition: { name: competition.name, year: competition.year }, cards };
}

const shownOf = ({ people }: Plan, id: string) => {
  const { name, school } = people[id] ?? unnamed;
  return { name, school };
};

interface EntryOf {
  id: string;
  /** The number of the first match; what has none comes last. */
  first: number;
  entry: CardEntry;
}

function entriesOf(division: PlannedDivision, plan: Plan): EntryOf[] {
  const { ring, seeds, matches, event, format } = division;
  const about = { ring, division: `${spokenEvent(event)}: ${divisionTitle(division)}` };
  if (format === 'alone') return aloneIn(division, plan, about);
  return seeds.map((id, index) => {
    const own = matches
      .filter(({ sides }) => sides.some((side) => 'seed' in side && side.seed === index + 1))
      .sort(byKeys(({ number }) => [number]));
    return {
      id,
      first: own[0]?.number ?? Number.POSITIVE_INFINITY,
      entry: { ...about, matches: matchesInWords(own, matches) },
    };
  });
}

/** `Match 203, then 207 if you win`; `Matches 101, 102, and 103 if needed` */
function matchesInWords(own: PlannedDivision['matches'], all: PlannedDivision['matches']): string {
  const next = all.find(({ sides }) =>
    sides.some((side) => 'winnerOf' in side && side.winnerOf === own.at(-1)?.id),
  );
  const certain = own.filter(({ ifNeeded }) => !ifNeeded).map(({ number }) => number);
  return [
    `${certain.length === 1 ? 'Match' : 'Matches'} ${certain.join(', ')}`,
    ...(next ? [`then ${next.number} if you win`] : []),
    ...own.filter(({ ifNeeded }) => ifNeeded).map(({ number }) => `and ${number} if needed`),
  ].join(', ');
}

/** An exhibition is on the cards of both. */
function aloneIn(
  { seeds: [id = ''], decided }: PlannedDivision,
  plan: Plan,
  about: Omit<CardEntry, 'matches'>,
): EntryOf[] {
  const entryOf = (one: string, matches: string): EntryOf => ({
    id: one,
    first: Number.POSITIVE_INFINITY,
    entry: { ...about, matches },
  });
  if (decided?.outcome !== 'exhibition')
    return [entryOf(id, decided ? 'Gold without a match' : 'Alone: nothing is decided yet')];
  const exhibition = (other: string) => `Exhibition match with ${shownOf(plan, other).name}`;
  return [entryOf(id, exhibition(decided.with)), entryOf(decided.with, exhibition(id))];
}

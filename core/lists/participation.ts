import { type EventKind, eventKinds, spokenEvent } from '../domain/events.ts';
import { genderOf, type ListedAgeGroup, type ListedGender, listedAgeGroups } from './order.ts';
import type { Participant } from './participant.ts';

/** How many people entered an event. */
export interface EventParticipation {
  discipline: 'Sparring' | 'Poomsae' | 'Other';
  /** The old lists' title. */
  event: string;
  total: number;
  /** Every age group, also those without anybody; `unknown` only where there is somebody of unknown age. */
  ageGroups: ({ ageGroup: ListedAgeGroup } & Record<ListedGender, number>)[];
}

interface Counted {
  discipline: EventParticipation['discipline'];
  event: string;
  kinds: readonly EventKind[];
}

/** What the old lists counted, in their order. Somebody who entered both events of a sum is one person in it. */
const countedAlways: readonly Counted[] = [
  { discipline: 'Sparring', event: 'World Class', kinds: ['sparring-wc'] },
  { discipline: 'Sparring', event: 'Grass Roots', kinds: ['sparring-gr'] },
  { discipline: 'Sparring', event: 'Color Belts', kinds: ['sparring'] },
  { discipline: 'Sparring', event: 'Color Belts + Grass Roots', kinds: ['sparring', 'sparring-gr'] },
  { discipline: 'Poomsae', event: 'World Class', kinds: ['world-class poomsae'] },
  { discipline: 'Poomsae', event: 'Individual Poomsae', kinds: ['poomsae'] },
  { discipline: 'Poomsae', event: 'Pair Poomsae', kinds: ['pair poomsae'] },
  { discipline: 'Poomsae', event: 'Team Poomsae', kinds: ['team poomsae'] },
  { discipline: 'Poomsae', event: 'Family Poomsae', kinds: ['family poomsae'] },
];

/** Everything else that somebody entered. */
const others: readonly Counted[] = eventKinds
  .filter((kind) => !countedAlways.some(({ kinds }) => kinds.includes(kind)))
  .map((kind) => ({ discipline: 'Other', event: spokenEvent(kind), kinds: [kind] }));

/** How many entered each event, by age group and gender. The numbers of an event's age groups add up to its total. */
export function participation(participants: readonly Participant[]): EventParticipation[] {
  const always = countedAlways.map((counted) => count(counted, participants));
  const further = [...others.map((counted) => count(counted, participants)), ...countWritten(participants)];
  return [...always, ...further.filter(({ total }) => total > 0)];
}

const count = ({ discipline, event, kinds }: Counted, participants: readonly Participant[]) =>
  countPeople(
    discipline,
    event,
    participants.filter(({ events }) =>
      events.some((entry) => 'event' in entry && kinds.includes(entry.event)),
    ),
  );

/** Events that are none we know, as they were written. */
function countWritten(participants: readonly Participant[]): EventParticipation[] {
  const written = participants.flatMap((one) =>
    one.events.flatMap((entry) => ('written' in entry ? [{ event: entry.written, one }] : [])),
  );
  return [...Map.groupBy(written, ({ event }) => event)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([event, entries]) =>
      countPeople(
        'Other',
        event,
        entries.map(({ one }) => one),
      ),
    );
}

function countPeople(
  discipline: Counted['discipline'],
  event: string,
  people: readonly Participant[],
): EventParticipation {
  const ageGroups = listedAgeGroups
    .map((ageGroup) => {
      const ofAge = people.filter((one) => (one.ageGroup ?? 'unknown') === ageGroup);
      const of = (gender: ListedGender) => ofAge.filter((one) => genderOf(one) === gender).length;
      return { ageGroup, female: of('female'), male: of('male'), unknown: of('unknown'), all: ofAge.length };
    })
    .filter(({ ageGroup, all }) => ageGroup !== 'unknown' || all > 0)
    .map(({ all: _, ...counts }) => counts);
  return { discipline, event, total: people.length, ageGroups };
}

/** One row for each age group of each event, and its total before them. */
export const participationRows = (events: readonly EventParticipation[]) =>
  events.flatMap(({ discipline, event, total, ageGroups }) => {
    const sum = (gender: ListedGender) => ageGroups.reduce((all, counts) => all + counts[gender], 0);
    return [
      {
        discipline,
        event,
        age_group: 'Total',
        female: sum('female'),
        male: sum('male'),
        unknown: sum('unknown'),
        total,
      },
      ...ageGroups.map(({ ageGroup, female, male, unknown }) => ({
        discipline,
        event,
        age_group: capitalised(ageGroup),
        female,
        male,
        unknown,
        total: female + male + unknown,
      })),
    ];
  });

/** The old printout, with a line for people of unknown gender where there are any. */
export function participationText(events: readonly EventParticipation[]): string {
  return events
    .map(({ event, total, ageGroups }) =>
      [
        `${event} (Total: ${total})\n`,
        ...ageGroups.map(({ ageGroup, female, male, unknown }) =>
          [
            `  ${capitalised(ageGroup)}`,
            `    Female: ${female}`,
            `      Male: ${male}`,
            ...(unknown > 0 ? [`   Unknown: ${unknown}`] : []),
            '\n',
          ].join('\n'),
        ),
      ].join(''),
    )
    .join('');
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

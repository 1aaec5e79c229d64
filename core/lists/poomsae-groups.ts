import type { EventKind } from '../domain/events.ts';
import { ageBucketsOf, alsoAlone, moveDirectionOf, withoutLonePeople } from './age-buckets.ts';
import { bestGroups } from './best-groups.ts';
import { beltCost } from './group-cost.ts';
import {
  beltRankOf,
  byBelt,
  byKeys,
  genderOf,
  type ListedAgeGroup,
  type ListedGender,
  listedAgeGroups,
  listedBeltOf,
  listedBelts,
  listedGenders,
  nameKeys,
} from './order.ts';
import { enters, type Participant } from './participant.ts';

const groupedEvents = { individual: 'poomsae', world_class: 'world-class poomsae' } as const;
const listedEvents = { pair: 'pair poomsae', team: 'team poomsae', family: 'family poomsae' } as const;

export type PoomsaeDivision = keyof typeof groupedEvents;
export type PoomsaeList = keyof typeof listedEvents;

export interface PoomsaeGroup {
  /** From 1 in each division, in the order of the list. */
  number: number;
  division: PoomsaeDivision;
  gender: ListedGender;
  ageGroup: ListedAgeGroup;
  /** Lowest belt first. */
  members: Participant[];
}

export interface PoomsaeGroups {
  grouped: PoomsaeGroup[];
  /** Pairs, teams and families find each other: they are listed, not grouped. */
  lists: { division: PoomsaeList; people: Participant[] }[];
}

/** Groups of two to four for poomsae, by division, gender, age group and belt, and who entered in pairs, teams and families. */
export function poomsaeGroups(participants: readonly Participant[]): PoomsaeGroups {
  const entered = (kind: EventKind) => participants.filter((one) => enters(one, kind));
  return {
    grouped: entriesOf(groupedEvents).flatMap(([division, kind]) =>
      listedGenders
        .flatMap((gender) => {
          const people = entered(kind).filter((one) => genderOf(one) === gender);
          const buckets = withoutLonePeople(ageBucketsOf(people), alsoAlone);
          return [...buckets].flatMap(([ageGroup, ofAge]) =>
            groupsOf(ageGroup, ofAge.sort(byBelt))
              .sort(byKeys(({ length }) => [length]))
              .map((members) => ({ division, gender, ageGroup, members })),
          );
        })
        .map((group, index) => ({ number: index + 1, ...group })),
    ),
    lists: entriesOf(listedEvents).map(([division, kind]) => ({
      division,
      people: entered(kind).sort(byAgeAndBelt),
    })),
  };
}

const groupsOf = (ageGroup: ListedAgeGroup, people: readonly Participant[]) =>
  ageGroup === 'unknown' ? people.map((one) => [one]) : bestGroups(people, beltCost);

const byAgeAndBelt = byKeys<Participant>((one) => [
  listedAgeGroups.indexOf(one.ageGroup ?? 'unknown'),
  listedGenders.indexOf(genderOf(one)),
  beltRankOf(one),
  ...nameKeys(one),
]);

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>) => Object.entries(record) as [K, V][];

/** `yellow (level 2)` */
export function beltWithLevel(participant: Participant): string {
  const belt = listedBeltOf(participant);
  return belt ? `${belt} (level ${listedBelts.indexOf(belt) + 1})` : beltLabel(participant);
}

const beltLabel = (participant: Participant) =>
  listedBeltOf(participant) ?? participant.asWritten.beltRank?.toLowerCase() ?? 'unknown';

/** The columns of the old list, in their order. */
export const poomsaeColumns = [
  'section',
  'division',
  'group_number',
  'group_size',
  'list_position',
  'name',
  'school',
  'gender',
  'age',
  'age_group',
  'original_age_group',
  'age_group_move_direction',
  'belt',
] as const;

/** The rows of the old list: a missing age is 0 there, and only people in lists have a `list_position`. */
export function poomsaeRows({ grouped, lists }: PoomsaeGroups) {
  const about = (member: Participant, ageGroup: ListedAgeGroup) => ({
    name: member.name,
    school: member.school,
    gender: genderOf(member),
    age: member.age ?? 0,
    age_group: ageGroup,
    original_age_group: member.ageGroup ?? 'unknown',
    age_group_move_direction: moveDirectionOf(member, ageGroup),
    belt: beltLabel(member),
  });
  return [
    ...grouped.flatMap(({ division, number, ageGroup, members }) =>
      members.map((member) => ({
        section: 'grouped',
        division,
        group_number: number,
        group_size: members.length,
        ...about(member, ageGroup),
      })),
    ),
    ...lists.flatMap(({ division, people }) =>
      people.map((person, index) => ({
        section: 'list',
        division,
        group_number: '',
        group_size: '',
        ...about(person, person.ageGroup ?? 'unknown'),
        list_position: index + 1,
      })),
    ),
  ];
}

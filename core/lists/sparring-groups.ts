import type { EventKind } from '../domain/events.ts';
import { ageBucketsOf, moveDirectionOf, nearThree, withoutLonePeople } from './age-buckets.ts';
import { bestGroups } from './best-groups.ts';
import { weightCost } from './group-cost.ts';
import {
  byKeys,
  byWeight,
  genderOf,
  type ListedAgeGroup,
  type ListedGender,
  listedAgeGroups,
  listedGenders,
} from './order.ts';
import { enters, type Participant } from './participant.ts';

/** In the order of the lists. The last is one of colour belts and grass roots where either has one person only. */
export const sparringDivisions = [
  'world_class',
  'color_belt',
  'grass_roots',
  'color_belt+grass_roots',
] as const;
export type SparringDivision = (typeof sparringDivisions)[number];

export interface SparringGroup {
  /** From 1, in the order of the list. */
  number: number;
  division: SparringDivision;
  gender: ListedGender;
  ageGroup: ListedAgeGroup;
  /** Lightest first. */
  members: Participant[];
}

/** People who may be put into one group. */
export type SparringPool = Omit<SparringGroup, 'number'>;

/**
 * Groups of two to four for sparring: by division, gender, age group and weight, with school-mates apart. Somebody alone
 * in an age group joins a neighbouring one. A group of one remains only where there is nobody to put it with, and for
 * people of unknown age.
 */
export function sparringGroups(participants: readonly Participant[]): SparringGroup[] {
  return sparringPools(participants)
    .flatMap((pool) => groupsOfPool(pool).map((members) => ({ ...pool, members })))
    .sort(
      byKeys(({ division, gender, ageGroup, members }) => [
        sparringDivisions.indexOf(division),
        listedGenders.indexOf(gender),
        listedAgeGroups.indexOf(ageGroup),
        members.length,
      ]),
    )
    .map((group, index) => ({ number: index + 1, ...group }));
}

const groupsOfPool = ({ ageGroup, members }: SparringPool) =>
  ageGroup === 'unknown' ? members.map((one) => [one]) : bestGroups(members, weightCost);

/** Who is grouped with whom is decided within each pool, which is sorted by weight. */
export function sparringPools(participants: readonly Participant[]): SparringPool[] {
  return listedGenders.flatMap((gender) => {
    const ofGender = participants.filter((one) => genderOf(one) === gender);
    const entered = (kind: EventKind) =>
      withoutLonePeople(ageBucketsOf(ofGender.filter((one) => enters(one, kind)).sort(byWeight)), nearThree);
    const worldClass = entered('sparring-wc');
    const colorBelt = entered('sparring');
    const grassRoots = entered('sparring-gr');
    return listedAgeGroups.flatMap((ageGroup) => {
      const pool = (division: SparringDivision, members: readonly Participant[] = []) =>
        members.length === 0 ? [] : [{ division, gender, ageGroup, members: members.toSorted(byWeight) }];
      const [color, grass] = [colorBelt.get(ageGroup) ?? [], grassRoots.get(ageGroup) ?? []];
      return [
        ...pool('world_class', worldClass.get(ageGroup)),
        ...(combines(ageGroup, color.length, grass.length)
          ? // Somebody who entered both is in it once.
            pool('color_belt+grass_roots', [...new Set([...color, ...grass])])
          : [...pool('color_belt', color), ...pool('grass_roots', grass)]),
      ];
    });
  });
}

const combines = (ageGroup: ListedAgeGroup, color: number, grass: number) =>
  ageGroup !== 'unknown' && Math.min(color, grass) === 1;

/** The rows of the old list, column by column: a missing age or weight is 0 there. */
export const sparringRows = (groups: readonly SparringGroup[]) =>
  groups.flatMap(({ number, division, gender, ageGroup, members }) =>
    members.map((member) => ({
      group_number: number,
      division,
      gender,
      age_group: ageGroup,
      group_size: members.length,
      competitor_name: member.name,
      school: member.school,
      age: member.age ?? 0,
      weight: member.weightLb ?? 0,
      original_age_group: member.ageGroup ?? 'unknown',
      age_group_move_direction: moveDirectionOf(member, ageGroup),
    })),
  );

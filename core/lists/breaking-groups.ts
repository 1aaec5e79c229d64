import { ageBucketsOf } from './age-buckets.ts';
import { bestGroups } from './best-groups.ts';
import { beltCost } from './group-cost.ts';
import {
  beltRankOf,
  byBeltAndWeight,
  byKeys,
  genderOf,
  type ListedAgeGroup,
  type ListedGender,
  listedBeltOf,
  listedGenders,
} from './order.ts';
import { enters, type Participant } from './participant.ts';

export interface BreakingGroup {
  /** From 1, in the order of the list. */
  number: number;
  gender: ListedGender;
  ageGroup: ListedAgeGroup;
  /** Lowest belt first, then lightest. */
  members: Participant[];
}

/** Groups of two to four for breaking: by gender, age group and belt, with school-mates apart. */
export function breakingGroups(participants: readonly Participant[]): BreakingGroup[] {
  const entered = participants.filter((one) => enters(one, 'breaking')).sort(byBeltAndWeight);
  return listedGenders
    .flatMap((gender) => {
      const buckets = ageBucketsOf(entered.filter((one) => genderOf(one) === gender));
      return [...buckets].flatMap(([ageGroup, people]) =>
        groupsOf(ageGroup, people)
          .sort(byKeys(({ length }) => [length]))
          .map((members) => ({ gender, ageGroup, members })),
      );
    })
    .map((group, index) => ({ number: index + 1, ...group }));
}

const groupsOf = (ageGroup: ListedAgeGroup, people: readonly Participant[]) =>
  ageGroup === 'unknown'
    ? people.map((one) => [one])
    : beltClusters(people).flatMap((cluster) => bestGroups(cluster, beltCost));

/** The people of each belt, lowest first. Somebody alone joins the next higher belt, or the one below the highest. */
function beltClusters(people: readonly Participant[]): Participant[][] {
  const clusters: Participant[][] = [];
  let alone: Participant[] = [];
  for (const ofBelt of Map.groupBy(people, beltRankOf).values()) {
    const cluster = [...alone, ...ofBelt];
    alone = cluster.length === 1 ? cluster : [];
    if (cluster.length > 1) clusters.push(cluster);
  }
  const last = clusters.pop() ?? [];
  return last.length + alone.length > 0 ? [...clusters, [...last, ...alone]] : clusters;
}

/** The rows of the old list, column by column: a missing age or weight is 0 there. */
export const breakingRows = (groups: readonly BreakingGroup[]) =>
  groups.flatMap(({ number, gender, ageGroup, members }) =>
    members.map((member) => ({
      group_number: number,
      gender,
      age_group: ageGroup,
      group_size: members.length,
      competitor_name: member.name,
      school: member.school,
      age: member.age ?? 0,
      belt_rank: listedBeltOf(member) ?? member.asWritten.beltRank?.toLowerCase() ?? '',
      weight: member.weightLb ?? 0,
    })),
  );

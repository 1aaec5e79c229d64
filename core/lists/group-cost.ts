/**
 * How good a group of two to four is: the lower the cost the better. Parts are weighed so that a group of three
 * instead of four costs 1.
 */
import { beltRankOf } from './order.ts';
import type { Participant } from './participant.ts';

export const idealSize = 4;

export type GroupCost = (members: readonly Participant[]) => number;

/** Two of one school in a group cost as much as a spread of 15 lb, and twice as much as a group of two. */
const schoolPairCost = 9;
/** A spread of 5 lb costs 1, one of 10 lb costs 4, one of 15 lb costs 9. */
const poundsForOne = 5;
/** People whose weight is not known should be among themselves: to mix them in costs like a spread of 20 lb. */
const unknownWeightCost = 16;
/** Two neighbouring belts cost less than a school pair and less than two groups of two; three belts cost four times that. */
const beltStepCost = 6;

/** For sparring. */
export const weightCost: GroupCost = (members) => {
  const known = members.map(({ weightLb }) => weightLb).filter((weight) => weight !== undefined);
  const mixed = known.length > 0 && known.length < members.length ? unknownWeightCost : 0;
  return (spreadOf(known) / poundsForOne) ** 2 + mixed + commonCost(members);
};

/** For breaking and poomsae. */
export const beltCost: GroupCost = (members) =>
  beltStepCost * spreadOf(members.map(beltRankOf)) ** 2 + commonCost(members);

const commonCost = (members: readonly Participant[]) =>
  schoolPairCost * schoolPairsIn(members) + (idealSize - members.length) ** 2;

/** How many pairs of a group are of one school. */
export function schoolPairsIn(members: readonly Participant[]): number {
  let pairs = 0;
  for (const [index, { schoolKey }] of members.entries()) {
    if (schoolKey === undefined) continue;
    for (let other = index + 1; other < members.length; other += 1) {
      if (members[other]?.schoolKey === schoolKey) pairs += 1;
    }
  }
  return pairs;
}

/** The difference between the largest and the smallest; 0 for none. */
export const spreadOf = (measures: readonly number[]) =>
  measures.length === 0 ? 0 : Math.max(...measures) - Math.min(...measures);

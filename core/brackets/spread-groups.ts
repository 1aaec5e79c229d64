import { bestGroups } from '../lists/best-groups.ts';
import { schoolPairsIn, spreadOf } from '../lists/group-cost.ts';
import { beltRankOf, byKeys, nameKeys } from '../lists/order.ts';
import type { Competitor } from './competitor.ts';
import type { Spread } from './draw-rules.ts';

export interface SpreadGroup {
  /** Whoever is lightest. */
  first: Competitor;
  /** Lightest first. */
  members: Competitor[];
}

const idealSize = 4;
/** Somebody alone costs more than any group that the limits allow. */
const aloneCost = 100;
/** Two of one school cost as much as two people too few. */
const schoolPairCost = 4;

/**
 * Groups of two to four of one age group and gender whose members are within the limits, with school-mates apart. Somebody
 * is alone only where no group can take them.
 */
export function groupsBySpread(people: readonly Competitor[], limits: Spread): SpreadGroup[] {
  const grouped = (members: readonly Competitor[]) =>
    bestGroups(members, (group) => costOf(group, limits), { smallest: 1 });
  const pools = Map.groupBy(people, ({ ageGroup, gender }) => `${ageGroup.name} ${gender}`);
  return [...pools.values()].flatMap((pool) => {
    const { true: alone = [], false: together = [] } = Object.groupBy(
      grouped(pool.toSorted(byWeight)),
      ({ length }) => (length === 1 ? 'true' : 'false'),
    );
    // Those who are left over may be too far apart in the order to have been tried with each other.
    return [...together, ...grouped(alone.flat())]
      .map((members) => ({ first: members[0] as Competitor, members }))
      .sort((a, b) => byWeight(a.first, b.first));
  });
}

const byWeight = byKeys<Competitor>(({ weightLb, one }) => [weightLb, ...nameKeys(one)]);

/** Whether people may be in one group. */
export function fitTogether(members: readonly Competitor[], limits: Spread): boolean {
  return differencesIn(members, limits).every((share) => share <= 1);
}

/** The largest differences, each as a share of what is allowed. */
function differencesIn(members: readonly Competitor[], limits: Spread): number[] {
  const weights = members.map(({ weightLb }) => weightLb);
  const ages = members.map(({ age }) => Math.min(age, limits.grownUpFrom));
  const belts = members.map(({ one }) => beltRankOf(one));
  const mostPounds = Math.min(limits.mostPounds, (Math.min(...weights) * limits.mostPercent) / 100);
  const share = (difference: number, most: number) =>
    most > 0 ? difference / most : difference > 0 ? Number.POSITIVE_INFINITY : 0;
  return [
    share(spreadOf(weights), mostPounds),
    share(spreadOf(ages), limits.mostYears),
    share(spreadOf(belts), limits.mostBeltSteps),
  ];
}

function costOf(members: readonly Competitor[], limits: Spread): number {
  if (members.length === 1) return aloneCost;
  if (differInWeight(members, limits)) return Number.POSITIVE_INFINITY;
  const shares = differencesIn(members, limits);
  if (shares.some((share) => share > 1)) return Number.POSITIVE_INFINITY;
  return (
    shares.reduce((sum, share) => sum + share ** 2, 0) +
    schoolPairCost * schoolPairsIn(members.map(({ one }) => one)) +
    (idealSize - members.length) ** 2
  );
}

/** Most groups that are tried are beyond this limit: so it is looked at first, and quickly. */
function differInWeight(members: readonly Competitor[], { mostPounds }: Spread): boolean {
  let [lightest, heaviest] = [Number.POSITIVE_INFINITY, 0];
  for (const { weightLb } of members) {
    if (weightLb < lightest) lightest = weightLb;
    if (weightLb > heaviest) heaviest = weightLb;
  }
  return heaviest - lightest > mostPounds;
}

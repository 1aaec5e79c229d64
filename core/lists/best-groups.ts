/** The best way to split people into groups of two to four. */

const largestGroup = 4;
const usualSmallest = 2;

/** How many people in a row are looked at together. */
export const windowSize = 10;
/** How far apart two people are who are exchanged as a last step. */
const exchangeReach = 64;
/** Exchanges end by themselves, since each lowers the cost; this bounds the time that they take. */
const mostRounds = 20;
/** Smaller gains are rounding. */
const leastGain = 1e-9;

/**
 * Splits people into groups of two to four so that the sum of the groups' costs is as low as possible. Somebody alone is
 * a group of one; with `smallest: 1`, others may be too, and a group that must not be has an infinite cost.
 *
 * Up to ten people, no way of grouping them costs less. With more, it is the best among all in which a group's
 * members are at most nine places from its first, found by dynamic programming over the order; then people are exchanged
 * and moved between groups while that lowers the cost. The time grows with the number of people, not with its square.
 *
 * @param ordered in an order in which people who fit together are near each other, by weight for instance. The same order
 * gives the same groups.
 * @param cost of a group; low is good.
 * @returns the groups in the order of their first members, each in the given order.
 */
export function bestGroups<T>(
  ordered: readonly T[],
  cost: (members: readonly T[]) => number,
  { smallest = usualSmallest }: { smallest?: 1 | 2 } = {},
): T[][] {
  if (ordered.length < usualSmallest) return ordered.map((one) => [one]);
  const groups = exchanged(
    bestCut(ordered, cost, smallest),
    (places) => cost(pick(ordered, places)),
    smallest,
  );
  return groups
    .map((places) => places.sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b)
    .map((places) => pick(ordered, places));
}

const pick = <T>(ordered: readonly T[], places: readonly number[]) =>
  places.map((place) => ordered[place] as T);

/** The sets of up to three of the nine people after the first, as bits: of equally good groups, large ones come first. */
const companions = Array.from({ length: 2 ** (windowSize - 1) }, (_, bits) => bits)
  .filter((bits) => sizeOf(bits) <= largestGroup)
  .sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);

function sizeOf(companions: number): number {
  return placesOf(companions).length + 1;
}

function placesOf(bits: number): number[] {
  return Array.from({ length: windowSize - 1 }, (_, place) => place).filter((place) => bits & (1 << place));
}

/** Of each set of companions, how many places after the first each is. */
const placesAfterFirst = Array.from({ length: 2 ** (windowSize - 1) }, (_, bits) =>
  placesOf(bits).map((place) => place + 1),
);

/**
 * A state is the first person who is in no group yet, and which of the nine after that one are in one. From the last person
 * back to the first, the best group for the first person is chosen in each state.
 */
function bestCut<T>(
  ordered: readonly T[],
  costOf: (members: readonly T[]) => number,
  smallest: number,
): number[][] {
  const count = ordered.length;
  const allowed = companions.filter((bits) => sizeOf(bits) >= smallest);
  const states = 2 ** (windowSize - 1);
  const costs = new Float64Array((count + 1) * states).fill(Number.POSITIVE_INFINITY);
  const chosen = new Uint16Array(count * states);
  costs[count * states] = 0;
  for (let first = count - 1; first >= 0; first -= 1) {
    const sets: number[] = [];
    const own: number[] = [];
    for (const bits of allowed) {
      if (first + 1 + highestBit(bits) >= count) continue;
      const cost = costOf(pick(ordered, membersOf(first, bits)));
      if (cost === Number.POSITIVE_INFINITY) continue;
      sets.push(bits);
      own.push(cost);
    }
    for (let taken = 0; taken < states; taken += 1) {
      let best = Number.POSITIVE_INFINITY;
      for (let index = 0; index < sets.length; index += 1) {
        const bits = sets[index] ?? 0;
        if ((bits & taken) !== 0) continue;
        const together = placesToNext(taken | bits);
        const next = (first + together) * states + ((taken | bits) >> together);
        const total = (own[index] ?? 0) + (costs[next] ?? 0);
        if (total < best - leastGain) {
          best = total;
          chosen[first * states + taken] = bits;
        }
      }
      costs[first * states + taken] = best;
    }
  }
  const groups: number[][] = [];
  for (let first = 0, taken = 0; first < count; ) {
    const bits = chosen[first * states + taken] ?? 0;
    groups.push(membersOf(first, bits));
    const together = placesToNext(taken | bits);
    first += together;
    taken = (taken | bits) >> together;
  }
  return groups;
}

const membersOf = (first: number, bits: number) => [
  first,
  ...(placesAfterFirst[bits] ?? []).map((place) => first + place),
];

const highestBit = (bits: number) => 31 - Math.clz32(bits);

/** How far it is from the first person to the next who is in no group, given which of those after it are. */
const placesToNext = (taken: number) => 1 + highestBit(~taken & (taken + 1));

/** Exchanges two people of different groups, or moves one, while that lowers the cost. */
function exchanged(
  groups: number[][],
  cost: (places: readonly number[]) => number,
  smallest: number,
): number[][] {
  const costs = groups.map(cost);
  const groupOf: number[] = [];
  for (const [index, places] of groups.entries()) for (const place of places) groupOf[place] = index;

  const adopt = (from: number, to: number, newFrom: number[], newTo: number[]): boolean => {
    const [costFrom, costTo] = [cost(newFrom), cost(newTo)];
    if (costFrom + costTo >= (costs[from] ?? 0) + (costs[to] ?? 0) - leastGain) return false;
    for (const [index, places, own] of [
      [from, newFrom, costFrom],
      [to, newTo, costTo],
    ] as const) {
      groups[index] = places;
      costs[index] = own;
      for (const place of places) groupOf[place] = index;
    }
    return true;
  };
  const improve = (one: number, other: number): boolean => {
    const [from, to] = [groupOf[one] ?? 0, groupOf[other] ?? 0];
    if (from === to) return false;
    const without = (group: number, place: number) =>
      (groups[group] ?? []).filter((member) => member !== place);
    if (adopt(from, to, [...without(from, one), other], [...without(to, other), one])) return true;
    return [
      [one, from, to],
      [other, to, from],
    ].some(([place = 0, source = 0, target = 0]) => {
      const [left, joined] = [without(source, place), [...(groups[target] ?? []), place]];
      return left.length >= smallest && joined.length <= largestGroup && adopt(source, target, left, joined);
    });
  };

  for (let round = 0, changed = true; changed && round < mostRounds; round += 1) {
    changed = false;
    for (let one = 0; one < groupOf.length; one += 1) {
      for (let other = one + 1; other < Math.min(groupOf.length, one + exchangeReach); other += 1) {
        if (improve(one, other)) changed = true;
      }
    }
  }
  return groups;
}

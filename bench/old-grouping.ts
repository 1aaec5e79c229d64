/** How the old script split people into sparring groups, kept for comparison. */
import type { Participant } from '../core/lists/participant.ts';

/**
 * Even groups of at most four in the order of weight; then, while it lowers the number of school-mates in two groups
 * next to each other, the first pair that does so is exchanged.
 *
 * @param ordered lightest first.
 */
export function oldGroups(ordered: readonly Participant[]): Participant[][] {
  const groups: Participant[][] = [];
  let start = 0;
  for (const size of evenSizes(ordered.length)) {
    groups.push(ordered.slice(start, start + size));
    start += size;
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let index = 0; index + 1 < groups.length; index += 1) {
      while (exchangesOne(groups, index)) changed = true;
    }
  }
  return groups;
}

/** Exchanges the first pair of people whose exchange lowers the number of school-mates. */
function exchangesOne(groups: Participant[][], index: number): boolean {
  const [left = [], right = []] = groups.slice(index, index + 2);
  const before = surplusOf(left) + surplusOf(right);
  for (const one of left) {
    for (const other of right) {
      const exchanged = [left, right].map((group) =>
        group.map((member) => (member === one ? other : member === other ? one : member)),
      );
      if (exchanged.reduce((sum, group) => sum + surplusOf(group), 0) < before) {
        groups.splice(index, 2, ...exchanged);
        return true;
      }
    }
  }
  return false;
}

/** How many people of a group have a school-mate before them in it. */
const surplusOf = (group: readonly Participant[]) =>
  group.length - new Set(group.map((one) => one.schoolKey ?? one.school)).size;

/** `[4, 3, 3]` for ten: as few groups of at most four as possible, as even as possible, the larger first. */
export function evenSizes(count: number): number[] {
  if (count <= 0) return [];
  const groups = Math.ceil(count / 4);
  return Array.from(
    { length: groups },
    (_, index) => Math.floor(count / groups) + (index < count % groups ? 1 : 0),
  );
}

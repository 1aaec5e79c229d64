import { ageGroups } from '../domain/age-group.ts';
import { byKeys, type ListedAgeGroup, listedAgeGroups } from './order.ts';
import type { Participant } from './participant.ts';

/** The people of one age group, among them some who were moved into it from a neighbouring one. */
export type AgeBuckets = Map<ListedAgeGroup, Participant[]>;

export function ageBucketsOf(people: readonly Participant[]): AgeBuckets {
  const buckets: AgeBuckets = new Map(listedAgeGroups.map((group) => [group, []]));
  for (const person of people) buckets.get(person.ageGroup ?? 'unknown')?.push(person);
  return buckets;
}

/** Of the groups a lone person may join, the one with the lowest keys is taken. */
type Preference = (neighbour: { count: number; older: boolean }) => readonly number[];

/** Sparring: a group that then has three people, or nearly so. */
export const nearThree: Preference = ({ count, older }) => [Math.abs(count + 1 - 3), older ? 0 : 1];

/** Poomsae: a group that has a lone person too. */
export const alsoAlone: Preference = ({ count, older }) => [count === 1 ? 0 : 1, older ? 0 : 1];

/**
 * Moves everybody who is alone in an age group into a neighbouring one that has people, youngest first. People of
 * unknown age stay: it is not known which age groups are next to theirs.
 */
export function withoutLonePeople(buckets: AgeBuckets, preference: Preference): AgeBuckets {
  const moved: AgeBuckets = new Map([...buckets].map(([group, people]) => [group, [...people]]));
  for (const [index, group] of ageGroups.entries()) {
    const [person, ...others] = moved.get(group) ?? [];
    if (!person || others.length > 0) continue;
    const neighbours = [ageGroups[index + 1], index > 0 ? ageGroups[index - 1] : undefined]
      .filter((neighbour) => neighbour !== undefined)
      .map((neighbour) => ({ people: moved.get(neighbour) ?? [], older: neighbour === ageGroups[index + 1] }))
      .filter(({ people }) => people.length > 0)
      .sort(byKeys(({ people, older }) => preference({ count: people.length, older })));
    const [chosen] = neighbours;
    if (!chosen) continue;
    chosen.people.push(person);
    moved.set(group, []);
  }
  return moved;
}

/** Whether somebody competes above or below the own age group: the words of the old lists. */
export function moveDirectionOf({ ageGroup }: Participant, group: ListedAgeGroup): 'up' | 'down' | '' {
  if (ageGroup === undefined || group === 'unknown') return '';
  const steps = ageGroups.indexOf(group) - ageGroups.indexOf(ageGroup);
  if (steps === 0) return '';
  return steps > 0 ? 'up' : 'down';
}

/** The orders and labels that all lists have in common. */
import { type AgeGroup, ageGroups } from '../domain/age-group.ts';
import type { Belt } from '../domain/belts.ts';
import type { Gender } from '../domain/gender.ts';
import { keyword } from '../domain/names.ts';
import type { Participant } from './participant.ts';

/** `unknown`, last, is everybody whose age is missing or below the youngest group. */
export type ListedAgeGroup = AgeGroup | 'unknown';
export const listedAgeGroups: readonly ListedAgeGroup[] = [...ageGroups, 'unknown'];

export type ListedGender = Gender | 'unknown';
export const listedGenders: readonly ListedGender[] = ['female', 'male', 'unknown'];

export const genderOf = ({ gender }: Participant): ListedGender => gender ?? 'unknown';

/** The belts of lists, lowest first: all degrees are one. */
export const listedBelts = ['white', 'yellow', 'orange', 'green', 'blue', 'red', 'brown', 'black'] as const;
type ListedBelt = (typeof listedBelts)[number];

const isListed = (belt: Belt): belt is ListedBelt & Belt => listedBelts.some((listed) => listed === belt);

/** The belt as lists name it; undefined for one that is not known. */
export function listedBeltOf({ belt }: Participant): ListedBelt | undefined {
  if (belt === undefined) return undefined;
  return isListed(belt) ? belt : 'black';
}

/** From 0; a belt that is not known ranks last. */
export function beltRankOf(participant: Participant): number {
  const belt = listedBeltOf(participant);
  return belt === undefined ? listedBelts.length : listedBelts.indexOf(belt);
}

type Key = string | number;

/** Compares by the first key that differs, texts by their code units. */
export function byKeys<T>(keysOf: (item: T) => readonly Key[]): (a: T, b: T) => number {
  return (a, b) => {
    const other = keysOf(b);
    for (const [index, key] of keysOf(a).entries()) {
      const against = other[index];
      if (against === undefined || key === against) continue;
      return key < against ? -1 : 1;
    }
    return 0;
  };
}

/** Separates everybody, so that the order of the input makes no difference: no two people have one id. */
export const nameKeys = ({ name, id }: Participant): Key[] => [keyword(name), id];

/** Lightest first; people without a weight come before all others, as in the old lists. */
export const byWeight = byKeys<Participant>((one) => [one.weightLb ?? 0, ...nameKeys(one)]);

/** Lowest belt first. */
export const byBelt = byKeys<Participant>((one) => [beltRankOf(one), ...nameKeys(one)]);
export const byBeltAndWeight = byKeys<Participant>((one) => [
  beltRankOf(one),
  one.weightLb ?? 0,
  ...nameKeys(one),
]);

import { type FindingCode, findingInWords } from '../domain/findings.ts';
import type { Gender } from '../domain/gender.ts';
import { listedBeltOf } from '../lists/order.ts';
import type { Participant } from '../lists/participant.ts';
import type { AgeGroupRule, DrawRules } from './draw-rules.ts';

/** Somebody of whom everything is known that decides about a division. */
export interface Competitor {
  one: Participant;
  age: number;
  ageGroup: AgeGroupRule;
  beltGroup: string;
  gender: Gender;
  weightLb: number;
}

/** Reads what decides about a division, or says in words why somebody cannot be placed. */
export function competitorOf(one: Participant, { ageGroups, beltGroups }: DrawRules): Competitor | string {
  const problem = (field: string, code: FindingCode = 'missing') => findingInWords({ field, code });
  const findingOf = (field: string) => one.findings.find((finding) => finding.field === field)?.code;
  const unlikely = ['birthdate', 'age'].find((field) => findingOf(field) === 'unlikely-age');
  const { age, gender, weightLb } = one;
  if (age === undefined) return problem('birthdate', findingOf('birthdate'));
  if (unlikely) return problem(unlikely, 'unlikely-age');
  const ageGroup = ageGroups.find(({ from, to = age }) => from <= age && age <= to);
  if (!ageGroup) return `There is no age group for an age of ${age}`;
  if (!gender) return problem('gender', findingOf('gender'));
  const belt = listedBeltOf(one);
  if (!belt) return problem('beltRank', findingOf('beltRank'));
  const beltGroup = Object.entries(beltGroups).find(([, belts]) => belts.includes(belt))?.[0];
  if (beltGroup === undefined) return `There is no belt group for ${belt}`;
  if (weightLb === undefined) return problem('weight', findingOf('weight'));
  return { one, age, ageGroup, beltGroup, gender, weightLb };
}

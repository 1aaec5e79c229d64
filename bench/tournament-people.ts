import { madeUpPeople, type Row } from '../local/samples/made-up-people.ts';

/** @param people competitors and coaches together. */
export function tournamentOf(people: number, seed: number): Row[] {
  // A tenth as many coaches come with the competitors.
  return madeUpPeople(Math.ceil(people / 1.1), seed).slice(0, people);
}

export const idOf = ({ entryId }: Row): string => entryId?.S ?? '';

import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import type { RegistrationSummary } from '../clients/registrations.ts';
import { badgeIdOf } from '../domain/ids.ts';

/** What is near where an order named what is not there: for whoever wrote it. Left in the bucket, and not in the state. */
export const nearMisses = z.object({
  /** Where no school has the name. */
  school: z
    .object({
      /** How many schools there are. */
      schools: z.int(),
      near: z.array(z.object({ school: z.string(), registrations: z.int() })),
    })
    .optional(),
  /** Ids that are nobody's, each with the one that differs from it in a character. */
  ids: z.array(z.object({ id: z.string(), near: z.string().optional() })).optional(),
});

export type NearMisses = z.infer<typeof nearMisses>;

/** Schools that are told at most, and ids for which a near one is looked for. */
const mostSchools = 5;
const mostIds = 100;

/** Of a name's length, the characters that a typing error may change. */
const mistyped = 0.25;

/** Schools whose name has the wanted one in it or is in it, and then those that are spelled alike, or have a part that is. */
export function nearSchools(
  wanted: string,
  registrations: readonly RegistrationSummary[],
): NonNullable<NearMisses['school']> {
  const counts = [...Map.groupBy(registrations, ({ school }) => school)].map(([school, of]) => ({
    school,
    registrations: of.length,
  }));
  const asked = folded(wanted);
  const near = counts
    .map((count) => ({ ...count, far: farFrom(asked, folded(count.school)) }))
    .filter(({ school, far }) => school !== '' && far <= asked.length * mistyped)
    .sort((a, b) => a.far - b.far || b.registrations - a.registrations || (a.school < b.school ? -1 : 1))
    .slice(0, mostSchools)
    .map(({ far: _, ...count }) => count);
  return { schools: counts.length, near };
}

/** Letters to be changed for a name to be another one, or a part of it of as many words. */
function farFrom(asked: string, name: string): number {
  if (name.includes(asked) || (name !== '' && asked.includes(name))) return 0;
  const words = name.split(' ');
  const count = asked.split(' ').length;
  const parts = words.map((_, start) => words.slice(start, start + count).join(' '));
  return Math.min(distance(asked, name), ...parts.map((part) => distance(asked, part)));
}

/** Without marks and case, as people search. */
const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim();

/** For each id that is nobody's, an entry's or badge's id that differs in one character. */
export function nearIds(
  unknown: readonly string[],
  registrations: readonly RegistrationSummary[],
): NonNullable<NearMisses['ids']> {
  const known = registrations.flatMap(({ id }) => [id, badgeIdOf(id)]);
  return unknown.map((id, index) => {
    const near =
      index < mostIds
        ? known.find((other) => Math.abs(other.length - id.length) <= 1 && distance(id, other) === 1)
        : undefined;
    return { id, near };
  });
}

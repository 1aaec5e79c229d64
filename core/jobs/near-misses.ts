import { distance } from 'fastest-levenshtein';
import * as z from 'zod';
import type { RegistrationSummary } from '../clients/registrations.ts';
import { badgeIdOf } from '../domain/ids.ts';

/**
 * Near misses of what an order asked for but does not exist, for the person who gave the order. Kept in the bucket, not in
 * the state.
 */
export const nearMisses = z.object({
  /** Present when no school has the name. */
  school: z
    .object({
      /** How many schools there are. */
      schools: z.int(),
      near: z.array(z.object({ school: z.string(), registrations: z.int() })),
    })
    .optional(),
  /** Ids that belong to nobody, each with one that differs from it in one character. */
  ids: z.array(z.object({ id: z.string(), near: z.string().optional() })).optional(),
});

export type NearMisses = z.infer<typeof nearMisses>;

/** Where a bulk job's near misses are: beside its plan. */
export const nearMissesKey = (planKey: string) => planKey.replace(/[^/]*$/, 'near-misses.json');

/** The most schools that are listed, and the most ids for which a near one is searched. */
const mostSchools = 5;
const mostIds = 100;

/** The share of a name's characters that may be mistyped. */
const mistyped = 0.25;

/** Schools whose name contains the wanted one or is contained in it, then those of which all or a part is spelt similarly. */
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

/** How many letters have to change to get from what was asked to the name, or to a part of it with as many words. */
function farFrom(asked: string, name: string): number {
  if (name.includes(asked) || (name !== '' && asked.includes(name))) return 0;
  const words = name.split(' ');
  const count = asked.split(' ').length;
  const parts = words.map((_, start) => words.slice(start, start + count).join(' '));
  return Math.min(distance(asked, name), ...parts.map((part) => distance(asked, part)));
}

/** Without accents and case, as people search. */
export const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim();

/** For each id that belongs to nobody, the id of an entry or badge that differs in one character. */
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

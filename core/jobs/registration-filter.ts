/** Which registrations a job is about. */
import * as z from 'zod';
import type { RegistrationSummary } from '../clients/registrations.ts';
import { badgeIdOf } from '../domain/ids.ts';
import { registrationType } from '../domain/registration-type.ts';
import { normaliseName } from '../domain/text.ts';
import { type NearMisses, nearIds, nearSchools } from './near-misses.ts';

/** An execution's input is limited to 256 KB. */
export const mostIds = 2_000;
export const longestId = 80;

/** The kinds of filters that every job understands. */
export const filterKinds = [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('school'), school: z.string().trim().min(1).max(1_000) }),
  z.strictObject({ kind: z.literal('type'), registrationType }),
  /** The ids of registrations, or of badges as in their codes (`T1-7K3M9-QXAB2`). */
  z.strictObject({
    kind: z.literal('ids'),
    ids: z.array(z.string().min(1).max(longestId)).min(1).max(mostIds),
  }),
] as const;

/** It may contain a school's name, but never a person's. */
export const registrationFilter = z.discriminatedUnion('kind', filterKinds);
export type RegistrationFilter = z.infer<typeof registrationFilter>;

/** What a filter finds among all registrations. */
export interface Found<Row> {
  rows: Row[];
  /** Ids that belong to nobody: they are reported, rather than silently missing. */
  unknown: string[];
  /** Near misses, if the filter names something that does not exist. */
  nearMisses?: NearMisses;
}

/** Two spellings of a school are the same whatever their case, accents and spaces. */
const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Applies a filter. @param registered all registrations. */
export function findRegistrations<Row extends RegistrationSummary>(
  filter: RegistrationFilter,
  registered: readonly Row[],
): Found<Row> {
  const fits = predicateOf(filter);
  const rows = registered.filter(fits);
  const unknown = filter.kind === 'ids' ? unknownOf(filter.ids, rows) : [];
  return { rows, unknown, nearMisses: missedBy(filter, unknown, { registered, rows }) };
}

function predicateOf(filter: RegistrationFilter): (summary: RegistrationSummary) => boolean {
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'school': {
      const wanted = normaliseName(filter.school);
      return ({ school }) => compare(school, wanted) === 0;
    }
    case 'type':
      return ({ registrationType }) => registrationType === filter.registrationType;
    case 'ids': {
      const ids = new Set(filter.ids.map(asStored));
      return ({ id }) => ids.has(id) || ids.has(badgeIdOf(id));
    }
  }
}

function missedBy(
  filter: RegistrationFilter,
  unknown: readonly string[],
  { registered, rows }: Record<'registered' | 'rows', readonly RegistrationSummary[]>,
): NearMisses | undefined {
  if (filter.kind === 'school' && rows.length === 0)
    return { school: nearSchools(filter.school, registered) };
  return unknown.length > 0 ? { ids: nearIds(unknown, registered) } : undefined;
}

function unknownOf(ids: readonly string[], found: readonly RegistrationSummary[]): string[] {
  const known = new Set(found.flatMap(({ id }) => [id, badgeIdOf(id)]));
  return [...new Set(ids.map(asStored))].filter((id) => !known.has(id));
}

/** An id as it is stored; a badge's may have been typed in lower case. */
const asStored = (id: string) => (/^t1-/i.test(id) ? id.toUpperCase() : id);

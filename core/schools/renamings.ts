import * as z from 'zod';
import type { AttributeValue } from '../domain/attribute-value.ts';
import { type Identity, identityOf } from '../domain/identity.ts';
import { personIdOf, registrationIdOf } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';
import { consequencesFor, paymentStateAttribute } from '../domain/payment-state.ts';
import { normaliseName } from '../domain/text.ts';

/** A registration whose school is to be written in another way. */
export const renaming = z.object({
  id: z.string(),
  pk: z.string(),
  /** As it is in the row, unchanged. */
  from: z.string(),
  to: z.string(),
});
export type Renaming = z.infer<typeof renaming>;

type Row = Record<string, AttributeValue>;

/** The attributes of a registration that a plan is made of. */
export const plannedAttributes: readonly string[] = [
  'pk',
  'entryId',
  'full_name',
  'school',
  'reg_type',
  'birthdate',
  paymentStateAttribute,
];

/**
 * Which registrations get another school's name: those whose school is one of the spellings, as names are compared, and
 * is not written like the canonical name already.
 *
 * @param canonicalOf the canonical name for each spelling, by the spelling as names are compared.
 */
export function renamingsOf(rows: readonly Row[], canonicalOf: ReadonlyMap<string, string>): Renaming[] {
  return rows.flatMap((row) => {
    const { pk, school } = row;
    if (pk?.S === undefined || school?.S === undefined) return [];
    const to = canonicalOf.get(comparableName(school.S));
    if (to === undefined || to === school.S) return [];
    return [{ id: registrationIdOf(row), pk: pk.S, from: school.S, to }];
  });
}

/**
 * The same renamings, backwards, of those registrations whose school is still what the renaming made of it.
 * @param renamed the ids of the registrations that were renamed.
 */
export function undoingOf(
  rows: readonly Row[],
  renamings: readonly Renaming[],
  renamed: ReadonlySet<string>,
): Renaming[] {
  const schools = new Map(rows.map((row) => [registrationIdOf(row), row]));
  return renamings.flatMap(({ id, from, to }) => {
    const row = schools.get(id);
    if (!renamed.has(id) || row?.pk?.S === undefined || row.school?.S !== to) return [];
    return [{ id, pk: row.pk.S, from: to, to: from }];
  });
}

/**
 * Registrations that turn out to be one person's once schools are renamed: their ids, person by person. Only those that
 * count as registered, and were not one person's before.
 */
export function registeredTwice(rows: readonly Row[], renamings: readonly Renaming[]): string[][] {
  const newName = new Map(renamings.map(({ id, to }) => [id, to]));
  const registered = rows.filter((row) => consequencesFor(row).registered);
  const people = Map.groupBy(registered, (row) => {
    const to = newName.get(registrationIdOf(row));
    const identity: Identity = identityOf(row);
    return personIdOf(to === undefined ? identity : { ...identity, school: normaliseName(to) });
  });
  return [...people.values()]
    .filter((of) => new Set(of.map((row) => personIdOf(identityOf(row)))).size > 1)
    .map((of) => of.map(registrationIdOf).sort());
}

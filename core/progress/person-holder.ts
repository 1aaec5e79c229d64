import type { Registrations } from '../clients/registrations.ts';
import { type Identity, identityOf } from '../domain/identity.ts';
import { personIdOf } from '../domain/ids.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { Progress } from './progress.ts';

/** The entry that is recorded as a person's registration, and the registration's key at that time. */
export interface PersonHolder {
  heldBy: string;
  registrationKey: string;
}

/**
 * Whether the entry that is recorded for a person is still that person's registration. It is not once an organiser has
 * deleted the row, or changed it to be about another person, or its payment has gone back. It still is after the school's
 * name was replaced by the canonical one: the entry is then known as the person with either name.
 */
export async function isStillRegistered(
  { heldBy, registrationKey }: PersonHolder,
  person: Identity,
  {
    progress,
    registrations,
  }: { progress: Pick<Progress, 'get'>; registrations: Pick<Registrations, 'find'> },
): Promise<boolean> {
  const { registrationKeys, knownAs = [] } = await progress.get(heldBy);
  const found = await registrations.find(heldBy, [...new Set([registrationKey, ...registrationKeys])]);
  if (!found) return false;
  const [now, asked] = [personIdOf(identityOf(found.row)), personIdOf(person)];
  const same = now === asked || (knownAs.includes(now) && knownAs.includes(asked));
  return same && consequencesFor(found.row).registered;
}

/** Records that a registration is a person's, unless another registration of the person stands. */
export async function holdPerson(
  person: Identity,
  { id, pk }: { id: string; pk: string },
  {
    progress,
    registrations,
  }: {
    progress: Pick<Progress, 'get' | 'holderOf' | 'recordPerson'>;
    registrations: Pick<Registrations, 'find'>;
  },
): Promise<void> {
  const personId = personIdOf(person);
  const holder = await progress.holderOf(personId);
  if (holder?.heldBy === id) return;
  if (holder && (await isStillRegistered(holder, person, { progress, registrations }))) return;
  await progress.recordPerson(personId, id, pk, holder?.heldBy);
}

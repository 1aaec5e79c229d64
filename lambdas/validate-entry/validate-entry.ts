import type { Entries } from '../shared/clients/entries.ts';
import type { Schools } from '../shared/clients/schools.ts';
import type { RegistrationType } from '../shared/domain/entry-fields.ts';
import { EntryConflictError, EntryInvalidError } from '../shared/domain/errors.ts';
import type { ValidatedEntry } from '../shared/domain/state.ts';

export interface ValidationRules {
  /** Registration types that are admitted without a Checkout Session. */
  freeTypes: readonly RegistrationType[];
  /** Whether the stage makes badges. */
  badgesOn: boolean;
}

/**
 * Loads and checks an entry, and decides which way it takes through the workflow.
 *
 * @throws EntryNotFoundError while the entry has not arrived.
 * @throws EntryInvalidError listing every problem.
 * @throws EntryConflictError when the entry names a Checkout Session that is another entry's.
 */
export async function validateEntry(
  entryId: string,
  {
    entries,
    schools,
    rules,
  }: { entries: Pick<Entries, 'get'>; schools: Pick<Schools, 'lookUp'>; rules: ValidationRules },
): Promise<ValidatedEntry['validated']> {
  const entry = await entries.get(entryId);
  const { checkout, registrationType } = entry;
  if (checkout.kind === 'session' && checkout.id !== entryId) {
    throw new EntryConflictError(
      `entry ${entryId}: a different entry came for Checkout Session ${checkout.id}, which pays for one entry only`,
    );
  }
  const free = rules.freeTypes.includes(registrationType);
  if (checkout.kind === 'none' && !free) {
    throw new EntryInvalidError(entryId, [
      {
        field: 'checkout',
        problem: `a ${registrationType} needs a Checkout Session id or the word manual_entry`,
      },
    ]);
  }
  return {
    registrationType,
    paymentNeeded: checkout.kind === 'session',
    school: await schools.lookUp(entry.school),
    badgeWanted: rules.badgesOn,
  };
}

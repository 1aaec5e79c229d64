import type { Entries } from '../../../core/clients/entries.ts';
import type { Schools } from '../../../core/clients/schools.ts';
import { findingsToLookAt } from '../../../core/domain/entry.ts';
import { EntryConflictError, EntryInvalidError } from '../../../core/domain/errors.ts';
import { findingAsText } from '../../../core/domain/findings.ts';
import type { RegistrationType } from '../../../core/domain/registration-type.ts';
import type { ValidatedEntry } from '../../../core/domain/state.ts';
import type { Tombstones } from '../../../core/progress/tombstones.ts';

export interface ValidationRules {
  /** Registration types that are admitted without a Checkout Session. */
  freeTypes: readonly RegistrationType[];
  /** Whether the stage makes badges. */
  badgesOn: boolean;
}

/**
 * Loads and reads an entry, and decides which way it takes through the workflow. Uncertain fields are passed on as
 * findings, and do not keep it from being registered.
 *
 * @throws PersonErasedError when its person was erased.
 * @throws EntryNotFoundError while the entry has not arrived.
 * @throws EntryInvalidError when it lacks what a registration is made of.
 * @throws EntryConflictError when the entry names a Checkout Session that is another entry's.
 */
export async function validateEntry(
  entryId: string,
  {
    entries,
    tombstones,
    schools,
    rules,
  }: {
    entries: Pick<Entries, 'get'>;
    tombstones: Pick<Tombstones, 'check'>;
    schools: Pick<Schools, 'lookUp'>;
    rules: ValidationRules;
  },
): Promise<ValidatedEntry['validated']> {
  await tombstones.check(entryId);
  const entry = await entries.get(entryId);
  const { checkout, registrationType } = entry;
  if (checkout.kind === 'session' && checkout.id !== entryId) {
    throw new EntryConflictError(
      `entry ${entryId}: a different entry came for Checkout Session ${checkout.id}, which pays for one entry only`,
    );
  }
  const free = rules.freeTypes.includes(registrationType);
  if (checkout.kind === 'none' && !free) {
    const written = entry.findings.find(({ field }) => field === 'checkout');
    throw new EntryInvalidError(entryId, [written ?? { field: 'checkout', code: 'missing' }]);
  }
  return {
    registrationType,
    paymentNeeded: checkout.kind === 'session',
    school: await schools.lookUp(entry.school),
    findings: findingsToLookAt(entry).map(findingAsText),
    badgeWanted: rules.badgesOn,
  };
}

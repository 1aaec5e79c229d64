import type { Entries } from '../shared/clients/entries.ts';
import type { Progress } from '../shared/clients/progress.ts';
import type { Registrations } from '../shared/clients/registrations.ts';
import type { Entry } from '../shared/domain/entry.ts';
import { DuplicateRegistrationError } from '../shared/domain/errors.ts';
import { identityOf, registrationItem, registrationKey, samePerson } from '../shared/domain/registration.ts';
import type { AdmittedEntry, Part, StoredProfile } from '../shared/domain/state.ts';

/** So many people of one name in one school can register; more than any school has. */
const mostNamesakes = 20;

/**
 * Writes the registration in the legacy table's format: one conditional write under the legacy key, or under the key
 * with an ordinal where the key belongs to another person of that name. Run again, it finds its own write.
 *
 * @throws DuplicateRegistrationError when another entry has registered the same person.
 */
export async function storeProfile(
  { entryId, validated, payment }: AdmittedEntry,
  {
    entries,
    registrations,
    progress,
  }: {
    entries: Pick<Entries, 'load'>;
    registrations: Pick<Registrations, 'putIfAbsent'>;
    progress: Pick<Progress, 'get' | 'recordDone' | 'recordRegistration'>;
  },
): Promise<StoredProfile['profile']> {
  const { registrationKey: recorded, attention } = await progress.get(entryId);
  const settled = settledParts(validated).filter((part) => attention[part]);
  if (settled.length > 0) await progress.recordDone(entryId, ...settled);
  if (recorded) return { outcome: 'already stored' };

  const { item, entry } = await entries.load(entryId);
  const admittedBy = admission(entry, payment);
  for (let ordinal = 1; ordinal <= mostNamesakes; ordinal++) {
    const pk = registrationKey(entry, ordinal);
    const existing = await registrations.putIfAbsent(registrationItem(item, entry, pk, admittedBy));
    if (!existing || existing.entryId?.S === entryId) {
      await progress.recordRegistration(entryId, pk, admittedBy);
      return { outcome: existing ? 'already stored' : 'stored' };
    }
    if (samePerson(identityOf(existing), entry)) {
      throw new DuplicateRegistrationError(duplicateText(entryId, existing.entryId?.S, admittedBy));
    }
  }
  throw new DuplicateRegistrationError(
    `entry ${entryId}: ${mostNamesakes} others of that name are registered for that school`,
  );
}

/** What an earlier execution may have marked and none of the steps to come removes: this step's own, and branches that have nothing to do. */
function settledParts({ school, badgeWanted }: AdmittedEntry['validated']): Part[] {
  return [
    'registration' as const,
    ...(school === 'known' ? (['school'] as const) : []),
    ...(badgeWanted ? [] : (['badge'] as const)),
  ];
}

/** What the registration's `payment` says: the PaymentIntent, or how the entry was admitted without one. */
function admission({ checkout }: Entry, payment: AdmittedEntry['payment']): string {
  if (payment) return payment.paymentIntentId ?? 'no_payment_required';
  return checkout.kind === 'manual' ? 'manual_entry' : 'free';
}

function duplicateText(entryId: string, otherEntryId: string | undefined, admittedBy: string): string {
  const other = otherEntryId ? `entry ${otherEntryId}` : 'an entry of the earlier system';
  const refund = admittedBy.startsWith('pi_')
    ? `; its payment ${admittedBy} is a candidate for a refund`
    : '';
  return `entry ${entryId}: the same person is registered by ${other}${refund}`;
}

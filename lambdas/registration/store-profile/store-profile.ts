import type { Entries, StoredEntry } from '../../../core/clients/entries.ts';
import type { NewRegistrations, Registrations } from '../../../core/clients/registrations.ts';
import type { Entry } from '../../../core/domain/entry.ts';
import {
  DuplicateRegistrationError,
  PersonErasedError,
  UnderpaidError,
} from '../../../core/domain/errors.ts';
import { type Identity, identityOf } from '../../../core/domain/identity.ts';
import { personIdOf, photoIdOf, samePerson } from '../../../core/domain/ids.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import { consequencesFor } from '../../../core/domain/payment-state.ts';
import { registrationItem, registrationKey } from '../../../core/domain/registration.ts';
import type { AdmittedEntry, Part, StoredProfile } from '../../../core/domain/state.ts';
import { registeredStateOf, standingOf } from '../../../core/money/standing.ts';
import { isStillRegistered } from '../../../core/progress/person-holder.ts';
import type { PhotoFollowers } from '../../../core/progress/photo-followers.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';

/** On how many other registrations a shared photo is noted; a photo shared by more is probably a placeholder. */
const mostSharers = 20;

/** How many people of the same name in the same school can register; more than any school has. */
const mostNamesakes = 20;

export interface StoreProfileDependencies {
  entries: Pick<Entries, 'load'>;
  registrations: Pick<Registrations, 'find' | 'get' | 'notePayment' | 'noteSharedPhoto'>;
  newRegistrations: Pick<NewRegistrations, 'add'>;
  /** The keys of registrations made by another system, by person id. */
  otherSystems: () => Promise<ReadonlyMap<string, string>>;
  followers: Pick<PhotoFollowers, 'followPhoto'>;
  progress: Pick<Progress, 'get' | 'recordDone' | 'recordRegistration'>;
  measure: Measure;
}

/**
 * Writes the registration in the legacy table's format: one conditional write under the legacy key, or, if that belongs
 * to another person of the same name, under the key with an ordinal. Run again, it finds its own write. If another
 * registration shows the same photo, this is noted on both. If something happened to the payment before there was a
 * registration, it is noted on it now.
 *
 * @throws DuplicateRegistrationError when another entry has registered the same person, and its payment has not gone back.
 * @throws PersonErasedError when the person was erased meanwhile.
 * @throws UnderpaidError when less was paid than a strict stage takes; not for somebody who is registered already.
 */
export async function storeProfile(
  { entryId, validated, payment }: AdmittedEntry,
  dependencies: StoreProfileDependencies,
): Promise<StoredProfile['profile']> {
  const { entries, progress, registrations, measure } = dependencies;
  const record = await progress.get(entryId);
  if (record.erasedAt !== undefined) throw new PersonErasedError(`entry ${entryId}: its person was erased`);
  const settled = settledParts(validated, payment).filter((part) => record.attention[part]);
  if (settled.length > 0) await progress.recordDone(entryId, ...settled);

  const { item, entry } = await entries.load(entryId);
  const { pk, outcome, money } =
    record.registrationKey === undefined
      ? await register(item, entry, payment, dependencies)
      : { pk: record.registrationKey, outcome: 'already stored' as const, money: record.money };
  if (outcome === 'stored') measure('Registrations', 1);
  // Of this and a payment change, which keeps what it reads before it looks for the registration, the second sees the first.
  const state = money && registeredStateOf(standingOf(money));
  if (state) await registrations.notePayment(pk, { entryId, state, readAt: money.readAt });
  return { outcome, photoShared: await sharesPhoto({ entry, pk }, dependencies) };
}

async function register(
  item: StoredEntry,
  entry: Entry,
  payment: AdmittedEntry['payment'],
  { registrations, newRegistrations, otherSystems, progress }: StoreProfileDependencies,
): Promise<{ pk: string } & Pick<StoredProfile['profile'], 'outcome'> & Pick<ProgressRecord, 'money'>> {
  const { entryId, registrationType } = entry;
  if (payment?.refusal) throw new UnderpaidError(`entry ${entryId}: ${payment.refusal}`);
  const admittedBy = admission(entry, payment);
  const { paidAt, due, findings } = payment ?? {};
  const identity = identityOf(item);
  const personId = personIdOf(identity);
  const duplicate = (of: string) => new DuplicateRegistrationError(duplicateText(entryId, of, admittedBy));

  const earlier = (await otherSystems()).get(personId);
  const earlierRow = earlier === undefined ? undefined : await registrations.get(earlier);
  if (earlierRow && isRegistered(earlierRow, identity)) throw duplicate(holderOf(earlierRow));

  let ordinal = 1;
  let gone: string | undefined;
  for (let attempt = 1; attempt <= 2 * mostNamesakes && ordinal <= mostNamesakes; attempt += 1) {
    const pk = registrationKey(item, registrationType, ordinal);
    const taken = await newRegistrations.add(
      registrationItem(item, entry, pk, { payment: admittedBy, paidAt, findings }),
      personId,
      gone,
    );
    if (!taken || taken.row?.entryId?.S === entryId) {
      const { money } = await progress.recordRegistration(entryId, pk, { admittedBy, due });
      return { pk, outcome: taken ? 'already stored' : 'stored', money };
    }
    if (taken.row && isRegistered(taken.row, identity)) throw duplicate(holderOf(taken.row));
    if (taken.person && (await isStillRegistered(taken.person, identity, { progress, registrations }))) {
      throw duplicate(`entry ${taken.person.heldBy}`);
    }
    if (taken.person) gone = taken.person.heldBy;
    else ordinal += 1;
  }
  throw new DuplicateRegistrationError(
    `entry ${entryId}: ${mostNamesakes} others of that name are registered for that school`,
  );
}

/** Whether a row stands for the person: not once its payment has gone back. */
function isRegistered(row: StoredEntry, person: Identity): boolean {
  return samePerson(identityOf(row), person) && consequencesFor(row).registered;
}

/**
 * Whether another registration shows the same photo, which is then noted on both. Of two, the second to follow the photo
 * finds the first, because an entry is registered before it follows its photo.
 */
async function sharesPhoto(
  { entry: { entryId, photoKey }, pk }: { entry: Entry; pk: string },
  { registrations, followers, progress }: StoreProfileDependencies,
): Promise<boolean> {
  if (photoKey === undefined) return false;
  const photoId = photoIdOf(photoKey);
  const shows = (record: ProgressRecord) => record.photoId === photoId && !record.badgeWithdrawn;
  const showing = await followers.followPhoto(entryId, photoId);
  const candidates = showing.filter((id) => id !== entryId).slice(0, mostSharers);
  const records = await Promise.all(candidates.map((id) => progress.get(id)));
  const others = records.filter(shows).flatMap(({ registrationKey: key }) => key ?? []);
  if (others.length === 0) return false;
  for (const key of [pk, ...others]) await registrations.noteSharedPhoto(key, photoId);
  return true;
}

/**
 * Parts that an earlier execution may have marked and that no later step clears: this step's own, and branches that have
 * nothing to do.
 */
function settledParts(
  { school, findings, badgeWanted }: AdmittedEntry['validated'],
  payment: AdmittedEntry['payment'],
): Part[] {
  const nothingFound = findings.length === 0 && !payment?.findings?.length;
  return [
    'registration' as const,
    ...(school === 'known' && nothingFound ? (['findings'] as const) : []),
    ...(badgeWanted ? [] : (['badge'] as const)),
  ];
}

/** The registration's `payment`: the PaymentIntent, or how the entry was admitted without one. */
function admission({ checkout }: Entry, payment: AdmittedEntry['payment']): string {
  if (payment) return payment.paymentIntentId ?? 'no_payment_required';
  return checkout.kind === 'manual' ? 'manual_entry' : 'free';
}

const holderOf = (row: StoredEntry) =>
  row.entryId?.S ? `entry ${row.entryId.S}` : 'an entry of the earlier system';

function duplicateText(entryId: string, other: string, admittedBy: string): string {
  const refund = admittedBy.startsWith('pi_')
    ? `; its payment ${admittedBy} is a candidate for a refund`
    : '';
  return `entry ${entryId}: the same person is registered by ${other}${refund}`;
}

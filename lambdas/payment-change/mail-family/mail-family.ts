import type { Entries, StoredEntry } from '../../../core/clients/entries.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { addresseeIdOf, personIdOf, registrationIdOf, samePerson } from '../../../core/domain/ids.ts';
import { familyMailAbout } from '../../../core/domain/mail-purpose.ts';
import type { UpdatedRegistration } from '../../../core/domain/payment-change.ts';
import { consequencesFor } from '../../../core/domain/payment-state.ts';
import { registrationKey } from '../../../core/domain/registration.ts';
import type { RegistrationType } from '../../../core/domain/registration-type.ts';
import { type FamilyMailStage, paymentMail } from '../../../core/mail/payment-mails.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import { familyNewsOf } from '../../../core/money/payment-news.ts';
import { standingOf } from '../../../core/money/standing.ts';
import { isStillRegistered } from '../../../core/progress/person-holder.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface MailFamilyDependencies extends SendOnceDependencies {
  entries: Pick<Entries, 'load'>;
  registrations: Pick<Registrations, 'find' | 'get'>;
  progress: Pick<Progress, 'get' | 'holderOf'>;
  stage: FamilyMailStage;
}

/**
 * Mails the family what became of their payment: each piece of news once for an entry, whatever is run again. Nothing is
 * sent about what has changed again, about a payment that somebody made once more and that registered the same person, or
 * without an address to send it to.
 *
 * @throws EntryNotFoundError while the entry has not arrived.
 * @throws what `Entries.load` and `sendOnce` throw.
 */
export async function mailFamily(
  { execution, state }: { execution: string; state: UpdatedRegistration },
  { entries, registrations, progress, stage, ...sending }: MailFamilyDependencies,
): Promise<
  | { outcome: 'sent'; messageId: string }
  | { outcome: 'not needed' | 'no longer so' | 'registered by another entry' | 'no address' }
> {
  const { entryId, updated, familyMail: asked } = state;
  const news = updated.family;
  if (news === undefined) return { outcome: 'not needed' };
  const { money, registrationKeys } = await progress.get(entryId);
  // An entry that came late may have been registered meanwhile, by a payment that has not been read since.
  const registered = updated.registered || registrationKeys.length > 0;
  if (!money || familyNewsOf(money, standingOf(money), registered) !== news) {
    return { outcome: 'no longer so' };
  }
  const { item, entry } = await entries.load(entryId);
  const { email } = entry;
  if (!updated.registered && (await registeredByAnother(item, entry.registrationType))) {
    return { outcome: 'registered by another entry' };
  }
  if (email === undefined) return { outcome: 'no address' };
  const purpose = familyMailAbout(news);
  const to = addresseeIdOf(entryId, email);
  const { messageId } = await sendOnce(
    { entryId, execution, purpose, part: 'payment', asked, to },
    () => paymentMail({ ...entry, email }, news, money, stage),
    sending,
  );
  return { outcome: 'sent', messageId };

  /** By an entry of ours, wherever its row is by now, or by another system. */
  async function registeredByAnother(own: StoredEntry, type: RegistrationType): Promise<boolean> {
    const identity = identityOf(own);
    const holder = await progress.holderOf(personIdOf(identity));
    if (holder && holder.heldBy !== entryId) {
      if (await isStillRegistered(holder, identity, { progress, registrations })) return true;
    }
    const row = await registrations.get(registrationKey(own, type));
    return (
      row !== undefined &&
      registrationIdOf(row) !== entryId &&
      samePerson(identityOf(row), identity) &&
      consequencesFor(row).registered
    );
  }
}

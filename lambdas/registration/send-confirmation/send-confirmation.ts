import type { Entries } from '../../../core/clients/entries.ts';
import type { Purchase } from '../../../core/clients/stripe-objects.ts';
import { MailAddressInvalidError } from '../../../core/domain/errors.ts';
import { askedAbout, type StoredProfile } from '../../../core/domain/state.ts';
import { type ConfirmedCompetition, confirmationMail } from '../../../core/mail/confirmation-mail.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import { hasGoneBack, standingOf } from '../../../core/money/standing.ts';
import type { Progress } from '../../../core/progress/progress.ts';

/**
 * Mails the family a confirmation of the registration: once for each entry, whatever is run again. Nobody is told to be
 * registered whose payment has gone back in the meantime.
 *
 * @throws MailAddressInvalidError when the entry has no address that a mail can be sent to.
 * @throws what `Entries.get` and `sendOnce` throw.
 */
export async function sendConfirmation(
  { execution, state }: { execution: string; state: StoredProfile },
  {
    entries,
    progress,
    readPurchase,
    competition,
    now,
    ...sending
  }: SendOnceDependencies & {
    entries: Pick<Entries, 'get'>;
    progress: Pick<Progress, 'get'>;
    /** What was bought in a Checkout Session, where the stage's mails have a receipt. */
    readPurchase?: (sessionId: string) => Promise<Purchase>;
    competition: ConfirmedCompetition;
    now: () => number;
  },
): Promise<{ outcome: 'sent'; messageId: string } | { outcome: 'payment returned' }> {
  const { entryId, payment, validated } = state;
  const { money } = await progress.get(entryId);
  if (money && hasGoneBack(standingOf(money))) return { outcome: 'payment returned' };
  const entry = await entries.get(entryId);
  const { email } = entry;
  if (email === undefined)
    throw new MailAddressInvalidError(`entry ${entryId}: no mail can be sent to its address`);
  const paid = Boolean(payment?.paymentIntentId);
  const purchase = paid && readPurchase ? await purchaseOf(entryId, readPurchase) : undefined;
  const admission = { paid, badgeWanted: validated.badgeWanted, purchase };
  const mail = await confirmationMail({ ...entry, email }, admission, competition, now());
  const asked = askedAbout('confirmation', state);
  const { messageId } = await sendOnce(
    { entryId, execution, purpose: 'confirmation', part: 'confirmation', asked },
    mail,
    sending,
  );
  return { outcome: 'sent', messageId };
}

/** An entry that was paid is named by its session. What Stripe does not tell now is left out: the mail does not wait. */
async function purchaseOf(
  entryId: string,
  readPurchase: (sessionId: string) => Promise<Purchase>,
): Promise<Purchase | undefined> {
  try {
    return await readPurchase(entryId);
  } catch (error) {
    console.warn({ entryId, withoutReceipt: (error as Error).name });
    return undefined;
  }
}

import type { Purchase } from '../clients/stripe-objects.ts';
import type { Entry } from '../domain/entry.ts';
import { MailAddressInvalidError } from '../domain/errors.ts';
import { addresseeIdOf, isCheckoutSessionId } from '../domain/ids.ts';
import { type Admission, type ConfirmedCompetition, confirmationMail } from './confirmation-mail.ts';
import { type MailOccasion, type SendOnceDependencies, sendOnce } from './send-once.ts';

export interface ConfirmationDependencies extends SendOnceDependencies {
  /** What was bought in a Checkout Session, where the stage's mails have a receipt. */
  readPurchase?: (sessionId: string) => Promise<Purchase>;
  competition: ConfirmedCompetition;
  now: () => number;
}

/**
 * Mails a family the confirmation of a registration, once for the occasion.
 *
 * @throws MailAddressInvalidError when no mail can be sent to the address.
 * @throws what `sendOnce` throws.
 */
export async function mailConfirmation(
  occasion: MailOccasion,
  { entry, ...admission }: { entry: Entry } & Omit<Admission, 'purchase'>,
  { readPurchase, competition, now, ...sending }: ConfirmationDependencies,
): Promise<{ messageId: string }> {
  const { entryId, email } = entry;
  if (email === undefined)
    throw new MailAddressInvalidError(`entry ${entryId}: no mail can be sent to its address`);
  return sendOnce({ ...occasion, to: addresseeIdOf(entryId, email) }, () => compose(email), sending);

  async function compose(to: string) {
    const purchase = admission.paid && readPurchase ? await purchaseOf(entryId, readPurchase) : undefined;
    return confirmationMail({ ...entry, email: to }, { ...admission, purchase }, competition, now());
  }
}

/**
 * An entry that was paid is named by its session; one that another system registered is not. What Stripe does not tell now
 * is left out: the mail does not wait.
 */
async function purchaseOf(
  entryId: string,
  readPurchase: (sessionId: string) => Promise<Purchase>,
): Promise<Purchase | undefined> {
  if (!isCheckoutSessionId(entryId)) return undefined;
  try {
    return await readPurchase(entryId);
  } catch (error) {
    console.warn({ entryId, withoutReceipt: (error as Error).name });
    return undefined;
  }
}

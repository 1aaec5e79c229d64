import type { Entries } from '../../../core/clients/entries.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import { askedAbout, type StoredProfile } from '../../../core/domain/state.ts';
import { type ConfirmationDependencies, mailConfirmation } from '../../../core/mail/mail-confirmation.ts';
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
    measure,
    ...sending
  }: ConfirmationDependencies & {
    entries: Pick<Entries, 'get'>;
    progress: Pick<Progress, 'get'>;
    measure: Measure;
  },
): Promise<{ outcome: 'sent'; messageId: string } | { outcome: 'payment returned' }> {
  const { entryId, payment, validated } = state;
  const { money } = await progress.get(entryId);
  if (money && hasGoneBack(standingOf(money))) return { outcome: 'payment returned' };
  const entry = await entries.get(entryId);
  const asked = askedAbout('confirmation', state);
  const { messageId } = await mailConfirmation(
    { entryId, execution, purpose: 'confirmation', part: 'confirmation', asked },
    { entry, paid: Boolean(payment?.paymentIntentId), badgeWanted: validated.badgeWanted },
    { ...sending, accepted: measureTime },
  );
  return { outcome: 'sent', messageId };

  function measureTime() {
    // One that a person asks for once more is not the one that the family has waited for.
    if (!payment?.paidAt || asked) return;
    measure('PaymentToConfirmation', Math.max(0, sending.now() - payment.paidAt * 1_000));
  }
}

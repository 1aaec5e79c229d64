import type { Mail, Mailer } from '../clients/mail.ts';
import { MailRejectedError, MailServiceUnavailableError, RateLimitedError } from '../domain/errors.ts';
import { mailWaitsSeconds } from '../domain/mail-log.ts';
import type { Part } from '../domain/state.ts';
import type { MailAttempt, MailLedger } from '../progress/mail-ledger.ts';
import { tagsOf } from './mail-events.ts';

/** What a mail is for: it is sent once for an entry and a purpose. */
export interface MailOccasion extends MailAttempt {
  /** The part of the registration that the mail completes. */
  part?: Part;
  /** What the person who started the execution asks for. */
  asked?: 'resend' | 'arrived';
}

export interface SendOnceDependencies {
  mails: Pick<MailLedger, 'claim' | 'recordRefusal' | 'recordSent' | 'recordWait'>;
  mailer: Mailer;
  /** Called when SES has accepted the mail; not for one that was sent before. */
  accepted?: () => void;
}

/**
 * Sends a mail unless it has been sent before, in which case the first one's message id is returned. It is composed when
 * it is its turn, and not before: while thousands wait, each is asked many times. SES knows no idempotency token, so the
 * attempt is noted before and its end after: one of which SES did not take the mail does not count, one whose answer was
 * lost is made again once at most. A mail that waits for long is logged, which raises the admins' alarm.
 *
 * @throws MailPacedError while others are first, and what `compose` throws.
 * @throws MailRejectedError, RateLimitedError, MailServiceUnavailableError when SES did not take the mail.
 * @throws MailUnansweredError when it is not known whether it did.
 * @throws MailInFlightError, MailOutcomeUnknownError, MailBouncedError, MailComplaintError as `MailLedger.claim` does.
 */
export async function sendOnce(
  { part, asked, ...sending }: MailOccasion,
  compose: () => Mail | Promise<Mail>,
  { mails, mailer, accepted }: SendOnceDependencies,
): Promise<{ messageId: string }> {
  await mailer.turn.take();
  const mail = await compose();
  const sentBefore = await mails.claim(sending, asked);
  const messageId = sentBefore ?? (await attempt());
  // Also for a mail sent before: its part may have been marked since, by an execution that gave up waiting for this one.
  await mails.recordSent(sending, messageId, part);
  return { messageId };

  async function attempt(): Promise<string> {
    try {
      const { messageId } = await mailer.send(mail, tagsOf(sending));
      accepted?.();
      return messageId;
    } catch (error) {
      if (error instanceof MailRejectedError) await mails.recordRefusal(sending);
      if (error instanceof RateLimitedError || error instanceof MailServiceUnavailableError) {
        await noteWait(error);
      }
      throw error;
    }
  }

  async function noteWait({ name }: Error): Promise<void> {
    const waitedMs = await mails.recordWait(sending, { error: name, part });
    if (waitedMs === undefined) return;
    console.warn({
      entryId: sending.entryId,
      mail: sending.purpose,
      [mailWaitsSeconds]: Math.round(waitedMs / 1_000),
    });
  }
}

import type { Mail, Mailer } from '../clients/mail.ts';
import { MailRejectedError, MailServiceUnavailableError, RateLimitedError } from '../domain/errors.ts';
import { mailWaitsSeconds } from '../domain/mail-log.ts';
import type { Part } from '../domain/state.ts';
import type { Progress } from '../progress/progress.ts';
import type { MailPurpose } from '../progress/progress-record.ts';

/** What a mail is for: it is sent once for an entry and a purpose. */
export interface MailOccasion {
  entryId: string;
  /** The name of the execution that sends it. */
  execution: string;
  purpose: MailPurpose;
  /** The part of the registration that the mail completes. */
  part?: Part;
  /** What the person who started the execution asks for. */
  asked?: 'resend' | 'arrived';
}

export interface SendOnceDependencies {
  progress: Pick<Progress, 'claimMail' | 'recordMail' | 'recordRefusal' | 'recordWait'>;
  mailer: Mailer;
}

/**
 * Sends a mail unless it has been sent before, in which case the first one's message id is returned. SES knows no
 * idempotency token, so the attempt is noted before and its end after: one of which SES did not take the mail does not
 * count, one whose answer was lost is made again once at most. A mail that waits for long is told to the log, whose
 * alarm tells the admins.
 *
 * @throws MailRejectedError, RateLimitedError, MailServiceUnavailableError when SES did not take the mail.
 * @throws MailUnansweredError when it is not known whether it did.
 * @throws MailInFlightError, MailOutcomeUnknownError as `Progress.claimMail` does.
 */
export async function sendOnce(
  { entryId, execution, purpose, part, asked }: MailOccasion,
  mail: Mail,
  { progress, mailer }: SendOnceDependencies,
): Promise<{ messageId: string }> {
  const sentBefore = await progress.claimMail(entryId, purpose, execution, asked);
  const messageId = sentBefore ?? (await attempt());
  // Also for a mail sent before: its part may have been marked since, by an execution that waited for this one in vain.
  await progress.recordMail(entryId, purpose, execution, messageId, part);
  return { messageId };

  async function attempt(): Promise<string> {
    try {
      return (await mailer.send(mail)).messageId;
    } catch (error) {
      if (error instanceof MailRejectedError) await progress.recordRefusal(entryId, purpose, execution);
      if (error instanceof RateLimitedError || error instanceof MailServiceUnavailableError) {
        await noteWait(error);
      }
      throw error;
    }
  }

  async function noteWait({ name }: Error): Promise<void> {
    const waitedMs = await progress.recordWait(entryId, purpose, execution, name, part);
    if (waitedMs === undefined) return;
    console.warn({ entryId, mail: purpose, [mailWaitsSeconds]: Math.round(waitedMs / 1_000) });
  }
}

import { mailReturned } from '../../../core/domain/mail-log.ts';
import { familyPartOf } from '../../../core/domain/mail-purpose.ts';
import { readMailEvent } from '../../../core/mail/mail-events.ts';
import type { MailFeedback } from '../../../core/progress/mail-feedback.ts';
import type { MailPurpose } from '../../../core/progress/progress-record.ts';

/**
 * Keeps what became of a mail to a family. One to the organisers is only logged, which raises an alarm: they are mailed
 * about it by SNS.
 *
 * @param body JSON of SES's event.
 * @throws InputInvalidError when the body is no such event.
 * @throws what `MailFeedback.record` throws.
 */
export async function followMail(
  body: string,
  { feedback }: { feedback: Pick<MailFeedback, 'record'> },
): Promise<void> {
  const { entryId, purpose, ...news } = readMailEvent(body);
  const { messageId, fate, what } = news;
  if (entryId !== undefined && familyPartOf(purpose)) {
    const outcome = await feedback.record({ entryId, purpose: purpose as MailPurpose, ...news });
    console.warn({ entryId, mail: purpose, messageId, what, outcome });
  } else if (fate !== 'noted') {
    console.warn({ problem: mailReturned, mail: purpose, messageId, what });
  }
}

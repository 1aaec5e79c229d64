import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createMailer, type Mailer, sesConfig } from '../../core/clients/mail.ts';
import type { Mailbox } from '../../core/domain/email-address.ts';
import { type MailLane, MailPace } from '../../core/progress/mail-pace.ts';
import type { ProgressTable } from '../../core/progress/progress-table.ts';

/** Sends mail through SES from the stage's address, at the pace of all of the stage's Lambdas that do. */
export function sesMailer(
  { perSecond, ...sender }: { from: Mailbox; replyTo: string; configurationSet: string; perSecond: number },
  table: ProgressTable,
  lane: MailLane,
): Mailer {
  const turn = new MailPace(table, perSecond).lane(lane);
  return createMailer({ ses: new SESv2Client(sesConfig), turn, ...sender });
}

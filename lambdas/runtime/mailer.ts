import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createMailer, type Mailer, sesConfig } from '../../core/clients/mail.ts';
import type { Mailbox } from '../../core/domain/email-address.ts';

/** Sends mail through SES from the stage's address. */
export function sesMailer(sender: { from: Mailbox; replyTo: string }): Mailer {
  return createMailer({ ses: new SESv2Client(sesConfig), ...sender });
}

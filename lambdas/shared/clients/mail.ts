import { type SESv2Client, type SESv2ClientConfig, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { callLimits } from '../call-limits.ts';
import { type Mailbox, sendableAddress } from '../domain/email-address.ts';
import { MailRejectedError } from '../domain/errors.ts';
import { oneLine } from '../domain/one-line.ts';
import { callAws } from './aws-errors.ts';
import { mailboxHeader } from './mailbox-header.ts';

export interface Mail {
  /** Each sees the others; a family is written to alone. */
  to: readonly Mailbox[];
  subject: string;
  text: string;
  html: string;
  attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  fileName: string;
  /** Without parameters: SES sets the charset and the encoding. */
  contentType: string;
  content: string | Uint8Array;
}

export interface Mailer {
  /**
   * @throws MailRejectedError when SES, or the recipient's form, says that this mail is not to be sent.
   * @throws RateLimitedError when SES asks to send later. After either the mail is known not to have left.
   * @throws ServiceUnavailableError when SES failed or did not answer: the mail may have left.
   */
  send(mail: Mail): Promise<{ messageId: string }>;
}

/** SES has no idempotency token, so the SDK must not send again by itself: see `sendOnce`. */
export const sesConfig: SESv2ClientConfig = {
  maxAttempts: 1,
  ...callLimits(10_000, 3_000),
};

/** SES's answers that say no, and would say it again. */
const refusals = new Set([
  'MessageRejected',
  'MailFromDomainNotVerifiedException',
  'AccountSuspendedException',
  'SendingPausedException',
  'BadRequestException',
  'NotFoundException',
  'AccessDeniedException',
]);

/**
 * Sends mail from one sender by SES.
 *
 * @param replyTo the address that answers go to.
 */
export function createMailer({
  ses,
  from,
  replyTo,
}: {
  ses: Pick<SESv2Client, 'send'>;
  from: Mailbox;
  replyTo: string;
}): Mailer {
  return {
    async send(mail) {
      const command = new SendEmailCommand({
        FromEmailAddress: mailboxHeader(from),
        ReplyToAddresses: [replyTo],
        Destination: { ToAddresses: mail.to.map(recipientHeader) },
        Content: {
          Simple: {
            Subject: { Data: oneLine(mail.subject), Charset: 'UTF-8' },
            Body: {
              Text: { Data: mail.text, Charset: 'UTF-8' },
              Html: { Data: mail.html, Charset: 'UTF-8' },
            },
            Attachments: mail.attachments?.map(({ fileName, contentType, content }) => ({
              FileName: fileName,
              ContentType: contentType,
              ContentDisposition: 'ATTACHMENT',
              ContentTransferEncoding: 'BASE64',
              RawContent: typeof content === 'string' ? new TextEncoder().encode(content) : content,
            })),
          },
        },
      });
      try {
        const { MessageId = '' } = await callAws('SES SendEmail', () => ses.send(command));
        return { messageId: MessageId };
      } catch (error) {
        // The answer's own text names addresses: it goes neither into the message nor along as a cause.
        if (error instanceof Error && refusals.has(error.name)) {
          throw new MailRejectedError(`SES refuses the mail (${error.name})`);
        }
        throw error;
      }
    },
  };
}

function recipientHeader({ name, address: written }: Mailbox): string {
  const address = sendableAddress(written);
  if (address === undefined)
    throw new MailRejectedError('no mail can be sent to what was given as the address');
  return mailboxHeader({ name, address });
}

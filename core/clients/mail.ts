import {
  type Attachment,
  type SESv2Client,
  type SESv2ClientConfig,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { type Mailbox, sendableAddress } from '../domain/email-address.ts';
import {
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  RateLimitedError,
} from '../domain/errors.ts';
import { oneLine } from '../domain/text.ts';
import { type AwsError, isThrottled } from './aws-errors.ts';
import { mailboxHeader } from './mailbox-header.ts';
import { isOfUnmadeConnection, noticingAgents } from './unmade-connection.ts';

export interface Mail {
  /** Recipients see each other, so a mail to a family has only one. */
  to: readonly Mailbox[];
  subject: string;
  text: string;
  html: string;
  attachments?: readonly MailAttachment[];
  /** Shown by the HTML as `<img src="cid:…">`; mail programs do not list them as attachments. */
  pictures?: readonly MailPicture[];
}

export interface MailAttachment {
  fileName: string;
  /** Without parameters: SES adds the charset and the encoding. */
  contentType: string;
  content: string | Uint8Array;
}

export interface MailPicture extends MailAttachment {
  /** Without the angle brackets of the header. At most 78 characters. */
  contentId: string;
}

/** Whose turn it is to send a mail. */
export interface MailTurn {
  /** Takes leave to send one. @throws MailPacedError */
  take(): Promise<void>;
}

/** What SES says of a mail again in its events: letters, digits, - and _ only, at most 256 of them. */
export type MailTags = Readonly<Record<string, string>>;

export interface Mailer {
  /** Whose turn it is: taken before `send`, and before any work that a mail which has to wait would do again. */
  turn: MailTurn;
  /**
   * @throws MailRejectedError when SES refuses the mail, or the recipient's address is malformed.
   * @throws RateLimitedError when SES asks to send later.
   * @throws MailServiceUnavailableError when SES cannot be reached or fails. After any of these the mail has not been
   * sent.
   * @throws MailUnansweredError when SES received the mail but its answer was lost: the mail may have been sent.
   */
  send(mail: Mail, tags?: MailTags): Promise<{ messageId: string }>;
}

/** SES has no idempotency token, so the SDK must not retry: see `sendOnce`. */
export const sesConfig: SESv2ClientConfig = {
  maxAttempts: 1,
  requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true, ...noticingAgents() },
};

/**
 * Sends mail through SES, all from one sender.
 *
 * @param replyTo the address for replies.
 * @param configurationSet the name of SES's configuration set, which says where events about mails go.
 */
export function createMailer({
  ses,
  from,
  replyTo,
  turn,
  configurationSet,
}: {
  ses: Pick<SESv2Client, 'send'>;
  turn: MailTurn;
  from: Mailbox;
  replyTo: string;
  configurationSet: string;
}): Mailer {
  return {
    turn,
    async send(mail, tags = {}) {
      const command = new SendEmailCommand({
        FromEmailAddress: mailboxHeader(from),
        ReplyToAddresses: [replyTo],
        ConfigurationSetName: configurationSet,
        EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
        Destination: { ToAddresses: mail.to.map(recipientHeader) },
        Content: {
          Simple: {
            Subject: { Data: oneLine(mail.subject), Charset: 'UTF-8' },
            Body: {
              Text: { Data: mail.text, Charset: 'UTF-8' },
              Html: { Data: mail.html, Charset: 'UTF-8' },
            },
            Attachments: attachmentsOf(mail),
          },
        },
      });
      try {
        const { MessageId = '' } = await ses.send(command);
        return { messageId: MessageId };
      } catch (error) {
        throw meaningOf(error as AwsError);
      }
    },
  };
}

/** https://docs.aws.amazon.com/ses/latest/dg/attachments.html */
function attachmentsOf({ attachments = [], pictures = [] }: Mail): Attachment[] | undefined {
  const parts = [
    ...attachments.map((file) => ({ ...partOf(file), ContentDisposition: 'ATTACHMENT' as const })),
    ...pictures.map((picture) => ({
      ...partOf(picture),
      ContentDisposition: 'INLINE' as const,
      ContentId: picture.contentId,
    })),
  ];
  return parts.length > 0 ? parts : undefined;
}

function partOf({ fileName, contentType, content }: MailAttachment) {
  return {
    FileName: fileName,
    ContentType: contentType,
    ContentTransferEncoding: 'BASE64' as const,
    RawContent: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  };
}

/**
 * What a failure means for the mail. After 5xx SES has not accepted it: accepting means returning a message id, and a
 * mail that never arrives is worse than one that arrives twice. The answer's text contains addresses, so it is used
 * neither in the message nor as a cause.
 */
function meaningOf(error: AwsError): Error {
  const { name, code = name, $metadata } = error;
  const status = $metadata?.httpStatusCode;
  if (isThrottled(error)) return new RateLimitedError(`SES asks to slow down (${name})`);
  if (isOfUnmadeConnection(error)) return new MailServiceUnavailableError(`SES: no connection (${code})`);
  if (status === undefined || status < 400) return new MailUnansweredError(`SES: no answer (${code})`);
  // 408: SES gave up waiting for the rest of the request.
  if (status >= 500 || status === 408) return new MailServiceUnavailableError(`SES: ${status} (${name})`);
  return new MailRejectedError(`SES refuses the mail (${name})`);
}

function recipientHeader({ name, address: written }: Mailbox): string {
  const address = sendableAddress(written);
  if (address === undefined)
    throw new MailRejectedError('the given address is not one that mail can be sent to');
  return mailboxHeader({ name, address });
}

/** The mails that SES has accepted since the start. None leaves this machine. */
import { randomUUID } from 'node:crypto';
import PostalMime, { type Address } from 'postal-mime';
import * as z from 'zod';
import type { EventKind } from './configuration-sets.ts';

const tagText = z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/);
const data = z.object({ Data: z.string() });
const addresses = z.array(z.string()).default([]);

/** What SendEmail takes, as far as it matters here. Templates are not known. */
export const sendEmail = z.object({
  FromEmailAddress: z.string().default(''),
  ReplyToAddresses: addresses,
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.object({ Name: tagText, Value: tagText })).default([]),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .prefault({}),
  Content: z.union([
    z.object({
      Simple: z.object({
        Subject: data,
        Body: z.object({ Html: data.optional(), Text: data.optional() }),
        Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
        Attachments: z
          .array(
            z.object({
              FileName: z.string(),
              /** Base64. */
              RawContent: z.string(),
              ContentType: z.string().default('application/octet-stream'),
              ContentDisposition: z.string().optional(),
              ContentId: z.string().optional(),
            }),
          )
          .default([]),
      }),
    }),
    /** A whole message in base64. */
    z.object({ Raw: data }),
  ]),
});
export type Sending = z.infer<typeof sendEmail>;

export interface MailFile {
  filename: string;
  contentType: string;
  contentDisposition?: string;
  /** Of a picture that the HTML shows as `cid:…`. */
  contentId?: string;
  /** Base64. */
  content: string;
  /** Bytes. */
  size: number;
}

export interface SentMail {
  messageId: string;
  /** Epoch seconds. */
  at: number;
  /** Headers, with display names. */
  from: string;
  replyTo: readonly string[];
  destination: { to: readonly string[]; cc: readonly string[]; bcc: readonly string[] };
  subject: string;
  body: { html?: string; text?: string };
  headers: readonly { name: string; value: string }[];
  attachments: readonly MailFile[];
  tags: Readonly<Record<string, string>>;
  configurationSet?: string;
  /** What became of it, for each recipient. */
  fate: { kind: EventKind; to: string }[];
}

/** More than a tournament of thousands sends in one run; badges make mails large. */
const mostMails = 20_000;

/** Keeps the last mails. */
export class SentMails {
  readonly #mails: SentMail[] = [];

  /** Newest first. */
  all(): readonly SentMail[] {
    return this.#mails.toReversed();
  }

  /** Oldest first. @param seconds since 1970. */
  since(seconds: number): readonly SentMail[] {
    return this.#mails.filter(({ at }) => at >= seconds);
  }

  find(messageId: string): SentMail | undefined {
    return this.#mails.find((mail) => mail.messageId === messageId);
  }

  keep(mail: SentMail): void {
    this.#mails.push(mail);
    if (this.#mails.length > mostMails) this.#mails.shift();
  }
}

/** @param now epoch milliseconds. */
export async function mailOf(sending: Sending, now: number): Promise<SentMail> {
  const { ToAddresses, CcAddresses, BccAddresses } = sending.Destination;
  const { Content } = sending;
  return {
    ...{ messageId: newMessageId(), at: Math.floor(now / 1000) },
    ...{ from: sending.FromEmailAddress, replyTo: sending.ReplyToAddresses },
    destination: { to: ToAddresses, cc: CcAddresses, bcc: BccAddresses },
    ...('Simple' in Content ? simple(Content.Simple) : await raw(Content.Raw.Data)),
    tags: Object.fromEntries(sending.EmailTags.map(({ Name, Value }) => [Name, Value])),
    configurationSet: sending.ConfigurationSetName,
    fate: [],
  };
}

type Content = Pick<SentMail, 'subject' | 'body' | 'headers' | 'attachments'>;

function simple({
  Subject,
  Body,
  Headers,
  Attachments,
}: Extract<Sending['Content'], { Simple: unknown }>['Simple']): Content {
  return {
    subject: Subject.Data,
    body: { html: Body.Html?.Data, text: Body.Text?.Data },
    headers: Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    attachments: Attachments.map((file) => ({
      ...{ filename: file.FileName, contentType: file.ContentType },
      ...{ contentDisposition: file.ContentDisposition, contentId: file.ContentId },
      ...{ content: file.RawContent, size: Buffer.byteLength(file.RawContent, 'base64') },
    })),
  };
}

/** What the request leaves out is in the message itself. */
async function raw(message: string): Promise<Content & Partial<SentMail>> {
  const parsed = await PostalMime.parse(Buffer.from(message, 'base64'), { attachmentEncoding: 'base64' });
  return {
    ...(parsed.from && { from: mailboxOf(parsed.from) }),
    ...(parsed.to && {
      destination: {
        to: parsed.to.map(mailboxOf),
        cc: (parsed.cc ?? []).map(mailboxOf),
        bcc: (parsed.bcc ?? []).map(mailboxOf),
      },
    }),
    subject: parsed.subject ?? '',
    body: { html: parsed.html, text: parsed.text },
    headers: parsed.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: parsed.attachments.map((file) => ({
      ...{ filename: file.filename ?? '', contentType: file.mimeType },
      ...{ contentDisposition: file.disposition ?? undefined, contentId: file.contentId },
      ...{ content: String(file.content), size: Buffer.byteLength(String(file.content), 'base64') },
    })),
  };
}

/** `Nora Novak <nora@example.com>` */
export const mailboxOf = ({ name, address = '' }: Address) => (name ? `${name} <${address}>` : address);

/** Like those of SES. */
const newMessageId = () => `0100${randomUUID()}-000000`;

/** SES: takes mails, publishes what becomes of each, and keeps the account's suppression list. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Answer } from '../aws/secrets.ts';
import { systemClock } from '../clock.ts';
import { accountId, arn, region } from '../template/resource-kinds.ts';
import { type ConfigurationSets, type EventKind, eventKinds } from './configuration-sets.ts';
import { fateOf, type Happening, type SuppressionReason } from './fate.ts';
import { mailOf, type SentMail, SentMails, sendEmail } from './sent-mails.ts';

const suppressed = z.object({ EmailAddress: z.string(), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });

export const refusal = (status: number, name: string, message: string): Answer => ({
  status,
  body: { __type: name, message },
});

export class MailService {
  readonly #sets: ConfigurationSets;
  readonly #publish: (event: object) => void;
  readonly #now: () => number;
  readonly sent = new SentMails();
  readonly #suppressed = new Map<string, { reason: SuppressionReason; since: number }>();

  /**
   * @param publish sends an event to EventBridge.
   * @param now epoch milliseconds.
   */
  constructor(sets: ConfigurationSets, publish: (event: object) => void, now = systemClock.now) {
    this.#sets = sets;
    this.#publish = publish;
    this.#now = now;
  }

  /** Answers a call; refuses an operation that it does not know. */
  async answer(operation: string, path: string, body: string): Promise<Answer> {
    const address = decodeURIComponent(path.split('/').at(-1) ?? '').toLowerCase();
    switch (operation) {
      case 'SendEmail':
        return this.#send(body);
      case 'PutSuppressedDestination': {
        const { EmailAddress, Reason } = suppressed.parse(JSON.parse(body));
        this.#suppressed.set(EmailAddress.toLowerCase(), { reason: Reason, since: this.#now() / 1000 });
        return { status: 200, body: {} };
      }
      case 'GetSuppressedDestination': {
        const found = this.#suppressed.get(address);
        if (!found) return refusal(404, 'NotFoundException', `Email address ${address} does not exist.`);
        const { reason: Reason, since: LastUpdateTime } = found;
        return {
          status: 200,
          body: { SuppressedDestination: { EmailAddress: address, Reason, LastUpdateTime } },
        };
      }
      case 'DeleteSuppressedDestination':
        return this.#suppressed.delete(address)
          ? { status: 200, body: {} }
          : refusal(404, 'NotFoundException', `Email address ${address} does not exist.`);
      default:
        return refusal(404, 'UnknownOperationException', `The local cloud's SES has no ${operation}.`);
    }
  }

  /** Takes a mail; what becomes of it follows by events, of each recipient on its own. */
  async #send(body: string): Promise<Answer> {
    const { data, error } = sendEmail.safeParse(JSON.parse(body));
    if (!data) return refusal(400, 'BadRequestException', `Invalid ${error.issues[0]?.path.join('.')}.`);
    const { ConfigurationSetName: name } = data;
    const kinds = name === undefined ? new Set<EventKind>() : this.#sets.get(name);
    if (!kinds) return refusal(404, 'NotFoundException', `Configuration set <${name}> does not exist.`);

    const now = new Date(this.#now());
    const mail = await mailOf(data, now.getTime());
    const problem = problemOf(mail);
    if (problem) return refusal(400, 'BadRequestException', problem);
    this.sent.keep(mail);
    const happenings: Happening[] = [['send', {}]];
    for (const to of recipientsOf(mail)) {
      const fate = fateOf(to, this.#suppressed.get(to.toLowerCase())?.reason, now);
      mail.fate.push(...fate.map(([kind]) => ({ kind, to })));
      happenings.push(...fate);
    }
    for (const happening of happenings)
      if (kinds.has(happening[0])) this.#publish(eventOf(happening, mail, now));
    return { status: 200, body: { MessageId: mail.messageId } };
  }
}

const mostRecipients = 50;

/**
 * What SES refuses a mail for; undefined for nothing.
 * Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. What it says in each case is from reports.
 */
function problemOf(mail: SentMail): string | undefined {
  const recipients = recipientsOf(mail);
  if (recipients.length === 0) return 'Missing destination';
  if (recipients.length > mostRecipients) return `Recipient count exceeds ${mostRecipients}.`;
  const malformed = [mail.from, ...mail.replyTo, ...recipients].map(addressIn).some((one) => !isAddress(one));
  if (malformed) return "Missing final '@domain'";
  const { html, text } = mail.body;
  return html || text ? undefined : 'Missing body';
}

const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);

/**
 * Sources: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html, and for `detail`
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
 */
function eventOf([kind, about]: Happening, mail: SentMail, now: Date) {
  const { messageId, from, configurationSet = '', tags } = mail;
  const recipients = recipientsOf(mail);
  const { eventType, detailType } = eventKinds[kind];
  const identity = addressIn(from).split('@').at(-1) ?? '';
  return {
    ...{ version: '0', id: randomUUID(), 'detail-type': detailType, source: 'aws.ses' },
    ...{ account: accountId, time: now.toISOString().replace(/\.\d+Z$/, 'Z'), region },
    resources: [arn('ses', `configuration-set/${configurationSet}`)],
    detail: {
      eventType,
      mail: {
        timestamp: now.toISOString(),
        source: from,
        sourceArn: arn('ses', `identity/${identity}`),
        sendingAccountId: accountId,
        messageId,
        destination: recipients,
        headersTruncated: false,
        headers: [],
        commonHeaders: { from: [from], to: recipients, messageId },
        tags: {
          'ses:operation': ['SendEmail'],
          'ses:configuration-set': [configurationSet],
          'ses:source-ip': ['127.0.0.1'],
          'ses:from-domain': [identity],
          'ses:caller-identity': ['local'],
          ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
        },
      },
      [kind]: about,
    },
  };
}

/** The operations about the suppression list, and the sending of a mail, by method and path; undefined for others. */
export function mailOperation(method: string, path: string): string | undefined {
  if (path === '/v2/email/outbound-emails') return 'SendEmail';
  const [, list, one] = /^\/v2\/email\/(suppression\/addresses)(\/[^/]+)?$/.exec(path) ?? [];
  if (!list) return undefined;
  if (one) return { GET: 'GetSuppressedDestination', DELETE: 'DeleteSuppressedDestination' }[method];
  return method === 'PUT' ? 'PutSuppressedDestination' : undefined;
}

const recipientsOf = ({ destination: { to, cc, bcc } }: SentMail) => [...to, ...cc, ...bcc].map(addressIn);

/** `"Riverside Open" <from@example.com>`, or the address alone. */
const addressIn = (mailbox: string) => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** SES beside the sending itself: configuration sets, the events about mails, and the account's suppression list. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Answer } from '../aws/secrets.ts';
import { systemClock } from '../clock.ts';
import { accountId, arn, region } from '../template/resource-kinds.ts';
import { type ConfigurationSets, eventKinds } from './configuration-sets.ts';
import { fateOf, type Happening, type SuppressionReason } from './fate.ts';

const tagText = z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/);

const mail = z.object({
  FromEmailAddress: z.string().default(''),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.object({ Name: tagText, Value: tagText })).default([]),
  Destination: z
    .object({
      ToAddresses: z.array(z.string()).default([]),
      CcAddresses: z.array(z.string()).default([]),
      BccAddresses: z.array(z.string()).default([]),
    })
    .prefault({}),
});
type Sent = z.infer<typeof mail>;

const suppressed = z.object({ EmailAddress: z.string(), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });

const refusal = (status: number, name: string, message: string): Answer => ({
  status,
  body: { __type: name, message },
});

export class MailService {
  readonly #sets: ConfigurationSets;
  readonly #publish: (event: object) => void;
  readonly #now: () => number;
  readonly #suppressed = new Map<string, { reason: SuppressionReason; since: number }>();

  /** @param publish sends an event to EventBridge. */
  constructor(sets: ConfigurationSets, publish: (event: object) => void, now = systemClock.now) {
    this.#sets = sets;
    this.#publish = publish;
    this.#now = now;
  }

  /** Answers all but what is sent: undefined for a mail that may be, and for an operation unknown here. */
  answer(operation: string, path: string, body: string): Answer | undefined {
    const address = decodeURIComponent(path.split('/').at(-1) ?? '').toLowerCase();
    switch (operation) {
      case 'SendEmail':
        return this.#problemOf(body);
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
        return undefined;
    }
  }

  /** A mail was accepted: what becomes of it follows by events, of each recipient on its own. */
  sent(body: string, messageId: string): void {
    const sending = mail.parse(JSON.parse(body));
    const { ConfigurationSetName = '', Destination } = sending;
    const kinds = this.#sets.get(ConfigurationSetName);
    if (!kinds) return;
    const recipients = Object.values(Destination).flat().map(addressIn);
    const now = new Date(this.#now());
    const happenings: Happening[] = [
      ['send', {}],
      ...recipients.flatMap((address) =>
        fateOf(address, this.#suppressed.get(address.toLowerCase())?.reason, now),
      ),
    ];
    for (const happening of happenings) {
      if (kinds.has(happening[0]))
        this.#publish(this.#eventOf(happening, sending, { messageId, recipients, now }));
    }
  }

  #problemOf(body: string): Answer | undefined {
    const { data, error } = mail.safeParse(JSON.parse(body));
    if (!data) return refusal(400, 'BadRequestException', `Invalid ${error.issues[0]?.path.join('.')}.`);
    const { ConfigurationSetName: name } = data;
    if (name === undefined || this.#sets.has(name)) return undefined;
    return refusal(404, 'NotFoundException', `Configuration set <${name}> does not exist.`);
  }

  /**
   * Sources: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html, and for `detail`
   * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
   */
  #eventOf(
    [kind, about]: Happening,
    { FromEmailAddress, ConfigurationSetName = '', EmailTags }: Sent,
    { messageId, recipients, now }: { messageId: string; recipients: string[]; now: Date },
  ) {
    const { eventType, detailType } = eventKinds[kind];
    const identity = addressIn(FromEmailAddress).split('@').at(-1) ?? '';
    return {
      ...{ version: '0', id: randomUUID(), 'detail-type': detailType, source: 'aws.ses' },
      ...{ account: accountId, time: now.toISOString().replace(/\.\d+Z$/, 'Z'), region },
      resources: [arn('ses', `configuration-set/${ConfigurationSetName}`)],
      detail: {
        eventType,
        mail: {
          timestamp: now.toISOString(),
          source: FromEmailAddress,
          sourceArn: arn('ses', `identity/${identity}`),
          sendingAccountId: accountId,
          messageId,
          destination: recipients,
          headersTruncated: false,
          headers: [],
          commonHeaders: { from: [FromEmailAddress], to: recipients, messageId },
          tags: {
            'ses:operation': ['SendEmail'],
            'ses:configuration-set': [ConfigurationSetName],
            'ses:source-ip': ['127.0.0.1'],
            'ses:from-domain': [identity],
            'ses:caller-identity': ['local'],
            ...Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]])),
          },
        },
        [kind]: about,
      },
    };
  }
}

/** The operations about the suppression list, and the sending of a mail, by method and path; undefined for others. */
export function mailOperation(method: string, path: string): string | undefined {
  if (path === '/v2/email/outbound-emails') return 'SendEmail';
  const [, list, one] = /^\/v2\/email\/(suppression\/addresses)(\/[^/]+)?$/.exec(path) ?? [];
  if (!list) return undefined;
  if (one) return { GET: 'GetSuppressedDestination', DELETE: 'DeleteSuppressedDestination' }[method];
  return method === 'PUT' ? 'PutSuppressedDestination' : undefined;
}

/** `"Riverside Open" <from@example.com>`, or the address alone. */
const addressIn = (mailbox: string) => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

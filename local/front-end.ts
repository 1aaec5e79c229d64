import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type Stripe from 'stripe';
import { parseEntry } from '../core/domain/entry.ts';
import type { EntryItem } from '../core/domain/entry-item.ts';
import { textOf } from '../core/domain/entry-item.ts';
import { EntryInvalidError } from '../core/domain/errors.ts';
import { entryIdOf, isCheckoutSessionId } from '../core/domain/ids.ts';
import { billOf } from '../core/money/price-list.ts';
import { readStageConfig } from '../lib/stage-config.ts';
import { localStripe } from './stripe-client.ts';
import type { CloudAddresses } from './tournament-cloud.ts';

/** Stands in an entry where the form would put the id of the Checkout Session it made. */
export const checkoutPlaceholder = '{CHECKOUT_SESSION_ID}';

export interface Submission {
  entryId: string;
  /** The Checkout Session to pay; absent when the entry is free. */
  sessionId?: string;
}

export interface SubmitOptions {
  /** What the Checkout Session has in place of the defaults, such as where the payer goes on. */
  session?: Partial<Stripe.Checkout.SessionCreateParams>;
  delaySeconds?: number;
}

/** Where the form would be. */
export const formAddress = 'http://localhost/';

/**
 * Does what the existing web form does: creates a Checkout Session for an entry that costs money, and posts the entry
 * to the processing queue. It leaves out the form's delay of 120 seconds unless asked for it.
 */
export class FrontEnd {
  readonly #sqs: SQSClient;
  readonly #stripe: Stripe;
  readonly #cloud: CloudAddresses;

  constructor(cloud: CloudAddresses) {
    this.#cloud = cloud;
    this.#sqs = new SQSClient(awsClientConfig(cloud));
    this.#stripe = localStripe(cloud);
  }

  /** Creates the entry's Checkout Session, if the entry costs money, and posts the entry. */
  async submit(body: EntryItem, { session, delaySeconds }: SubmitOptions = {}): Promise<Submission> {
    const sessionId = isToBePaid(body) ? await this.openSession(body, session) : undefined;
    const entry = sessionId ? { ...body, checkout: { S: sessionId } } : body;
    await this.post(entry, delaySeconds);
    return { entryId: entryIdOf(entry), sessionId };
  }

  /** Posts a message body to the queue as it is. */
  async post(body: EntryItem | string, delaySeconds?: number): Promise<void> {
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#cloud.outputs.ProcessingQueueUrl,
        DelaySeconds: delaySeconds,
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        MessageAttributes: {
          Name: { DataType: 'String', StringValue: 'Entry' },
          Transaction: { DataType: 'String', StringValue: 'Registration' },
        },
      }),
    );
  }

  /** Makes the Checkout Session that the form would make for the entry. */
  async openSession(
    body: EntryItem,
    changes: Partial<Stripe.Checkout.SessionCreateParams> = {},
  ): Promise<string> {
    const { id } = await this.#stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: lineItemsOf(body),
      success_url: `${formAddress}success`,
      cancel_url: `${formAddress}cancelled`,
      ...changes,
    });
    return id;
  }

  /** The address of the page on which a Checkout Session is paid, or was. */
  paymentPage(sessionId: string): string {
    return `${this.#cloud.endpoints.stripe}/pay/${sessionId}`;
  }

  /** Presses a button of the payment page: `card`, `decline`, `bank`, `bank-succeeds`, `bank-fails`. */
  async press(button: string, sessionId: string): Promise<void> {
    const response = await fetch(`${this.paymentPage(sessionId)}/${button}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`payment page: ${button}: ${response.status} ${await response.text()}`);
  }
}

function isToBePaid(body: EntryItem): boolean {
  const checkout = textOf(body.checkout);
  return typeof checkout === 'string' && (checkout === checkoutPlaceholder || isCheckoutSessionId(checkout));
}

const { competition, payment } = readStageConfig('local');

/** What the stage's price list says that the entry costs, as the form would ask Stripe for it. */
export function lineItemsOf(body: EntryItem): Stripe.Checkout.SessionCreateParams.LineItem[] {
  const bill = payment.prices && billOf(pricedEntry(body), payment.prices);
  if (!bill) throw new Error('stages/local.json has no price for that');
  return bill.map(({ price: { product, amount }, quantity }) => ({
    price_data: { currency: payment.currency, unit_amount: amount, product_data: { name: product } },
    quantity,
  }));
}

/** The form makes a session for whatever is filled in, also for what cannot be registered then. */
function pricedEntry(body: EntryItem) {
  const item = { ...body, entryId: 'entry', full_name: 'Name', school: 'School' };
  const settings = { competitionYear: competition.year };
  try {
    return parseEntry(item, settings);
  } catch (error) {
    if (error instanceof EntryInvalidError) return parseEntry({ ...item, reg_type: 'coach' }, settings);
    throw error;
  }
}

import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type Stripe from 'stripe';
import type { EntryItem } from '../core/domain/entry-item.ts';
import { textOf } from '../core/domain/entry-item.ts';
import { entryIdOf, isCheckoutSessionId } from '../core/domain/ids.ts';
import { localStripe } from './stripe-client.ts';
import type { CloudAddresses } from './tournament-cloud.ts';

/** Stands in an entry where the form would put the id of the Checkout Session it made. */
export const checkoutPlaceholder = '{CHECKOUT_SESSION_ID}';

export interface Submission {
  entryId: string;
  /** The Checkout Session to pay; absent when the entry is free. */
  sessionId?: string;
}

/** Where the form would be. */
export const formAddress = 'http://localhost/';

/**
 * Does what the existing web form does: creates a Checkout Session for an entry that costs money, and posts the entry
 * to the processing queue. It leaves out the form's delay of 120 seconds.
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
  async submit(body: EntryItem): Promise<Submission> {
    const sessionId = isToBePaid(body) ? await this.openSession(body) : undefined;
    const entry = sessionId ? { ...body, checkout: { S: sessionId } } : body;
    await this.post(entry);
    return { entryId: entryIdOf(entry), sessionId };
  }

  /** Posts a message body to the queue as it is. */
  async post(body: EntryItem | string): Promise<void> {
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#cloud.outputs.ProcessingQueueUrl,
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

  /** Presses a button of the payment page: `card`, `decline`, `bank`, `bank-succeeds`, `bank-fails`. */
  async press(button: string, sessionId: string): Promise<void> {
    const response = await fetch(`${this.#cloud.endpoints.stripe}/pay/${sessionId}/${button}`, {
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

/** The form's price rule, without its coupon; in cents. */
function lineItemsOf(body: EntryItem): Stripe.Checkout.SessionCreateParams.LineItem[] {
  const text = (name: string) => {
    const found = textOf(body[name]);
    return typeof found === 'string' ? found : '';
  };
  const item = (name: string, unit_amount: number, quantity = 1) => ({
    price_data: { currency: 'usd', unit_amount, product_data: { name } },
    quantity,
  });
  if (text('reg_type') !== 'competitor') return [item('Coach Registration', 2_000)];
  const events = text('events').split(',').filter(Boolean);
  const obstacleCourse = events.includes('little_dragon');
  const others = events.length - (obstacleCourse ? 1 : 0);
  const base = /black|master/i.test(text('beltRank')) ? 'Black Belt Registration' : 'Color Belt Registration';
  return [
    ...(others > 0 ? [item(base, 8_500)] : []),
    ...(others > 1 ? [item('Additional Event', 1_500, others - 1)] : []),
    ...(obstacleCourse ? [item('Little Dragon Obstacle Course', 4_000)] : []),
    item('Convenience Fee', 300),
  ];
}

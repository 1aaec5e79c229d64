/** Events as Stripe sends them to the webhook, signed and posted by a test. */
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { formAddress } from '../../local/front-end.ts';
import { waitFor } from '../../local/outcome.ts';
import { localStripe } from '../../local/stripe-client.ts';
import completedPaid from '../fixtures/receive-stripe-event/checkout.session.completed-paid.json' with {
  type: 'json',
};
import { submitted } from './act.ts';
import { cloud } from './fixtures.ts';

export const stripe = localStripe(cloud);

/** Submits an entry and waits until it is stored; its Checkout Session is not paid yet. @returns its id. */
export async function submitUnpaid(body: EntryItem): Promise<string> {
  return (await submitted(body)).entryId;
}

/** The request body of an event about a Checkout Session as sent by Stripe, with a new id. */
export function sessionEvent(type: string, sessionId: string, changes: object = {}): string {
  const object = {
    ...completedPaid.data.object,
    id: sessionId,
    success_url: `${formAddress}success`,
    ...changes,
  };
  return JSON.stringify({ ...completedPaid, id: `evt_${randomUUID()}`, type, data: { object } });
}

export const completed = (sessionId: string, changes: object = {}) =>
  sessionEvent('checkout.session.completed', sessionId, changes);

/** The signature header that Stripe's own library creates for a body. */
export function sign(
  payload: string,
  { secret = cloud.secret.stripe.webhookSecrets[0], secondsAgo = 0 } = {},
): string {
  const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/** Posts a body to the webhook, by default correctly signed. @returns the status of the answer. */
export async function post(payload: string, signature: string | null = sign(payload)): Promise<number> {
  const response = await fetch(cloud.endpoints.webhook ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature !== null && { 'stripe-signature': signature }),
    },
    body: payload,
  });
  await response.body?.cancel();
  return response.status;
}

/** Waits until the webhook has accepted the sandbox's own event about a session. */
export async function delivered(type: Stripe.Event.Type, sessionId: string): Promise<void> {
  await waitFor(`${type} of ${sessionId} to be delivered`, async () => {
    const { data } = await stripe.events.list({ type, limit: 100, delivery_success: true });
    return data.find(({ data: { object } }) => 'id' in object && object.id === sessionId);
  });
}

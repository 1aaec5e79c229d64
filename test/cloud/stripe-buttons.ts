/** The buttons of the Stripe sandbox's pages: what payers, their banks and organisers do to a payment. */
import type Stripe from 'stripe';
import { afterPaymentEvents } from '../../core/domain/stripe-events.ts';
import { cloud } from './fixtures.ts';
import { stripe } from './stripe-events.ts';

/** Presses a button of the sandbox. @returns the id of the object that it made or changed, where it is one. */
export async function press(
  path: string,
  form: URLSearchParams | Record<string, string> = {},
): Promise<string> {
  const response = await fetch(`${cloud.endpoints.stripe}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

export async function intentOf(entryId: string): Promise<Stripe.PaymentIntent> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(entryId, { expand: ['payment_intent'] });
  return payment_intent as Stripe.PaymentIntent;
}

export async function chargeOf(entryId: string): Promise<string> {
  return String((await intentOf(entryId)).latest_charge);
}

/**
 * What Stripe has to announce about a payment after it was made, the newest first.
 * @param more types of events about the payment itself.
 */
export async function eventsOf(entryId: string, more: readonly string[] = []): Promise<Stripe.Event[]> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(entryId);
  const found: Stripe.Event[] = [];
  for await (const event of stripe.events.list({ limit: 100, types: [...afterPaymentEvents, ...more] })) {
    const { object } = event.data;
    if ('payment_intent' in object && object.payment_intent === payment_intent) found.push(event);
  }
  return found;
}

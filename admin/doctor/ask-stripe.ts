import * as z from 'zod';
import {
  allPages,
  asked,
  connectStripe,
  pageOf,
  parsedAs,
  type StripeOptions,
} from '../../core/clients/stripe-calls.ts';
import { webhookEvents } from '../../core/domain/stripe-events.ts';

/** An endpoint to which a Stripe account sends events: https://docs.stripe.com/api/webhook_endpoints/object */
const endpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
  /** Null is the account's default. */
  api_version: z.string().nullable(),
});
export type Endpoint = z.infer<typeof endpoint>;

/** All of the account, in the key's mode. @throws as `asked`. */
export function webhookEndpoints(options: StripeOptions): Promise<Endpoint[]> {
  const stripe = connectStripe(options);
  return allPages((page) => stripe.webhookEndpoints.list(page), endpoint, 'webhook endpoints');
}

const event = z.object({
  type: z.string(),
  /** Epoch seconds. */
  created: z.number(),
});
export type UndeliveredEvent = z.infer<typeof event>;

/**
 * The latest events that an endpoint of the account subscribes to and has not taken: a hundred at most, the newest first.
 * Stripe does not say which endpoint. https://docs.stripe.com/api/events/list
 *
 * @throws as `asked`.
 */
export async function undeliveredEvents(options: StripeOptions, from: number): Promise<UndeliveredEvent[]> {
  const { events } = connectStripe(options);
  const query = {
    ...{ delivery_success: false, limit: 100, created: { gte: from } },
    types: [...webhookEvents],
  };
  return parsedAs(pageOf(event), await asked(events.list(query), 'events'), 'events').data;
}

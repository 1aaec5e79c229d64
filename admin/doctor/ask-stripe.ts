import * as z from 'zod';
import { allPages, connectStripe, type StripeOptions } from '../../core/clients/stripe-calls.ts';

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

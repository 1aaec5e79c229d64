/** What setup asks of a Stripe account, and changes there. */
import Stripe from 'stripe';
import * as z from 'zod';
import { asked, connectStripe, parsedAs, type StripeOptions } from '../../core/clients/stripe-calls.ts';
import { StripeAccessDeniedError } from '../../core/domain/errors.ts';
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import { CommandError } from '../command-error.ts';
import { type Endpoint, webhookEndpoints } from '../doctor/ask-stripe.ts';

/** Each throws as `asked` of core/clients/stripe-calls.ts, and CommandError when Stripe does not take a change. */
export interface StripeAccount {
  endpoints(): Promise<Endpoint[]>;
  /** @returns the signing secret too, which Stripe never tells again. */
  create(endpoint: { url: string; description: string }): Promise<{ id: string; secret: string }>;
  /** Has an endpoint send exactly the events that the webhook uses. */
  setEvents(id: string): Promise<void>;
  enable(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Source: https://docs.stripe.com/api/webhook_endpoints/create */
const created = z.object({ id: z.string(), secret: z.string().regex(/^whsec_/) });

const enabled_events = [...webhookEvents];

export function stripeAccount(options: StripeOptions): StripeAccount {
  const { webhookEndpoints: endpoints } = connectStripe(options);
  const id = 'webhook endpoint';
  const changed = <T>(answer: Promise<T>, of: string) =>
    asked(answer, of).catch((error: unknown) => {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
      // About the change: a message about the key is another error.
      throw new CommandError(`Stripe does not take it: ${error.message}`, { cause: error });
    });
  return {
    endpoints: () => webhookEndpoints(options),
    create: async (endpoint) =>
      parsedAs(
        created,
        await changed(endpoints.create({ ...endpoint, enabled_events, api_version: Stripe.API_VERSION }), id),
        id,
      ),
    async setEvents(of) {
      await changed(endpoints.update(of, { enabled_events }), of);
    },
    async enable(of) {
      await changed(endpoints.update(of, { disabled: false }), of);
    },
    async remove(of) {
      await changed(endpoints.del(of), of);
    },
  };
}

/** Whether a restricted key only lacks a permission. */
export const mayNot = (error: unknown) =>
  error instanceof StripeAccessDeniedError && error.cause instanceof Stripe.errors.StripePermissionError;

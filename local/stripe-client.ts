import Stripe from 'stripe';
import type { CloudAddresses } from './tournament-cloud.ts';

/** Stripe's own library, pointed at the sandbox. */
export function localStripe({ endpoints, secret }: CloudAddresses): Stripe {
  const { hostname, port } = new URL(endpoints.stripe);
  return new Stripe(secret.stripe.apiKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  });
}

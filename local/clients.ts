import type { Cloud } from '@tkd-registration/local-cloud';
import Stripe from 'stripe';

/** What is needed to use the embedded cloud from outside it; plain data. */
export type CloudAddresses = Pick<Cloud, 'endpoints' | 'outputs' | 'secret' | 'driveFolderId'>;

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

import Stripe from 'stripe';
import type { Cloud } from './cloud.ts';

/** How the AWS SDK reaches the embedded cloud; any credentials do. */
export function awsClientConfig({ endpoints }: Pick<Cloud, 'endpoints'>) {
  return {
    endpoint: endpoints.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  };
}

/** Stripe's own library, pointed at the sandbox. */
export function localStripe({ endpoints, secret }: Pick<Cloud, 'endpoints' | 'secret'>): Stripe {
  const { hostname, port } = new URL(endpoints.stripe);
  return new Stripe(secret.stripe.apiKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  });
}

import Stripe from 'stripe';
import type { Cloud } from './cloud.ts';
import { region } from './template/resource-kinds.ts';

/** What is needed to use the embedded cloud from outside it; plain data. */
export type CloudAddresses = Pick<Cloud, 'endpoints' | 'outputs' | 'secret' | 'driveFolderId'>;

/** How the AWS SDK reaches the embedded cloud; any credentials do. */
export function awsClientConfig({ endpoints }: { endpoints: { aws: string } }) {
  return {
    endpoint: endpoints.aws,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  };
}

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

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './command-error.ts';

const endpointsFile = join(import.meta.dirname, '../.local/endpoints.json');
const endpoints = z.object({
  aws: z.url(),
  console: z.url(),
  /** The sandboxes. */
  stripe: z.url(),
  drive: z.url(),
  challonge: z.url(),
  /** Of the stack. */
  outputs: z.record(z.string(), z.string()),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

export type EmbeddedCloud = z.infer<typeof endpoints>;

/** As the AWS SDK's clients take it, which ignore what else is in it. */
export type ClientConfig = {
  endpoint?: string;
  forcePathStyle?: boolean;
  /** The address of the embedded cloud's console, in place of AWS's. */
  console?: string;
} & Partial<Pick<EmbeddedCloud, 'region' | 'credentials'>>;

/**
 * How the AWS SDK reaches a stage: the embedded cloud where `npm start` has written that it runs, or AWS by the
 * credentials and the region of the environment, as the AWS CLI does.
 * @throws CommandError when the embedded cloud does not run.
 */
export function clientConfigOf(stage: string, file = endpointsFile): ClientConfig {
  const local = embeddedCloud(stage, file);
  if (local) {
    const { aws, region, credentials, console } = local;
    return { endpoint: aws, region, credentials, forcePathStyle: true, console };
  }
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL } = process.env;
  // The SDK for JavaScript knows only the first.
  const region = AWS_REGION ?? AWS_DEFAULT_REGION;
  // The name of an emulator's bucket cannot be resolved.
  return { ...(region && { region }), ...(AWS_ENDPOINT_URL && { forcePathStyle: true }) };
}

/**
 * What stands in for the services outside AWS when a deployment is rehearsed on an emulator, by the variables with which
 * Lambdas find them there. Without an emulator these are ignored: keys go nowhere else.
 */
export function standIns(): { stripe?: string; drive?: string; challonge?: string } {
  const { AWS_ENDPOINT_URL, STRIPE_API_BASE, DRIVE_API_BASE, CHALLONGE_API_BASE } = process.env;
  if (!AWS_ENDPOINT_URL) return {};
  return {
    ...(STRIPE_API_BASE && { stripe: STRIPE_API_BASE }),
    ...(DRIVE_API_BASE && { drive: DRIVE_API_BASE }),
    ...(CHALLONGE_API_BASE && { challonge: CHALLONGE_API_BASE }),
  };
}

/**
 * What `npm start` has written about the embedded cloud; undefined for a deployed stage.
 * @throws CommandError when it does not run.
 */
export function embeddedCloud(stage: string, file = endpointsFile): EmbeddedCloud | undefined {
  if (stage !== 'local') return undefined;
  if (!existsSync(file)) {
    throw new CommandError('The embedded cloud does not run: start it with npm start, or say --stage.');
  }
  return endpoints.parse(JSON.parse(readFileSync(file, 'utf8')));
}

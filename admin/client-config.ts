import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './command-error.ts';

const endpointsFile = join(import.meta.dirname, '../.local/endpoints.json');
const endpoints = z.object({
  aws: z.url(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** As the AWS SDK's clients take it. */
export type ClientConfig = {
  endpoint?: string;
  forcePathStyle?: boolean;
} & Partial<Pick<z.infer<typeof endpoints>, 'region' | 'credentials'>>;

/**
 * How the AWS SDK reaches a stage: the embedded cloud where `npm start` has written that it runs, or AWS by the
 * credentials and the region of the environment, as the AWS CLI does.
 * @throws CommandError when the embedded cloud does not run.
 */
export function clientConfigOf(stage: string, file = endpointsFile): ClientConfig {
  if (stage !== 'local') {
    // The SDK for JavaScript knows only the first.
    const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    return region ? { region } : {};
  }
  if (!existsSync(file)) {
    throw new CommandError('The embedded cloud does not run: start it with npm start, or say --stage.');
  }
  const { aws, region, credentials } = endpoints.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { endpoint: aws, region, credentials, forcePathStyle: true };
}

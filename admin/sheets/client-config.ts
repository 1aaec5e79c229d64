import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import * as z from 'zod';
import { CommandError } from './command.ts';

export type ClientConfig = Partial<ReturnType<typeof awsClientConfig>>;

const endpointsFile = join(import.meta.dirname, '../../.local/endpoints.json');
const endpoints = z.object({ aws: z.url() });

/**
 * How the AWS SDK reaches a stage: the embedded cloud where `npm start` has left word of it, or AWS by the credentials
 * and the region of the environment, as the AWS CLI does.
 * @throws CommandError when the embedded cloud does not run.
 */
export function clientConfigOf(stage: string, file = endpointsFile): ClientConfig {
  if (stage !== 'local') {
    // The SDK for JavaScript knows the first alone.
    const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    return region ? { region } : {};
  }
  if (!existsSync(file)) {
    throw new CommandError('The embedded cloud does not run: start it with npm start, or say --stage.');
  }
  const { aws } = endpoints.parse(JSON.parse(readFileSync(file, 'utf8')));
  return awsClientConfig({ endpoints: { aws } });
}

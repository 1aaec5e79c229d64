/** Registers the sample tournament as families would: each entry is sent, paid, and goes through the workflow. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import pLimit from 'p-limit';
import { Entries } from '../../core/clients/entries.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { FrontEnd } from '../front-end.ts';
import { Outcomes, waitFor } from '../outcome.ts';
import { putPhoto } from '../seed.ts';
import type { CloudAddresses } from '../tournament-cloud.ts';
import type { SampleEntry } from './sample-entries.ts';

/** How many of the sample's entries there are, and how many of them are registered. */
export interface SampleProgress {
  entries: number;
  done: number;
}

/** Few, so that whoever fills in the form meanwhile does not wait for them. */
const atOnce = 2;
const withinMs = 120_000;

/**
 * @param progress is kept up to date.
 * @throws Error of the first entry that cannot be registered. Those under way go on.
 */
export async function loadSample(
  cloud: CloudAddresses,
  entries: readonly SampleEntry[],
  progress: SampleProgress,
): Promise<void> {
  const { year } = readStageConfig('local').competition;
  const frontEnd = new FrontEnd(cloud);
  const outcomes = new Outcomes(cloud);
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  const entryTable = new Entries(dynamo, cloud.outputs.EntriesTable ?? '', year);
  progress.entries = entries.length;
  const limit = pLimit(atOnce);
  const register = async ({ body, photo }: SampleEntry) => {
    if (photo) await putPhoto(cloud, photo.key, await photo.bytes());
    const { entryId, sessionId } = await frontEnd.submit(body);
    // Families take longer to pay than an entry takes to arrive.
    await waitFor(`entry ${entryId} to arrive`, () => entryTable.find(entryId), { withinMs });
    if (sessionId) await frontEnd.press('card', sessionId);
    await outcomes.ended(entryId, withinMs);
    progress.done += 1;
  };
  await Promise.all(entries.map((entry) => limit(register, entry)));
}

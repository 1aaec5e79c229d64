/** Made-up people in a running cloud, as if all had been registered before. */
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { Registrations } from '../core/clients/registrations.ts';
import type { Row } from './samples/made-up-people.ts';
import type { TournamentCloud } from './tournament-cloud.ts';

/** DynamoDB takes no more in one call. */
const writtenAtOnce = 25;

type Cloud = Pick<TournamentCloud, 'endpoints' | 'outputs'>;

/** Registers people: the row, and on the progress item which row is the entry's. */
export async function register(cloud: Cloud, rows: readonly Row[]): Promise<void> {
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  const { RegistrationsTable = '', ProgressTable = '' } = cloud.outputs;
  const put = (Item: Row) => ({ PutRequest: { Item } });
  for (let start = 0; start < rows.length; start += writtenAtOnce) {
    const some = rows.slice(start, start + writtenAtOnce);
    const progress = some.map(({ entryId = { S: '' }, pk = { S: '' } }) =>
      put({ entryId, registrationKey: pk, registrationKeys: { SS: [pk.S ?? ''] } }),
    );
    // Before the rows, whose stream leads to a look at the progress.
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [ProgressTable]: progress } }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [RegistrationsTable]: some.map(put) } }));
  }
}

/** Registers those who are not there yet. @returns how many these were. */
export async function registerMissing(cloud: Cloud, rows: readonly Row[]): Promise<number> {
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  const there = new Set<string | undefined>();
  for await (const { pk } of new Registrations(dynamo, cloud.outputs.RegistrationsTable ?? '').rows(['pk']))
    there.add(pk?.S);
  const missing = rows.filter(({ pk }) => !there.has(pk?.S));
  await register(cloud, missing);
  return missing.length;
}

/** Puts a tournament of made-up people into a running cloud, as if all had been registered before. */
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import { madeUpPeople, type Row } from './made-up-people.ts';

/** DynamoDB takes no more in one call. */
const writtenAtOnce = 25;

/** @param people competitors and coaches together. */
export function tournamentOf(people: number, seed: number): Row[] {
  // A tenth as many coaches come with the competitors.
  return madeUpPeople(Math.ceil(people / 1.1), seed).slice(0, people);
}

/** Registers people: the row, and on the progress item which row is the entry's. */
export async function register(cloud: TournamentCloud, rows: readonly Row[]): Promise<void> {
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

export const idOf = ({ entryId }: Row): string => entryId?.S ?? '';

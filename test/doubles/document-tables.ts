import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { startTables, type TableDefinition } from '@tkd-registration/local-cloud/tables';
import { inMemoryDocuments } from './in-memory-documents.ts';

/** Two tables by `entryId`, both of them empty. */
export interface DocumentTables {
  client: DynamoDBDocumentClient;
  /** The tables' names. */
  progress: string;
  entries: string;
}

/**
 * The same tests run on tables in memory, which are quick, and on DynamoDB Local, which knows what DynamoDB's expressions
 * mean. A test that passes on only one of them shows a mistake in the tables in memory.
 */
export const documentTables: [where: string, open: () => Promise<DocumentTables>][] = [
  ['in memory', async () => inMemoryDocuments()],
  ['in DynamoDB Local', openLocal],
];

/** The item under an id; undefined when there is none. */
export async function itemIn({ client, progress }: DocumentTables, entryId: string) {
  const { Item } = await client.send(new GetCommand({ TableName: progress, Key: { entryId } }));
  return Item;
}

export async function putItem({ client }: DocumentTables, table: string, item: Record<string, unknown>) {
  await client.send(new PutCommand({ TableName: table, Item: item }));
}

export interface LocalTables extends DocumentTables {
  /** Sees attributes as they are stored, `{"S": …}`. */
  dynamo: DynamoDBClient;
  /** By `pk`. */
  registrations: string;
}

/** One for all tests of a process; it ends with the process. */
let local: Promise<Pick<LocalTables, 'client' | 'dynamo'>> | undefined;

const keyedBy = (key: string) => ({
  AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: key, KeyType: 'HASH' as const }],
});
const keys = keyedBy('entryId');
const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
});
const definitions: TableDefinition[] = [
  { name: 'entries', ...keys },
  { name: 'registrations', ...keyedBy('pk') },
  {
    name: 'progress',
    ...keys,
    AttributeDefinitions: [
      ...keys.AttributeDefinitions,
      { AttributeName: 'untold', AttributeType: 'S' },
      { AttributeName: 'untoldSince', AttributeType: 'N' },
      { AttributeName: 'unsettled', AttributeType: 'S' },
      { AttributeName: 'lookAgainAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      index('untold-index', 'untold', 'untoldSince'),
      index('unsettled-index', 'unsettled', 'lookAgainAt'),
    ],
  },
];

/** The tables in DynamoDB Local, all of them empty. */
export async function openLocal(): Promise<LocalTables> {
  local ??= startLocal();
  const { client, dynamo } = await local;
  for (const { name: TableName, KeySchema } of definitions) {
    const key = KeySchema.map(({ AttributeName }) => AttributeName).join();
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ProjectionExpression: key })) {
      await Promise.all(Items.map((Key) => client.send(new DeleteCommand({ TableName, Key }))));
    }
  }
  return { client, dynamo, progress: 'progress', entries: 'entries', registrations: 'registrations' };
}

async function startLocal() {
  const tables = await startTables();
  await tables.create(definitions);
  const dynamo = new DynamoDBClient(awsClientConfig({ endpoints: { aws: tables.url } }));
  // As `lambdas/runtime/documents.ts` has it.
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return { client, dynamo };
}

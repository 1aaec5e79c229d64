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
 * Where the same tests run: on tables in memory, which are quick, and on DynamoDB Local, which knows what DynamoDB's
 * expressions mean. What holds in one and not in the other is a mistake of the tables in memory.
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

/** One for all tests of a process, which ends with it. */
let local: Promise<DynamoDBDocumentClient> | undefined;

const keys = {
  AttributeDefinitions: [{ AttributeName: 'entryId', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'entryId', KeyType: 'HASH' as const }],
};
const definitions: TableDefinition[] = [
  { name: 'entries', ...keys },
  {
    name: 'progress',
    ...keys,
    AttributeDefinitions: [
      ...keys.AttributeDefinitions,
      { AttributeName: 'untold', AttributeType: 'S' },
      { AttributeName: 'untoldSince', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'untold-index',
        KeySchema: [
          { AttributeName: 'untold', KeyType: 'HASH' },
          { AttributeName: 'untoldSince', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
];

async function openLocal(): Promise<DocumentTables> {
  local ??= startLocal();
  const client = await local;
  for (const { name: TableName } of definitions) {
    for await (const { Items = [] } of paginateScan(
      { client },
      { TableName, ProjectionExpression: 'entryId' },
    )) {
      await Promise.all(Items.map((Key) => client.send(new DeleteCommand({ TableName, Key }))));
    }
  }
  return { client, progress: 'progress', entries: 'entries' };
}

async function startLocal(): Promise<DynamoDBDocumentClient> {
  const tables = await startTables();
  await tables.create(definitions);
  const dynamo = new DynamoDBClient(awsClientConfig({ endpoints: { aws: tables.url } }));
  // As `lambdas/runtime/documents.ts` has it.
  return DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
}

/** Copies of a stage's tables as they were at a time, which DynamoDB makes by point-in-time recovery. */
import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CommandError } from '../command-error.ts';
import type { Stage } from '../stage.ts';

export const tableNames = ['progress', 'entries', 'registrations'] as const;
export type TableName = (typeof tableNames)[number];

const outputs = {
  progress: 'ProgressTable',
  entries: 'EntriesTable',
  registrations: 'RegistrationsTable',
} as const satisfies Record<TableName, string>;

export const tableOf = (stage: Stage, table: TableName) => stage.output(outputs[table]);

/** `tkd-registration-prod-restored-entries-20270301T120000Z` */
export function copyOf(stage: Stage, table: TableName, at: Date): string {
  const time = at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `tkd-registration-${stage.name}-restored-${table}-${time}`;
}

/** AWS may take hours for a large table. */
const longestSeconds = 24 * 3_600;

/**
 * Makes the copy, unless it is there already, and waits until it can be read.
 * @throws CommandError when the table cannot be restored to that time.
 */
export async function makeCopy(stage: Stage, table: TableName, at: Date): Promise<string> {
  const copy = copyOf(stage, table, at);
  if (!(await exists(stage.dynamo, copy))) {
    const request = { SourceTableName: tableOf(stage, table), TargetTableName: copy, RestoreDateTime: at };
    try {
      await stage.dynamo.send(new RestoreTableToPointInTimeCommand(request));
    } catch (cause) {
      const { name, message } = cause as Error;
      throw new CommandError(`The table of ${table} cannot be restored: ${message || name}`, { cause });
    }
  }
  await waitUntilTableExists(
    { client: stage.dynamo, minDelay: 1, maxDelay: 30, maxWaitTime: longestSeconds },
    { TableName: copy },
  );
  return copy;
}

/** Deletes the copy, if it is there. It holds what was erased since. */
export async function deleteCopy(stage: Stage, table: TableName, at: Date): Promise<void> {
  const copy = copyOf(stage, table, at);
  if (await exists(stage.dynamo, copy)) await stage.dynamo.send(new DeleteTableCommand({ TableName: copy }));
}

async function exists(dynamo: DynamoDBClient, table: string): Promise<boolean> {
  try {
    await dynamo.send(new DescribeTableCommand({ TableName: table }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/**
 * What a release leaves behind for the next one: what running executions hand to Lambdas, and the items of the tables.
 * All of it is of the tests' made-up people.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListMapRuns,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';
import { firstOfEachShape } from './shapes.ts';

interface Release {
  /** What Lambdas were given by executions. */
  inputs: StepInput[];
  /** By the output of the stack that names their table. */
  items: Record<string, Record<string, AttributeValue>[]>;
}

interface StepInput {
  functionName: string;
  payload: unknown;
}

const tables = ['EntriesTable', 'ProgressTable', 'RegistrationsTable', 'LookupTable'] as const;
/** Of each shape one is kept, up to so many. */
const most = { inputsOfAFunction: 12, itemsOfATable: 40 };
const file = join(import.meta.dirname, 'last-release.jsonl');
const projectRoot = join(import.meta.dirname, '../../');

/** What the file holds: a line of JSON for each input, and for each item with its table. */
export function lastRelease(): Release {
  const release: Release = { inputs: [], items: {} };
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { table, item, ...input } = JSON.parse(line);
    if (table) release.items[table] = [...(release.items[table] ?? []), item];
    else release.inputs.push(input);
  }
  return release;
}

/** Adds what a running cloud holds to the file. To begin another release's, delete the file. */
export async function recordRelease(cloud: CloudAddresses): Promise<void> {
  const release: Release = existsSync(file) ? lastRelease() : { inputs: [], items: {} };
  const inputs = [...release.inputs, ...(await stepInputs(new SFNClient(awsClientConfig(cloud))))];
  const byFunction = Object.groupBy(inputs, ({ functionName }) => functionName);
  release.inputs = Object.values(byFunction).flatMap((group = []) =>
    firstOfEachShape(group).slice(0, most.inputsOfAFunction),
  );
  const asText = JSON.stringify(release.inputs);
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  for (const table of tables) {
    const items = [...(release.items[table] ?? []), ...(await itemsOf(dynamo, cloud.outputs[table]))];
    const needed = items.filter(({ entryId }) => entryId?.S && asText.includes(entryId.S));
    const others = firstOfEachShape(items.filter((item) => !needed.includes(item)));
    release.items[table] = [...needed, ...others.slice(0, most.itemsOfATable)];
  }
  const lines = Object.entries(release.items).flatMap(([table, items]) =>
    items.map((item) => ({ table, item })),
  );
  const text = [...release.inputs, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  // The traces of errors say where the project is on this machine.
  writeFileSync(file, text.replaceAll(projectRoot, ''));
}

async function itemsOf(client: DynamoDBClient, TableName = ''): Promise<Record<string, AttributeValue>[]> {
  const found: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) found.push(...Items);
  return found;
}

async function stepInputs(client: SFNClient): Promise<StepInput[]> {
  const inputs: StepInput[] = [];
  for (const executionArn of await allExecutions(client)) {
    for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
      for (const { lambdaFunctionScheduledEventDetails: scheduled } of events) {
        if (!scheduled?.resource) continue;
        const functionName = scheduled.resource.split(':').at(-1) ?? '';
        inputs.push({ functionName, payload: JSON.parse(scheduled.input ?? '{}') });
      }
    }
  }
  return inputs;
}

async function allExecutions(client: SFNClient): Promise<string[]> {
  const found: string[] = [];
  const list = async (of: { stateMachineArn?: string; mapRunArn?: string }) => {
    for await (const { executions = [] } of paginateListExecutions({ client }, of)) {
      for (const { executionArn = '' } of executions) {
        found.push(executionArn);
        if (of.mapRunArn) continue;
        for await (const { mapRuns = [] } of paginateListMapRuns({ client }, { executionArn }))
          for (const { mapRunArn } of mapRuns) await list({ mapRunArn });
      }
    }
  };
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    for (const { stateMachineArn } of stateMachines) await list({ stateMachineArn });
  return found;
}

/** Tables that are lost come back with nothing mailed, started or uploaded again. */
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteItemCommand, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restoreTables } from '../../admin/restore/restore.ts';
import { Stage } from '../../admin/stage.ts';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { Tombstones } from '../../core/progress/tombstones.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach, competitor } from '../cloud/people.ts';

let cloud: TournamentCloud;
let stage: Stage;
let outcomes: Outcomes;
beforeAll(async () => {
  cloud = await startTournamentCloud({
    assembly: await synthesise('local'),
    ...{ concurrency: 1, retryIntervalMs: 50, pointInTimeRecovery: true },
  });
  const { stripe, drive, challonge } = cloud.endpoints;
  stage = new Stage({
    ...{ name: 'local', config: awsClientConfig(cloud), outputs: cloud.outputs },
    sandboxes: { stripe, drive, challonge },
  });
  outcomes = new Outcomes(cloud);
});
afterAll(() => cloud.stop());

const tables = { EntriesTable: 'entryId', ProgressTable: 'entryId', RegistrationsTable: 'pk' };

async function register(body: EntryItem): Promise<string> {
  const frontEnd = new FrontEnd(cloud);
  const { entryId, sessionId } = await frontEnd.submit(body);
  if (sessionId) await frontEnd.press('card', sessionId);
  await outcomes.ended(entryId, 50_000);
  return entryId;
}

/** What would differ if anything were done again. */
async function whatIsDone() {
  const machines = Object.values(cloud.outputs).filter((value) => value.includes(':stateMachine:'));
  const executions = await Promise.all(
    machines.map(async (stateMachineArn) => {
      const { executions: all = [] } = await stage.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      return all.map(({ name }) => name);
    }),
  );
  const writes = [...cloud.calls].filter(([call]) => /^(?:s3 (?:Put|Delete)|ses )/.test(call));
  return { executions: executions.flat().sort(), mails: (await outcomes.mails()).length, writes };
}

/** Each table's items by their keys. */
async function everything() {
  const held: Record<string, Record<string, object>> = {};
  for (const [table, key] of Object.entries(tables)) {
    const TableName = stage.output(table);
    const items: Record<string, object> = {};
    for await (const { Items = [] } of paginateScan({ client: stage.dynamo }, { TableName })) {
      for (const item of Items) items[item[key]?.S ?? ''] = item;
    }
    held[table] = items;
  }
  return held;
}

/** Progress before registrations: to the stream's reader, their deletions then say as little as a table that is lost. */
async function loseAll(): Promise<void> {
  for (const [table, key] of Object.entries(tables)) {
    const TableName = stage.output(table);
    for await (const { Items = [] } of paginateScan({ client: stage.dynamo }, { TableName })) {
      for (const { [key]: id } of Items) {
        await stage.dynamo.send(new DeleteItemCommand({ TableName, Key: { [key]: id ?? { S: '' } } }));
      }
    }
  }
}

test('tables that are lost come back as they were, with nothing mailed, started or uploaded again', async () => {
  const [paid, free, erased] = await Promise.all([
    register(competitor()),
    register(coach()),
    register(coach()),
  ]);
  await delay(1_000);
  const at = new Date();
  const before = await everything();
  await new Tombstones(stage.progress).set(erased);

  const planned = await restoreTables(stage, { at });
  expect(planned.tables.map(({ missing, changed, incomplete }) => missing + changed + incomplete)).toEqual([
    0, 0, 0,
  ]);
  const done = await whatIsDone();
  await loseAll();
  await new Tombstones(stage.progress).set(erased);
  await delay(2_000);

  const restored = await restoreTables(stage, { at, yes: true });
  expect(restored.tables).toMatchObject([
    // Their item, and the note under a hash of their name.
    { table: 'progress', erased: 2 },
    { table: 'entries', written: 2, erased: 1 },
    { table: 'registrations', written: 2, erased: 1 },
  ]);
  await delay(3_000);
  expect(await whatIsDone()).toEqual(done);
  const after = await everything();
  expect(Object.keys(after.EntriesTable ?? {}).sort()).toEqual([paid, free].sort());
  for (const table of ['EntriesTable', 'RegistrationsTable']) {
    expect(Object.keys(after[table] ?? {})).toHaveLength(2);
    expect(before[table]).toMatchObject(after[table] ?? {});
  }
  expect(after.ProgressTable?.[paid]).toEqual(before.ProgressTable?.[paid]);
  expect(Object.keys(after.ProgressTable?.[erased] ?? {}).sort()).toEqual([
    'entryId',
    'erasedAt',
    'updatedAt',
  ]);
  const { TableNames = [] } = await stage.dynamo.send(new ListTablesCommand({}));
  expect(TableNames.filter((name) => name.includes('restored'))).toEqual([]);
}, 120_000);

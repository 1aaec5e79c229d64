import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { StoredFile } from '@tkd-registration/sandboxes/drive/files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobRun } from '../../admin/job-run.ts';
import { orphansIn } from '../../admin/sync-drive/sync-drive.ts';
import { badgeKey } from '../../core/domain/registration.ts';
import { type JobPlan, plannedJob, type ResultFile } from '../../core/jobs/job-state.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';

let cloud: TournamentCloud;
let config: ReturnType<typeof awsClientConfig>;
let s3: S3Client;
let documents: DynamoDBDocumentClient;
let run: JobRun;
/** A person who works in the folder. */
let person: DriveClient;

beforeAll(async () => {
  cloud = await startTournamentCloud({
    assembly: await synthesise('local'),
    retryIntervalMs: 50,
    environment: { DRIVE_FOLDERS: 'school' },
    concurrency: 2,
  });
  config = awsClientConfig(cloud);
  s3 = new S3Client(config);
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  run = new JobRun(config, { stage: 'local', machine: 'drive-sync' });
  const { drive: url } = cloud.endpoints;
  person = await DriveClient.of({ url, serviceAccount: cloud.secret.google.serviceAccount });
});
afterAll(() => cloud.stop());

const pkOf = (name: string, school: string) => `${school}-competitor-${name}`;
const md5Of = (text: string) => createHash('md5').update(text).digest('hex');

async function putBadge(name: string, school: string, content: string): Promise<void> {
  const Key = badgeKey(pkOf(name, school), 'jpg');
  await s3.send(
    new PutObjectCommand({
      ...{ Bucket: cloud.outputs.BadgeBucket, Key, Body: content, ContentType: 'image/jpeg' },
      Metadata: { 'entry-id': `cs_test_${name}`, 'badge-hash': '' },
    }),
  );
}

/** A registration as the workflow leaves it, but for its file in Drive. */
async function register(name: string, school: string): Promise<string> {
  const pk = pkOf(name, school);
  const entryId = `cs_test_${name}`;
  const content = `badge of ${name}`;
  const badge = { key: badgeKey(pk, 'jpg'), hash: '', md5: md5Of(content), contentType: 'image/jpeg' };
  const Item = { entryId, registrationKey: pk, registrationKeys: new Set([pk]), badge };
  await documents.send(new PutCommand({ TableName: cloud.outputs.ProgressTable, Item }));
  await putBadge(name, school, content);
  const row = { pk, entryId, full_name: name, school, reg_type: 'competitor' };
  await documents.send(new PutCommand({ TableName: cloud.outputs.RegistrationsTable, Item: row }));
  return entryId;
}

async function sync(order: object = {}): Promise<{ plan: JobPlan; result?: ResultFile }> {
  const state = await run.end(await run.start(order));
  const { plan } = plannedJob.parse(state);
  return plan.items > 0 ? { plan, result: await run.result(state) } : { plan };
}

async function inDrive(q = 'trashed = false'): Promise<StoredFile[]> {
  const { body } = await person.list(q, { fields: 'files(*)', pageSize: '1000' });
  // Drive leaves out what is empty.
  return body.files.map((file: StoredFile) => ({ ...file, appProperties: file.appProperties ?? {} }));
}
const fileOf = async (id: string) =>
  (await inDrive()).find(({ appProperties }) => appProperties.entryId === id) ??
  expect.fail(`no file of ${id}`);

async function folderNamesOf(files: readonly StoredFile[]): Promise<Map<string, string | undefined>> {
  const folders = new Map((await inDrive()).map(({ id, name }) => [id, name]));
  return new Map(
    files.map(({ appProperties, parents }) => [appProperties.entryId ?? '', folders.get(parents[0] ?? '')]),
  );
}

const faults = `/_faults`;
/** How often each operation of Drive is called meanwhile: a fault that is far in the future counts down. */
async function callsOf(operations: readonly string[], work: () => Promise<unknown>) {
  const url = `${cloud.endpoints.aws}${faults}`;
  const far = 10_000;
  for (const operation of operations) {
    const behaviour = { kind: 'reset' };
    const body = JSON.stringify({ service: 'drive', operation, after: far, behaviour });
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
  await work();
  const left = (await (await fetch(url)).json()) as Fault[];
  await fetch(url, { method: 'DELETE' });
  return Object.fromEntries(left.map(({ operation, after }) => [operation, far - after]));
}
const operations = ['files.list', 'files.get', 'files.generateIds', 'files.create', 'files.update'];

const schools = ['Riverside', 'Hillside', 'Lakeview'];
const people = Array.from({ length: 30 }, (_, index) => [`P${index}`, schools[index % 3] ?? ''] as const);

test('a first sync creates all badges, each in the folder of its school; a second finds nothing to do', async () => {
  for (const [name, school] of people) await register(name, school);
  const { plan, result } = await sync();
  expect(plan.counts).toMatchObject({ toCreate: 30, unchanged: 0, orphans: 0 });
  expect(result).toMatchObject({ items: 30, failed: 0, outcomes: { created: 30 } });
  const files = (await inDrive()).filter(({ appProperties }) => appProperties.entryId);
  expect(await folderNamesOf(files)).toEqual(
    new Map(people.map(([name, school]) => [`cs_test_${name}`, school])),
  );
  expect(files.map(({ md5Checksum }) => md5Checksum).sort()).toEqual(
    people.map(([name]) => md5Of(`badge of ${name}`)).sort(),
  );

  let again: Awaited<ReturnType<typeof sync>> | undefined;
  const calls = await callsOf(operations, async () => {
    again = await sync();
  });
  expect(again?.plan).toMatchObject({ items: 0, counts: { unchanged: 30, orphans: 0, strangers: 0 } });
  // The main folder, and those within it.
  expect(calls).toEqual({
    ...{ 'files.list': 2, 'files.get': 0 },
    ...{ 'files.generateIds': 0, 'files.create': 0, 'files.update': 0 },
  });
});

test('what differs is brought in step, and what people did is left in peace', async () => {
  const before = await fileOf('cs_test_P0');
  await putBadge('P0', 'Riverside', 'another badge');
  const renamed = await fileOf('cs_test_P1');
  await person.call('PATCH', `/drive/v3/files/${renamed.id}`, {}, { body: '{"name":"Printed"}' });
  const folder = { mimeType: 'application/vnd.google-apps.folder', name: 'Of people' };
  const body = JSON.stringify({ ...folder, parents: [cloud.driveFolderId] });
  const theirs = (await person.call('POST', '/drive/v3/files', {}, { body })).body.id;
  const moved = await fileOf('cs_test_P2');
  const move = { addParents: theirs, removeParents: moved.parents[0] ?? '' };
  await person.call('PATCH', `/drive/v3/files/${moved.id}`, move, { body: '{}' });
  await register('Old', 'Riverside');
  const name = badgeKey(pkOf('Old', 'Riverside'), 'jpg');
  const old = (await person.upload({ name, parents: [cloud.driveFolderId] }, 'as it was drawn before')).body
    .id;
  await person.upload({ name: 'Floor plan.jpg', parents: [cloud.driveFolderId] }, 'a stranger');
  const nobody = { entryId: 'cs_test_nobody' };
  await person.upload({ name: 'orphan', parents: [cloud.driveFolderId], appProperties: nobody }, 'an orphan');

  const { plan, result } = await sync();
  expect(plan.counts).toMatchObject({
    toUpdate: 1,
    toAdopt: 1,
    toLookFor: 1,
    unchanged: 28,
    orphans: 1,
    strangers: 1,
  });
  expect(result).toMatchObject({ failed: 0, outcomes: { updated: 1, adopted: 1, 'already there': 1 } });
  expect(await fileOf('cs_test_P0')).toMatchObject({ id: before.id, md5Checksum: md5Of('another badge') });
  expect(await fileOf('cs_test_P1')).toMatchObject({ name: 'Printed' });
  expect(await fileOf('cs_test_P2')).toMatchObject({ id: moved.id, parents: [theirs] });
  expect(await fileOf('cs_test_Old')).toMatchObject({ id: old, name, md5Checksum: md5Of('badge of Old') });
  expect((await folderNamesOf([await fileOf('cs_test_Old')])).get('cs_test_Old')).toBe('Riverside');
});

test('a prune says what it would do, and then puts what nobody needs into the trash', async () => {
  const planned = await sync({ prune: true, planOnly: true });
  expect(planned.plan).toMatchObject({ items: 0, counts: { orphans: 1 } });
  expect(await orphansIn(planned.plan, config)).toMatchObject([{ name: 'orphan', of: 'nobody' }]);
  const { result } = await sync({ prune: true });
  expect(result).toMatchObject({ failed: 0, outcomes: { trashed: 1, 'already there': 1 } });
  expect((await inDrive('trashed = true')).map(({ name }) => name)).toEqual(['orphan']);
  expect((await inDrive()).map(({ name }) => name)).toContain('Floor plan.jpg');
  const Key = { entryId: 'cs_test_P0' };
  const { Item } = await documents.send(new GetCommand({ TableName: cloud.outputs.ProgressTable, Key }));
  expect(Item).not.toHaveProperty('badgeLease');
});

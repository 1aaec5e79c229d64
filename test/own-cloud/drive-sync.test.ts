import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import type { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExecutionFailedError } from '../../admin/execution-run.ts';
import { orphansIn } from '../../admin/sync-drive/sync-drive.ts';
import { badgeKey } from '../../core/domain/registration.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach } from '../cloud/people.ts';
import { BadgesInDrive, inStep, type ListedInDrive, md5Of, pkOf } from './badges-in-drive.ts';

let cloud: TournamentCloud;
let config: ReturnType<typeof awsClientConfig>;
let badges: BadgesInDrive;
let person: DriveClient;

beforeAll(async () => {
  cloud = await startTournamentCloud({
    assembly: await synthesise('local'),
    retryIntervalMs: 50,
    environment: { DRIVE_FOLDERS: 'school' },
    concurrency: 2,
  });
  config = awsClientConfig(cloud);
  badges = new BadgesInDrive(cloud);
  person = await badges.person;
});
afterAll(() => cloud.stop());

const fileOf = async (id: string) =>
  (await badges.inDrive()).find(({ appProperties }) => appProperties?.entryId === id) ??
  expect.fail(`no file of ${id}`);

async function folderNamesOf(files: readonly ListedInDrive[]): Promise<Map<string, string | undefined>> {
  const folders = new Map((await badges.inDrive()).map(({ id, name }) => [id, name]));
  return new Map(
    files.map(({ appProperties, parents }) => [appProperties?.entryId ?? '', folders.get(parents[0] ?? '')]),
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
  for (const [name, school] of people) await badges.register(name, school);
  const { plan, result } = await badges.sync();
  expect(plan.counts).toMatchObject({ toCreate: 30, unchanged: 0, orphans: 0 });
  expect(result).toMatchObject({ items: 30, failed: 0, outcomes: { created: 30 } });
  const files = (await badges.inDrive()).filter(({ appProperties }) => appProperties?.entryId);
  expect(await folderNamesOf(files)).toEqual(
    new Map(people.map(([name, school]) => [`cs_test_${name}`, school])),
  );
  expect(files.map(({ md5Checksum }) => md5Checksum).sort()).toEqual(
    people.map(([name]) => md5Of(`badge of ${name}`)).sort(),
  );

  let again: Awaited<ReturnType<BadgesInDrive['sync']>> | undefined;
  const calls = await callsOf(operations, async () => {
    again = await badges.sync();
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
  await badges.putBadge('P0', 'Riverside', 'another badge');
  const renamed = await fileOf('cs_test_P1');
  await person.call('PATCH', `/drive/v3/files/${renamed.id}`, {}, { body: '{"name":"Printed"}' });
  const folder = { mimeType: 'application/vnd.google-apps.folder', name: 'Of people' };
  const body = JSON.stringify({ ...folder, parents: [cloud.driveFolderId] });
  const theirs = (await person.call('POST', '/drive/v3/files', {}, { body })).body.id;
  const moved = await fileOf('cs_test_P2');
  const move = { addParents: theirs, removeParents: moved.parents[0] ?? '' };
  await person.call('PATCH', `/drive/v3/files/${moved.id}`, move, { body: '{}' });
  await badges.register('Old', 'Riverside');
  const name = badgeKey(pkOf('Old', 'Riverside'), 'jpg');
  const old = (await person.upload({ name, parents: [cloud.driveFolderId] }, 'as it was drawn before')).body
    .id;
  await person.upload({ name: 'Floor plan.jpg', parents: [cloud.driveFolderId] }, 'a stranger');
  const nobody = { entryId: 'cs_test_nobody' };
  await person.upload({ name: 'orphan', parents: [cloud.driveFolderId], appProperties: nobody }, 'an orphan');

  const { plan, result } = await badges.sync();
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
  const planned = await badges.sync({ prune: true, planOnly: true });
  expect(planned.plan).toMatchObject({ items: 0, counts: { orphans: 1 } });
  expect(await orphansIn(planned.plan, config)).toMatchObject([{ name: 'orphan', of: 'nobody' }]);
  const { result } = await badges.sync({ prune: true });
  expect(result).toMatchObject({ failed: 0, outcomes: { trashed: 1, 'already there': 1 } });
  expect((await badges.inDrive('trashed = true')).map(({ name }) => name)).toEqual(['orphan']);
  expect((await badges.inDrive()).map(({ name }) => name)).toContain('Floor plan.jpg');
  const Key = { entryId: 'cs_test_P0' };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const { Item } = await documents.send(new GetCommand({ TableName: cloud.outputs.ProgressTable, Key }));
  expect(Item).not.toHaveProperty('badgeLease');
});

test('two syncs at once, while people register: each badge is in Drive once, and then there is nothing to do', async () => {
  // What a person has moved away is looked for by each sync: it goes back.
  const [moved, neighbour] = [await fileOf('cs_test_P2'), await fileOf('cs_test_P5')];
  await person.byPerson('move', moved.id, { folder: neighbour.parents[0] ?? '' });
  const ids = await badges.registerMany('Together', 16);
  const frontEnd = new FrontEnd(cloud);
  const both = [await badges.run.start({}), await badges.run.start({})];
  const arriving = await Promise.all([coach(), coach(), coach()].map((entry) => frontEnd.submit(entry)));
  for (const { entryId } of arriving) {
    expect(await new Outcomes(cloud).ended(entryId, 50_000)).toMatchObject({ status: 'SUCCEEDED' });
    ids.push(entryId);
  }
  for (const execution of both) expect((await badges.ended(execution)).result?.failed ?? 0).toBe(0);
  expect(await badges.differences(ids)).toEqual(inStep);
  // Here, only a sync knows of folders by school: it moves what registering has put beside them.
  await badges.sync();
  expect((await badges.sync()).plan.items).toBe(0);
});

test('a folder that is full: what has no room is listed, and once there is room, a rerun does exactly that', async () => {
  const ids = await badges.registerMany('Full', 9);
  const items = await badges.inDrive('');
  await badges.drive({ driveItems: String(items.length + 4) });
  const { result } = await badges.sync();
  expect(result).toMatchObject({ items: 9, failed: 5, outcomes: { created: 4, DriveStorageFullError: 5 } });
  const { lost, ...others } = await badges.differences(ids);
  expect(lost.toSorted()).toEqual(result?.failures.map(({ id }) => id).toSorted());
  expect({ lost: [], ...others }).toEqual(inStep);

  await badges.drive({ driveItems: '500000' });
  const rerun = await badges.sync();
  expect(rerun.result).toMatchObject({ items: 5, failed: 0, outcomes: { created: 5 } });
  expect(await badges.differences(ids)).toEqual(inStep);
});

test('a folder that is shared no more: in the middle, all the rest has one reason; before, the sync stops; then it is finished', async () => {
  const ids = await badges.registerMany('Unshared', 40);
  const before = (await badges.writes()).length;
  const execution = await badges.run.start({});
  await waitFor('the first files to be created', async () =>
    (await badges.writes()).length > before + 2 ? true : undefined,
  );
  await badges.drive({ shared: 'false' });
  const { result } = await badges.ended(execution);
  expect(new Set(result?.failures.map(({ failed }) => failed))).toEqual(
    new Set(['DriveFolderNotFoundError']),
  );
  const { created = 0 } = result?.outcomes ?? {};
  expect([created > 0, created + (result?.failed ?? 0)]).toEqual([true, 40]);

  const stopped = await badges.sync().catch((error: unknown) => error);
  expect(stopped).toBeInstanceOf(ExecutionFailedError);
  expect(stopped).toMatchObject({ error: 'DriveFolderNotFoundError' });

  await badges.drive({ shared: 'true' });
  const rerun = await badges.sync();
  expect(rerun.result).toMatchObject({ items: result?.failed, failed: 0 });
  expect(await badges.differences(ids)).toEqual(inStep);
});

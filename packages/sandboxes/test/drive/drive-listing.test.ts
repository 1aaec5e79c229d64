import { createHash } from 'node:crypto';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForToken, assertion, DriveClient, reasonOf } from '../../drive/client.ts';
import { type DriveSandbox, startDrive } from '../../drive/server.ts';
import { outcomeOf } from './started.ts';

const folderId = 'folder_badges';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

let listed: DriveSandbox;
let client: DriveClient;
const names = async (q: string, parameters: Record<string, string> = {}) => {
  const orderBy = q.includes('fullText') ? '' : 'name';
  const { body } = await client.list(q, { orderBy, ...parameters });
  return body.files?.map(({ name }: { name: string }) => name) ?? reasonOf({ body });
};

beforeAll(async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  listed = await startDrive({ faults: new Faults(), folderId, now: () => (now += 1_000) });
  // The sandbox's clock is fixed in 2026, so the assertion's times must be too.
  const iat = now / 1000;
  const jwt = assertion(listed.serviceAccount, { iat, exp: iat + 3_600 });
  const { body } = await askForToken(listed.serviceAccount.token_uri, jwt);
  client = new DriveClient(listed.url, body.access_token);
  const dated = { createdTime: '2026-02-01T10:00:00Z', modifiedTime: '2026-02-02T10:00:00Z' };
  await client.upload(
    { name: 'b.jpg', parents: [folderId], ...dated, appProperties: { entryId: "it's \\ 1" } },
    'b',
  );
  const described = { description: 'One of two copies', starred: true, properties: { court: '3' } };
  const tagged = { appProperties: { entryId: 'two' } };
  await client.upload({ name: 'a.jpg', parents: [folderId], ...tagged, ...described }, 'a');
  const trashed = await client.upload({ name: "c'est.jpg", parents: [folderId] }, 'c');
  const trash = { body: '{"trashed":true}' };
  await client.call('PATCH', `/drive/v3/files/${trashed.body.id}`, {}, trash);
  await client.upload({ name: 'My HelloWorld.png', mimeType: 'image/png', parents: [folderId] }, 'd');
});
afterAll(() => listed.stop());

test.each([
  [`'${folderId}' in parents and trashed = false`, ['a.jpg', 'b.jpg', 'My HelloWorld.png']],
  [`'${folderId}' in parents and trashed=true`, ["c'est.jpg"]],
  ["name = 'c\\'est.jpg'", ["c'est.jpg"]],
  ["name != 'a.jpg' and mimeType = 'image/jpeg' and trashed != true", ['b.jpg']],
  ["name contains 'hello'", ['My HelloWorld.png']],
  ["name contains 'World'", []],
  ["mimeType contains 'image/' and not name contains 'my'", ['a.jpg', 'b.jpg', "c'est.jpg"]],
  ["mimeType = 'application/vnd.google-apps.folder'", ['Badges']],
  ["appProperties has { key='entryId' and value='it\\'s \\\\ 1' }", ['b.jpg']],
  ["appProperties has {key='constructor' and value='x'}", []],
  ["name = 'a.jpg' or name = 'b.jpg' and trashed = true", []],
  ["name = 'a.jpg' or (name = 'b.jpg' and trashed = true)", ['a.jpg']],
  ["not (name = 'a.jpg' or name = 'b.jpg') and mimeType = 'image/jpeg'", ["c'est.jpg"]],
  ['', ['a.jpg', 'b.jpg', 'Badges', "c'est.jpg", 'My HelloWorld.png']],
  ["createdTime < '2026-02-15'", ['b.jpg']],
  ["createdTime >= '2026-02-15' and starred = true", ['a.jpg']],
  ["modifiedTime = '2026-02-02T12:00:00+02:00'", ['b.jpg']],
  ["modifiedTime <= '2026-02-02T10:00:00'", ['b.jpg']],
  ["modifiedTime != '2026-02-02T10:00:00' and mimeType = 'image/jpeg' and trashed = false", ['a.jpg']],
  ["viewedByMeTime > '2000-01-01'", []],
  ['starred = true', ['a.jpg']],
  ['starred != true and trashed = true', ["c'est.jpg"]],
  ['sharedWithMe', []],
  ['sharedWithMe = false and starred = true', ['a.jpg']],
  ["properties has { key='court' and value='3' }", ['a.jpg']],
  ["fullText contains 'two'", ['a.jpg']],
  ['fullText contains \'"of two copies"\'', ['a.jpg']],
  ['fullText contains \'"two of"\'', []],
  ["visibility = 'limited' and starred = true", ['a.jpg']],
  ["visibility = 'anyoneWithLink'", []],
  ["'me' in writers and starred = true", ['a.jpg']],
  ["'organiser@example.com' in readers and starred = true", ['a.jpg']],
  ["'stranger@example.com' in readers or 'me' in owners", []],
  ["shortcutDetails.targetId = 'x'", []],
  ["createdTime > 'yesterday'", 'invalid'],
  ['starred > true', 'invalid'],
  ["visibility = 'secret'", 'invalid'],
  ["'me' in judges", 'invalid'],
  ["name = 'a.jpg", 'invalid'],
  ["name = 'a.jpg' and", 'invalid'],
  ["name 'a.jpg'", 'invalid'],
  ["name = 'it's'", 'invalid'],
  ['name = a', 'invalid'],
  ["(name = 'a.jpg'", 'invalid'],
  ["colour = 'red'", 'invalid'],
  ["trashed = 'false'", 'invalid'],
  ["appProperties has { key='entryId' }", 'invalid'],
  ["name ~ 'a'", 'invalid'],
  ["'nowhere' in parents", 'notFound'],
])('the query %s', async (q, expected) => {
  expect(await names(q)).toEqual(expected);
});

test('files are listed in the requested order', async () => {
  const q = "mimeType = 'image/jpeg'";
  expect(await names(q, { orderBy: 'createdTime' })).toEqual(['b.jpg', 'a.jpg', "c'est.jpg"]);
  expect(await names(q, { orderBy: 'createdTime desc' })).toEqual(["c'est.jpg", 'a.jpg', 'b.jpg']);
  expect(await names('', { orderBy: 'folder desc,name desc' })).toEqual([
    ...['My HelloWorld.png', "c'est.jpg", 'b.jpg', 'a.jpg'],
    'Badges',
  ]);
  expect((await names('', { orderBy: 'starred,name' })).slice(0, 2)).toEqual(['a.jpg', 'b.jpg']);
  for (const key of ['modifiedByMeTime', 'name_natural', 'quotaBytesUsed', 'recency', 'viewedByMeTime']) {
    expect(await names(q, { orderBy: `${key} desc` })).toHaveLength(3);
  }
  for (const orderBy of ['colour', 'constructor', 'name up', 'name desc desc']) {
    expect(await names(q, { orderBy })).toBe('invalid');
  }
  const sorted = await client.list("fullText contains 'two'", { orderBy: 'name' });
  expect(sorted.body.error.errors[0]).toMatchObject({ reason: 'forbidden', location: 'orderBy' });
});

test('parameters that do not go together are refused, and older names of parameters count', async () => {
  const outcomes = async (parameters: Record<string, string>) => outcomeOf(await client.list('', parameters));
  expect(await outcomes({ corpora: 'allDrives', includeItemsFromAllDrives: 'false' })).toBe('403 forbidden');
  expect(await outcomes({ driveId: 'x' })).toBe('403 teamDriveIdRequiresTeamDriveCorpora');
  expect(await outcomes({ spaces: 'bogus' })).toBe('400 invalid');
  expect((await client.list('', { spaces: 'appDataFolder' })).body.files).toEqual([]);
  const { driveId } = (await client.list('', { fields: 'files/driveId' })).body.files[0];
  const older = { supportsTeamDrives: 'true', includeTeamDriveItems: 'true', teamDriveId: driveId };
  const unaware = { supportsAllDrives: 'false', includeItemsFromAllDrives: 'false' };
  expect((await client.list('', { ...unaware, ...older, corpora: 'drive' })).body.files).toHaveLength(5);
  for (const wrong of ['space', 'type']) {
    const answer = await client.call('GET', '/drive/v3/files/generateIds', { [wrong]: 'photos' });
    expect(outcomeOf(answer)).toBe('400 invalid');
  }
});

test('paging reaches every file, and a page token is bound to its query', async () => {
  const q = 'trashed = false';
  const found: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await client.list(q, { orderBy: 'name', pageSize: '1', ...(pageToken && { pageToken }) });
    found.push(...page.body.files.map(({ name }: { name: string }) => name));
    pageToken = page.body.nextPageToken;
  } while (pageToken);
  expect(found).toEqual(['a.jpg', 'b.jpg', 'Badges', 'My HelloWorld.png']);

  const { nextPageToken } = (await client.list(q, { pageSize: '1' })).body;
  expect((await client.list('', { pageToken: nextPageToken })).status).toBe(400);
  expect((await client.list(q, { pageToken: 'made-up' })).status).toBe(400);
  for (const pageSize of ['0', '1001', 'x']) expect((await client.list(q, { pageSize })).status).toBe(400);
});

test('corpora=drive requires the id of an existing drive', async () => {
  expect((await client.list('', { corpora: 'drive' })).status).toBe(403);
  expect((await client.list('', { corpora: 'drive', driveId: 'other' })).status).toBe(404);
  const { driveId } = (await client.list('', { fields: 'files/driveId' })).body.files[0];
  expect((await client.list('', { corpora: 'drive', driveId })).body.files).toHaveLength(5);
});

test('an answer has the requested fields, or the few default ones', async () => {
  const q = "name = 'a.jpg'";
  const fields = 'nextPageToken, files(id, md5Checksum, appProperties/entryId)';
  expect((await client.list(q, { fields })).body).toEqual({
    files: [{ id: expect.any(String), md5Checksum: md5('a'), appProperties: { entryId: 'two' } }],
  });
  expect(Object.keys((await client.list(q)).body.files[0])).toEqual(['kind', 'id', 'name', 'mimeType']);
  for (const wrong of ['files(id,colour)', 'files(id', 'files/', 'id)', '']) {
    expect((await client.list(q, { fields: wrong })).status).toBe(400);
  }
});

test('trashing, restoring and renaming show in lists, also for what a folder contains', async () => {
  const make = async (name: string, parent: string, mimeType?: string) => {
    const body = JSON.stringify({ name, parents: [parent], mimeType });
    return (await client.call('POST', '/drive/v3/files', {}, { body })).body.id as string;
  };
  const outer = await make('outer', folderId, 'application/vnd.google-apps.folder');
  const inner = await make('inner', outer, 'application/vnd.google-apps.folder');
  const file = await make('badge.jpg', inner);
  const patch = async (id: string, change: object) => {
    const init = { body: JSON.stringify(change) };
    return (await client.call('PATCH', `/drive/v3/files/${id}`, { fields: 'name,trashed' }, init)).body;
  };
  const here = () => names(`'${inner}' in parents and trashed = false`);
  const inTrash = () => names("trashed = true and not name contains 'c'");

  expect(await patch(file, { trashed: true })).toEqual({ name: 'badge.jpg', trashed: true });
  expect([await here(), await inTrash()]).toEqual([[], ['badge.jpg']]);
  expect(await patch(file, { trashed: false, name: 'new.jpg' })).toEqual({ name: 'new.jpg', trashed: false });
  expect([await here(), await inTrash()]).toEqual([['new.jpg'], []]);

  await patch(outer, { trashed: true });
  expect([await here(), await inTrash()]).toEqual([[], ['inner', 'new.jpg', 'outer']]);
  expect(await patch(file, { name: 'newer.jpg' })).toEqual({ name: 'newer.jpg', trashed: true });
  await patch(outer, { trashed: false });
  expect([await here(), await inTrash()]).toEqual([['newer.jpg'], []]);
});

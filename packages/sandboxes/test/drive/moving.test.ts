import { Faults } from '@tkd-registration/local-cloud/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DriveClient, reasonOf } from '../../drive/client.ts';
import { type DriveSandbox, startDrive } from '../../drive/server.ts';

const folderId = 'folder_badges';
const folderType = 'application/vnd.google-apps.folder';

let sandbox: DriveSandbox;
let drive: DriveClient;

beforeAll(async () => {
  sandbox = await startDrive({ faults: new Faults(), folderId });
  drive = await DriveClient.of(sandbox);
});
afterAll(() => sandbox.stop());

const makeFolder = async (name: string, parent = folderId) => {
  const id = await drive.reserve();
  const body = JSON.stringify({ id, name, mimeType: folderType, parents: [parent] });
  expect((await drive.call('POST', '/drive/v3/files', {}, { body })).body.id).toBe(id);
  return id;
};
const makeFile = async (name: string, parent = folderId) =>
  (await drive.upload({ name, parents: [parent], appProperties: { entryId: name } }, name)).body;
const move = (id: string, addParents: string, removeParents: string, change: object = {}) => {
  const parameters = { fields: 'id,name,parents,modifiedTime', addParents, removeParents };
  return drive.call('PATCH', `/drive/v3/files/${id}`, parameters, { body: JSON.stringify(change) });
};
const listed = async (q: string) => {
  const fields = 'files(name,parents,appProperties)';
  return (await drive.list(q, { fields, orderBy: 'name' })).body.files;
};

test('a file moves to another folder, keeps its id, and can be renamed by the same call', async () => {
  const folder = await makeFolder('Lions');
  const file = await makeFile('one');
  expect((await move(file.id, folder, folderId, { name: 'two' })).body).toMatchObject({
    id: file.id,
    name: 'two',
    parents: [folder],
  });
  expect(await listed(`'${folder}' in parents`)).toEqual([
    { name: 'two', parents: [folder], appProperties: { entryId: 'one' } },
  ]);
  expect((await move(file.id, folder, folderId)).body.parents).toEqual([folder]);
  expect((await move(file.id, '', folderId)).body.parents).toEqual([folder]);
});

test('a folder moves with what is in it, and one query reaches several folders', async () => {
  const [outer, other] = [await makeFolder('outer'), await makeFolder('other')];
  const inner = await makeFolder('inner', outer);
  await makeFile('deep', inner);
  await makeFile('shallow', other);
  expect((await move(inner, other, outer)).body.parents).toEqual([other]);
  const q = `('${inner}' in parents or '${other}' in parents) and mimeType != '${folderType}'`;
  expect((await listed(q)).map(({ name }: { name: string }) => name)).toEqual(['deep', 'shallow']);
  const trash = { body: '{"trashed":true}' };
  await drive.call('PATCH', `/drive/v3/files/${other}`, {}, trash);
  expect(await listed(`(${q}) and trashed = false`)).toEqual([]);
});

test('a move into several folders, none, an unknown one, or below itself is refused', async () => {
  const outer = await makeFolder('A');
  const inner = await makeFolder('B', outer);
  const { id } = await makeFile('file');
  const refusals = {
    'a second folder': await move(id, outer, ''),
    'no folder': await move(id, '', folderId),
    'an unknown folder': await move(id, 'nowhere', folderId),
    'a file in place of a folder': await move(id, (await makeFile('other')).id, folderId),
    'below itself': await move(outer, inner, folderId),
    'by the body': await drive.call('PATCH', `/drive/v3/files/${id}`, {}, { body: '{"parents":["x"]}' }),
  };
  const reasons = Object.entries(refusals).map(([what, answer]) => [what, answer.status, reasonOf(answer)]);
  expect(reasons).toEqual([
    ['a second folder', 403, 'teamDrivesParentLimit'],
    ['no folder', 403, 'teamDrivesParentLimit'],
    ['an unknown folder', 404, 'notFound'],
    ['a file in place of a folder', 404, 'notFound'],
    ['below itself', 403, 'cannotAddParent'],
    ['by the body', 403, 'fieldNotWritable'],
  ]);
  expect((await drive.call('GET', `/drive/v3/files/${id}`, { fields: 'parents' })).body.parents).toEqual([
    folderId,
  ]);
});

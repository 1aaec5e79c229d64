import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, askForToken, assertion, DriveClient } from '../../drive/client.ts';
import type { Role } from '../../drive/roles.ts';
import { folderId, folderType, outcomeOf, patch, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started();
});
beforeEach(() => running.sandbox.change({ role: 'organizer', shared: true }));
afterAll(() => running.sandbox.stop());

const upload = (parent = folderId) => running.drive.upload({ name: 'x', parents: [parent] }, 'x');
const file = async (parent = folderId) => (await upload(parent)).body.id as string;
const makeFolder = async () => {
  const body = JSON.stringify({ name: 'Lions', mimeType: folderType, parents: [folderId] });
  return (await running.drive.call('POST', '/drive/v3/files', {}, { body })).body.id as string;
};
const get = (id: string, fields: string) => running.drive.call('GET', `/drive/v3/files/${id}`, { fields });

describe('what a role may do', () => {
  const no = '403 insufficientFilePermissions';
  const notIn = '403 insufficientParentPermissions';
  const calls = {
    read: (id: string) => get(id, 'id'),
    star: (id: string) => patch(running.drive, id, { starred: true }),
    create: () => upload(),
    rename: (id: string) => patch(running.drive, id, { name: 'y' }),
    move: (id: string, folder: string) =>
      patch(running.drive, id, {}, { addParents: folder, removeParents: folderId }),
    trash: (id: string) => patch(running.drive, id, { trashed: true }),
    restore: (_: string, __: string, trashed: string) => patch(running.drive, trashed, { trashed: false }),
    share: (id: string) => share(id),
    delete: (id: string) => running.drive.call('DELETE', `/drive/v3/files/${id}`),
  };
  const share = (id: string) => {
    const body = '{"type":"anyone","role":"reader"}';
    return running.drive.call('POST', `/drive/v3/files/${id}/permissions`, {}, { body });
  };
  const capabilities = {
    rename: 'canRename',
    move: 'canMoveItemWithinDrive',
    trash: 'canTrash',
    share: 'canShare',
    delete: 'canDelete',
  } as const;

  test.each<[Role, Record<keyof typeof calls, string>]>([
    [
      'reader',
      {
        read: '200',
        star: '200',
        create: notIn,
        rename: no,
        move: no,
        trash: no,
        restore: no,
        share: no,
        delete: no,
      },
    ],
    [
      'commenter',
      {
        read: '200',
        star: '200',
        create: notIn,
        rename: no,
        move: no,
        trash: no,
        restore: no,
        share: no,
        delete: no,
      },
    ],
    [
      'writer',
      {
        read: '200',
        star: '200',
        create: '200',
        rename: '200',
        move: no,
        trash: no,
        restore: '200',
        share: '200',
        delete: no,
      },
    ],
    [
      'fileOrganizer',
      {
        read: '200',
        star: '200',
        create: '200',
        rename: '200',
        move: '200',
        trash: '200',
        restore: '200',
        share: '200',
        delete: no,
      },
    ],
    [
      'organizer',
      {
        read: '200',
        star: '200',
        create: '200',
        rename: '200',
        move: '200',
        trash: '200',
        restore: '200',
        share: '200',
        delete: '204',
      },
    ],
  ])('as %s', async (role, expected) => {
    const [folder, id, trashed] = [await makeFolder(), await file(), await file()];
    await running.drive.byPerson('trash', trashed);
    running.sandbox.change({ role });
    const may = (await get(id, 'capabilities')).body.capabilities;
    const outcomes: Record<string, string> = {};
    for (const [name, call] of Object.entries(calls)) {
      outcomes[name] = outcomeOf(await (call as (...ids: string[]) => Promise<Answer>)(id, folder, trashed));
    }
    expect(outcomes).toEqual(expected);
    for (const [name, capability] of Object.entries(capabilities)) {
      expect([name, may[capability]]).toEqual([name, outcomes[name]?.startsWith('2')]);
    }
  });

  test('an upload that began is refused at its end when the role has changed meanwhile', async () => {
    const begun = await running.drive.begin({ name: 'x', parents: [folderId] });
    running.sandbox.change({ role: 'reader' });
    const end = await fetch(begun.session, { method: 'PUT', body: 'x' });
    expect(end.status).toBe(403);
  });
});

test('when the drive is shared no more, nothing in it can be found; then it is back as it was', async () => {
  const id = await file();
  running.sandbox.change({ shared: false });
  const outcomes = [
    await get(id, 'id'),
    await patch(running.drive, id, { name: 'y' }),
    await upload(),
    await running.drive.list(`'${folderId}' in parents`),
  ].map(outcomeOf);
  expect(outcomes).toEqual(Array(4).fill('404 notFound'));
  expect((await running.drive.list('')).body.files).toEqual([]);
  expect((await running.drive.call('GET', '/drive/v3/drives')).body.drives).toEqual([]);
  running.sandbox.change({ shared: true });
  expect(outcomeOf(await get(id, 'id'))).toBe('200');
});

test('permissions of the drive, of a folder and of what is in it', async () => {
  const folder = await makeFolder();
  const id = await file(folder);
  const permissions = (item: string, more = '') => `/drive/v3/files/${item}/permissions${more}`;
  const listed = async (item: string) => {
    const fields = 'permissions(role,emailAddress,type,permissionDetails(inherited))';
    const { body } = await running.drive.call('GET', permissions(item), { fields });
    return body.permissions.map(
      (one: { role: string; permissionDetails: { inherited: boolean }[] }) =>
        `${one.role}${one.permissionDetails[0]?.inherited ? ', inherited' : ''}`,
    );
  };
  const body = JSON.stringify({ type: 'user', role: 'reader', emailAddress: 'judge@example.com' });
  const given = (await running.drive.call('POST', permissions(folder), {}, { body })).body;
  expect(Object.keys(given)).toEqual(['kind', 'id', 'type', 'role']);
  expect(await listed(folder)).toEqual(['reader', 'organizer, inherited', 'organizer, inherited']);
  expect(await listed(id)).toEqual(
    Array(3)
      .fill(0)
      .map((_, n) => `${n ? 'organizer' : 'reader'}, inherited`),
  );
  expect((await get(folder, 'hasAugmentedPermissions')).body.hasAugmentedPermissions).toBe(true);

  const one = permissions(id, `/${given.id}`);
  expect((await running.drive.call('GET', one, { fields: 'emailAddress' })).body.emailAddress).toBe(
    'judge@example.com',
  );
  expect(outcomeOf(await running.drive.call('DELETE', one))).toBe('403 insufficientFilePermissions');
  expect(outcomeOf(await running.drive.call('DELETE', permissions(folder, `/${given.id}`)))).toBe('204');
  expect(outcomeOf(await running.drive.call('GET', one))).toBe('404 notFound');
  const incomplete = { body: '{"type":"user","role":"reader"}' };
  expect(outcomeOf(await running.drive.call('POST', permissions(id), {}, incomplete))).toBe('400 badRequest');
  running.sandbox.change({ role: 'reader' });
  expect(outcomeOf(await running.drive.call('GET', permissions(id)))).toBe('403 insufficientFilePermissions');
});

test('the account, the shared drive and the account’s own empty drive', async () => {
  const driveId = (await get(folderId, 'driveId')).body.driveId;
  const about = await running.drive.call('GET', '/drive/v3/about', {
    fields: 'user/emailAddress,storageQuota/limit',
  });
  expect(about.body).toEqual({
    user: { emailAddress: running.sandbox.serviceAccount.client_email },
    storageQuota: { limit: '0' },
  });
  expect(outcomeOf(await running.drive.call('GET', '/drive/v3/about'))).toBe('400 required');
  const one = await running.drive.call('GET', `/drive/v3/drives/${driveId}`, {
    fields: 'id,capabilities/canManageMembers',
  });
  expect(one.body).toEqual({ id: driveId, capabilities: { canManageMembers: true } });
  expect((await running.drive.call('GET', '/drive/v3/drives')).body.drives).toEqual([
    { kind: 'drive#drive', id: driveId, name: 'Tournament' },
  ]);
  expect(outcomeOf(await running.drive.call('GET', '/drive/v3/drives/other'))).toBe('404 notFound');
  expect((await get(driveId, 'name,parents')).body).toEqual({ name: 'Drive' });
  expect((await get('root', 'name,ownedByMe')).body).toEqual({ name: 'My Drive', ownedByMe: true });
  expect((await running.drive.list("'root' in parents")).body.files).toEqual([]);
  expect(outcomeOf(await upload('root'))).toBe('403 storageQuotaExceeded');
});

test('the trash is emptied by a Manager alone, of what is in the trash itself', async () => {
  const [kept, trashed] = [await file(), await file()];
  await running.drive.byPerson('trash', trashed);
  const driveId = (await get(kept, 'driveId')).body.driveId;
  const empty = () => running.drive.call('DELETE', '/drive/v3/files/trash', { driveId });
  running.sandbox.change({ role: 'fileOrganizer' });
  expect(outcomeOf(await empty())).toBe('403 insufficientFilePermissions');
  running.sandbox.change({ role: 'organizer' });
  expect(outcomeOf(await empty())).toBe('204');
  expect([outcomeOf(await get(kept, 'id')), outcomeOf(await get(trashed, 'id'))]).toEqual([
    '200',
    '404 notFound',
  ]);
});

test('a token for reading alone reads, and writes nothing', async () => {
  const scope = 'https://www.googleapis.com/auth/drive.readonly';
  const { serviceAccount, url } = running.sandbox;
  const { body } = await askForToken(serviceAccount.token_uri, assertion(serviceAccount, { scope }));
  const reader = new DriveClient(url, body.access_token);
  expect(outcomeOf(await reader.list(''))).toBe('200');
  expect(outcomeOf(await patch(reader, folderId, { name: 'x' }))).toBe('403 insufficientPermissions');
});

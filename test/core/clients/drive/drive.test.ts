import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { type DriveSandbox, startDrive } from '@tkd-registration/sandboxes/drive';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Drive } from '../../../../core/clients/drive/drive.ts';
import { createDrive } from '../../../../core/clients/drive/google-drive.ts';
import {
  DriveFolderNotFoundError,
  DrivePacedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';

const folderId = 'folder_badges';
const jpeg = { bytes: Buffer.from('a badge'), contentType: 'image/jpeg' };
const otherJpeg = { bytes: Buffer.from('another badge'), contentType: 'image/jpeg' };
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

const faults = new Faults();
let sandbox: DriveSandbox;
let drive: Drive;
/** A person who deletes files in the folder. */
let person: DriveClient;

const clientOf = ({ serviceAccount, url }: DriveSandbox) => createDrive({ serviceAccount, apiBase: url });

beforeAll(async () => {
  sandbox = await startDrive({ faults, folderId });
  drive = clientOf(sandbox);
  person = await DriveClient.of(sandbox);
});
afterAll(() => sandbox.stop());
beforeEach(() => faults.clear());

async function create(entryId: string) {
  const id = await drive.reserveId();
  return drive.create({ id, folderId, tag: { entryId }, name: `badge_${entryId}.jpg`, ...jpeg });
}

test('a file is created with the reserved id, found by its entry, read and updated in place', async () => {
  const id = await drive.reserveId();
  const created = await drive.create({
    id,
    folderId,
    tag: { entryId: 'entry_1' },
    name: 'badge_1.jpg',
    ...jpeg,
  });
  const described = { id, name: 'badge_1.jpg', folderId, tag: { entryId: 'entry_1' } };
  expect(created).toEqual({ ...described, md5: md5(jpeg.bytes) });
  expect(await drive.find([folderId], { entryId: 'entry_1' })).toEqual([created]);
  expect(await drive.get(id)).toEqual(created);

  const updated = await drive.update({ fileId: id, content: otherJpeg });
  expect(updated).toEqual({ ...described, md5: md5(otherJpeg.bytes) });
  expect(await drive.find([folderId], { entryId: 'entry_1' })).toEqual([updated]);
});

test('a large badge arrives byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, index) => (index * 31) % 256));
  const id = await drive.reserveId();
  const file = { id, folderId, tag: { entryId: 'entry_large' }, name: 'badge_large.jpg' };
  expect((await drive.create({ ...file, bytes, contentType: 'image/jpeg' }))?.md5).toBe(md5(bytes));
});

test('a file is only found by its own tag, whatever characters that contains', async () => {
  const strange = "entry ' or trashed = true or name = '\\";
  const created = await create(strange);
  expect(await drive.find([folderId], { entryId: strange })).toEqual([created]);
  expect(await drive.find([folderId], { entryId: 'nobody' })).toEqual([]);
});

test('a file is only found by all properties of a tag', async () => {
  const id = await drive.reserveId();
  const tag = { entryId: 'entry_tagged', kind: "a 'kind'" };
  const created = await drive.create({ id, folderId, tag, name: 'badge_tagged.jpg', ...jpeg });
  expect(await drive.find([folderId], tag)).toEqual([created]);
  expect(await drive.find([folderId], { kind: "a 'kind'" })).toEqual([created]);
  expect(await drive.find([folderId], { ...tag, kind: 'another' })).toEqual([]);
});

test('an update renames a file only when given a name', async () => {
  const { id: fileId = '' } = (await create('entry_renamed')) ?? {};
  expect(await drive.update({ fileId, content: otherJpeg })).toMatchObject({
    name: 'badge_entry_renamed.jpg',
  });
  const png = { bytes: Buffer.from('a PNG'), contentType: 'image/png' };
  const renamed = await drive.update({ fileId, name: 'badge.png', content: png });
  expect(renamed).toMatchObject({ id: fileId, name: 'badge.png', md5: md5(png.bytes) });
  expect(await drive.find([folderId], { entryId: 'entry_renamed' })).toEqual([renamed]);
});

test('a file is found by its name too, whatever characters that contains, if it is asked for', async () => {
  const name = "O'Neil \\ Academy-competitor-Jo_badge.jpg";
  const { body } = await person.upload({ name, parents: [folderId] }, 'an old badge');
  expect(await drive.find([folderId], { entryId: 'entry_named' })).toEqual([]);
  const found = await drive.find([folderId], { entryId: 'entry_named' }, name);
  expect(found).toEqual([{ id: body.id, name, md5: expect.any(String), folderId, tag: {} }]);
});

describe('a folder', () => {
  const tag = { folder: 'folder_1' };
  const make = async (name: string) => {
    const id = await drive.reserveId();
    return { id, name, folderId, tag, folder: await drive.createFolder({ id, folderId, tag, name }) };
  };

  test('is made once with its reserved id, and listed with all that is beside it, and not what is in it', async () => {
    const { id, name, folder } = await make('Riverside');
    expect(folder).toEqual({ id, name, md5: undefined, folderId, tag, isFolder: true });
    expect(await drive.createFolder({ id, folderId, tag, name: 'again' })).toEqual(folder);
    expect(await drive.getFolder(id)).toEqual(folder);
    expect(await drive.findFolder(folderId, tag)).toEqual(folder);
    expect(await drive.findFolder(folderId, { folder: 'another' })).toBeUndefined();
    const beside = await create('entry_beside');
    const fileId = await drive.reserveId();
    const inside = await drive.create({
      id: fileId,
      folderId: id,
      tag: { entryId: '1' },
      name: 'in',
      ...jpeg,
    });
    const listed = await drive.list([folderId]);
    expect(listed).toEqual(expect.arrayContaining([folder, { ...beside, isFolder: false }]));
    expect(listed.map(({ id }) => id)).not.toContain(fileId);
    expect(await drive.list([id])).toEqual([{ ...inside, isFolder: false }]);
    expect(await drive.find([folderId, id], { entryId: '1' })).toEqual([inside]);
    await person.call('PATCH', `/drive/v3/files/${id}`, {}, { body: '{"trashed":true}' });
    expect(await drive.getFolder(id)).toBeUndefined();
    expect(await drive.get(fileId)).toBeUndefined();
  });

  test('takes a file in the same write that replaces its content and tags it; large content too', async () => {
    const { id: to } = await make('Hillside');
    const fileId = (await create('entry_moving'))?.id ?? '';
    const tag = { entryId: 'entry_moved' };
    const moved = await drive.update({ fileId, tag, content: otherJpeg, move: { from: folderId, to } });
    expect(moved).toMatchObject({ id: fileId, folderId: to, tag, md5: md5(otherJpeg.bytes) });
    const large = { ...jpeg, bytes: Buffer.alloc(5 * 1024 * 1024 + 1) };
    const back = await drive.update({ fileId, content: large, move: { from: to, to: folderId } });
    expect(back).toMatchObject({ id: fileId, folderId, tag, md5: md5(large.bytes) });
    expect(await drive.update({ fileId: 'never', move: { from: folderId, to } })).toBeUndefined();
  });

  test('is one of many that are listed, forty in a request', async () => {
    const folders = await Promise.all(Array.from({ length: 41 }, (_, index) => make(`School ${index}`)));
    const last = folders.at(-1)?.id ?? '';
    const id = await drive.reserveId();
    await drive.create({ id, folderId: last, tag: {}, name: 'in the last', ...jpeg });
    expect(await drive.list(folders.map(({ id }) => id))).toMatchObject([{ id, folderId: last }]);
  });
});

test('a file can be trashed and restored unchanged, however often either is requested', async () => {
  const created = await create('entry_back');
  const id = created?.id ?? '';
  for (let times = 0; times < 2; times += 1) {
    await drive.trash(id);
    expect(await drive.get(id)).toBeUndefined();
    expect(await drive.find([folderId], { entryId: 'entry_back' })).toEqual([]);
  }
  for (let times = 0; times < 2; times += 1) {
    expect(await drive.restore(id)).toEqual(created);
    expect(await drive.find([folderId], { entryId: 'entry_back' })).toEqual([created]);
  }
});

test('trashing or restoring a permanently deleted file does nothing, without an error', async () => {
  const id = (await create('entry_gone'))?.id ?? '';
  await person.byPerson('delete', id);
  await drive.trash(id);
  expect(await drive.restore(id)).toBeUndefined();
});

test('files of one entry are listed oldest first', async () => {
  const first = await create('entry_twice');
  const second = await create('entry_twice');
  expect(await drive.find([folderId], { entryId: 'entry_twice' })).toEqual([first, second]);
});

test('legacy fault 6: Drive list 1,000 files: pages are followed', async () => {
  const files = Array.from({ length: 2_100 }, (_, index) => ({
    id: `file_${index}`,
    name: `badge_${index}.jpg`,
    mimeType: 'image/jpeg',
    parents: [folderId],
    appProperties: { entryId: 'entry_many' },
    createdTime: new Date(Date.UTC(2026, 2, 1) - index * 1000).toISOString(),
    modifiedTime: new Date(Date.UTC(2026, 2, 1)).toISOString(),
    trashed: false,
    md5Checksum: md5(jpeg.bytes),
    size: jpeg.bytes.length,
  }));
  const dataDir = await mkdtemp(join(tmpdir(), 'drive-'));
  const saved = JSON.stringify({ driveId: '0Adrive', files, reserved: [], deleted: [] });
  await writeFile(join(dataDir, 'drive.json'), saved);
  const full = await startDrive({ faults, folderId, dataDir });
  try {
    const found = await clientOf(full).find([folderId], { entryId: 'entry_many' });
    expect(found).toHaveLength(2_100);
    expect(found[0]?.id).toBe('file_2099');
    expect(found[2_099]?.id).toBe('file_0');
  } finally {
    await full.stop();
    await rm(dataDir, { recursive: true });
  }
});

test('a file in the trash, deleted or never created is absent', async () => {
  const trashed = (await create('entry_trashed'))?.id ?? '';
  await person.call('PATCH', `/drive/v3/files/${trashed}`, {}, { body: '{"trashed":true}' });
  expect(await drive.get(trashed)).toBeUndefined();
  expect(await drive.update({ fileId: trashed, content: otherJpeg })).toBeUndefined();
  expect(await drive.find([folderId], { entryId: 'entry_trashed' })).toEqual([]);

  const deleted = (await create('entry_deleted'))?.id ?? '';
  await person.byPerson('delete', deleted);
  for (const id of [deleted, 'never', '../../etc']) {
    expect(await drive.get(id)).toBeUndefined();
    expect(await drive.update({ fileId: id, content: jpeg })).toBeUndefined();
  }
});

test('creating with an id again returns the existing file, and undefined once it is gone', async () => {
  const id = await drive.reserveId();
  const file = { id, folderId, tag: { entryId: 'entry_again' }, name: 'badge_again.jpg' };
  const first = await drive.create({ ...file, ...jpeg });
  expect(await drive.create({ ...file, ...otherJpeg })).toEqual(first);
  await person.byPerson('delete', id);
  expect(await drive.create({ ...file, ...jpeg })).toBeUndefined();
});

test('retrying a create call whose answer was lost leaves one file', async () => {
  const id = await drive.reserveId();
  const file = { id, folderId, tag: { entryId: 'entry_lost' }, name: 'badge_lost.jpg', ...jpeg };
  faults.add({ service: 'drive', operation: 'files.create', behaviour: { kind: 'lose-answer' } });
  await expect(drive.create(file)).rejects.toThrow(ServiceUnavailableError);
  expect(await drive.create(file)).toMatchObject({ id, name: file.name, md5: md5(jpeg.bytes) });
  expect(await drive.find([folderId], { entryId: 'entry_lost' })).toHaveLength(1);
});

test('what writes takes its turn first, and nothing is written before it; what reads goes without', async () => {
  const id = (await create('entry_paced'))?.id ?? '';
  let turns = 0;
  const refused = new DrivePacedError('later', { notBefore: 0 });
  const take = async () => {
    turns += 1;
    throw refused;
  };
  const paced = createDrive({ serviceAccount: sandbox.serviceAccount, apiBase: sandbox.url, pace: { take } });
  const another = await paced.reserveId();
  await paced.get(id);
  await paced.find([folderId], { entryId: 'entry_paced' });
  expect(turns).toBe(0);
  const file = { id: another, folderId, tag: { entryId: 'entry_paced' }, name: 'badge_paced.jpg' };
  const large = { ...jpeg, bytes: Buffer.alloc(5 * 1024 * 1024 + 1) };
  const writes = [
    () => paced.create({ ...file, ...jpeg }),
    () => paced.create({ ...file, ...large }),
    () => paced.update({ fileId: id, content: otherJpeg }),
    () => paced.update({ fileId: id, content: large }),
    () => paced.update({ fileId: id, tag: { entryId: 'another' } }),
    () => paced.createFolder({ id: another, folderId, tag: {}, name: 'Riverside' }),
    () => paced.trash(id),
    () => paced.restore(id),
  ];
  for (const write of writes) await expect(write()).rejects.toBe(refused);
  expect(turns).toBe(writes.length);
  expect(await drive.find([folderId], { entryId: 'entry_paced' })).toMatchObject([
    { id, name: 'badge_entry_paced.jpg', md5: md5(jpeg.bytes) },
  ]);
});

test('one token serves many calls', async () => {
  await drive.reserveId();
  faults.add({ service: 'drive', operation: 'token', behaviour: { kind: 'reset' } });
  await drive.reserveId();
  expect(faults.list()).toHaveLength(1);
});

test('a missing folder is named in the error', async () => {
  const id = await drive.reserveId();
  const file = { id, folderId: 'folder_gone', tag: { entryId: 'entry_1' }, name: 'badge.jpg', ...jpeg };
  for (const call of [() => drive.create(file), () => drive.find(['folder_gone'], { entryId: 'entry_1' })]) {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DriveFolderNotFoundError);
    expect(error).toMatchObject({ message: expect.stringContaining('folder_gone') });
  }
});

test('an incomplete search is an error that is retried, rather than taken for "no file"', async () => {
  const body = JSON.stringify({ files: [], incompleteSearch: true });
  const headers = { 'content-type': 'application/json' };
  const behaviour = { kind: 'answer', status: 200, body, headers } as const;
  faults.add({ service: 'drive', operation: 'files.list', behaviour });
  await expect(drive.find([folderId], { entryId: 'entry_1' })).rejects.toThrow(ServiceUnavailableError);
});

test("an answer that is not Drive's is an error that is retried", async () => {
  const behaviour = { kind: 'answer', status: 200, body: '<html>a proxy</html>' } as const;
  faults.add({ service: 'drive', operation: 'files.get', behaviour });
  await expect(drive.get('any')).rejects.toThrow(ServiceUnavailableError);
});

test('every file of a tag is found wherever it is, also in the trash, and deleted for good by a manager', async () => {
  const [there, trashed] = [await create('entry_gone'), await create('entry_gone')];
  await drive.trash(trashed?.id ?? '');
  const found = await drive.findAnywhere({ entryId: 'entry_gone' });
  expect(found.map(({ id, trashed: inTrash }) => [id, inTrash]).sort()).toEqual(
    [
      [there?.id, false],
      [trashed?.id, true],
    ].sort(),
  );
  for (const { id, canDelete } of found) {
    if (canDelete) await drive.delete(id);
  }
  const left = await drive.findAnywhere({ entryId: 'entry_gone' });
  expect(left.every(({ canDelete }) => !canDelete)).toBe(true);
  await drive.delete('no_such_file');
});

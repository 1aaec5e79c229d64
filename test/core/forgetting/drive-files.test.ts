import { Faults } from '@tkd-registration/local-cloud/faults';
import { type DriveSandbox, startDrive } from '@tkd-registration/sandboxes/drive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Drive, Tag } from '../../../core/clients/drive/drive.ts';
import { createDrive } from '../../../core/clients/drive/google-drive.ts';
import { badgesInDrive, removeDocument, type UsingDrive } from '../../../core/forgetting/drive-files.ts';

const folderId = 'folder_badges';
let sandbox: DriveSandbox;
let drive: Drive;
beforeAll(async () => {
  sandbox = await startDrive({ faults: new Faults(), folderId });
  drive = createDrive({ serviceAccount: sandbox.serviceAccount, apiBase: sandbox.url });
});
afterAll(() => sandbox.stop());

const using: UsingDrive = (use) => use(drive);
const beRole = (role: string) =>
  fetch(`${sandbox.url}/_settings`, { method: 'POST', body: new URLSearchParams({ role }) });

async function put(tag: Tag): Promise<void> {
  const id = await drive.reserveId();
  const content = { bytes: Buffer.from('people'), contentType: 'text/csv' };
  await drive.create({ id, folderId, tag, name: 'roster.csv', ...content });
}

test('a Manager of the drive deletes files for good, anybody else puts them into the trash once', async () => {
  const lists = { list: 'list_1' };
  await put(lists);
  await put({ list: 'list_2' });
  for (const _ of ['once', 'again']) {
    await removeDocument('list_1', using);
    expect(await drive.findAnywhere(lists)).toMatchObject([{ trashed: true }]);
  }
  await beRole('organizer');
  await removeDocument('list_1', using);
  expect(await drive.findAnywhere(lists)).toEqual([]);
  expect(await drive.findAnywhere({ list: 'list_2' })).toMatchObject([{ trashed: false }]);
});

test('a badge goes with the pictures, and not before', async () => {
  await put({ entryId: 'cs_1' });
  const traces = { id: 'cs_1', rows: [], progress: { drive: { fileId: 'f' } } };
  const places = badgesInDrive(using);
  await places.forget(traces, 'medical');
  expect(await drive.findAnywhere({ entryId: 'cs_1' })).toHaveLength(1);
  await places.forget({ ...traces, progress: {} }, 'pictures');
  expect(await drive.findAnywhere({ entryId: 'cs_1' })).toHaveLength(1);
  await places.forget(traces, 'pictures');
  expect(await drive.findAnywhere({ entryId: 'cs_1' })).toEqual([]);
});

import { expect, test } from 'vitest';
import { BadgeFolders } from '../../../../core/drive/badge-folders.ts';
import { itemOfEntry, itemOfFile, syncItem } from '../../../../core/drive/sync-order.ts';
import { syncFile } from '../../../../lambdas/drive-sync/sync-files/sync-files.ts';
import { fileInDrive } from '../../../doubles/memory-drive.ts';
import { md5Of, Stage } from '../../../doubles/stage.ts';

const id = 'cs_test_Jo';
const pk = 'Riverside-competitor-Jo';

function prepared() {
  const stage = new Stage();
  const key = `${pk}_badge.jpg`;
  stage.rows.set(pk, { pk: { S: pk }, entryId: { S: id } });
  stage.badges.set(key, { image: Buffer.from('badge'), contentType: 'image/jpeg', entryId: id, hash: '' });
  const badge = { key, hash: '', md5: md5Of('badge'), contentType: 'image/jpeg', photo: '', preflight: [] };
  stage.setProgress(id, { registrationKey: pk, registrationKeys: new Set([pk]), badge });
  const arrangement = { mainFolderId: stage.drive.folderId, competitionYear: 2027 };
  const folders = new BadgeFolders(arrangement.mainFolderId, stage.clients);
  return { stage, dependencies: { ...stage.clients, arrangement, folders } };
}

test('an item with an entry is about its badge, which is not searched for where the plan has found none', async () => {
  for (const missing of [true, false]) {
    const { stage, dependencies } = prepared();
    const item = syncItem.parse(itemOfEntry(id, { missing }));
    expect(await syncFile(item, 'sync', dependencies)).toBe('created');
    expect(stage.drive.present).toMatchObject([{ tag: { entryId: id }, content: 'badge' }]);
    expect(stage.calls.includes('drive.find')).toBe(!missing);
  }
});

test('an item with a file is about that file, which goes into the trash if nobody needs it', async () => {
  const { stage, dependencies } = prepared();
  stage.drive.files.push(fileInDrive('1AbC', { tag: { entryId: 'cs_test_gone' } }));
  expect(await syncFile(syncItem.parse(itemOfFile('1AbC')), 'sync', dependencies)).toBe('trashed');
  expect(await syncFile(itemOfFile('1AbC'), 'sync', dependencies)).toBe('not there any more');
  stage.drive.files.push(fileInDrive('stranger'));
  expect(await syncFile(itemOfFile('stranger'), 'sync', dependencies)).toBe('left in peace');
  expect(stage.drive.present.map(({ id: file }) => file)).toEqual(['stranger']);
});

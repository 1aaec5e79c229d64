import { beforeEach, expect, test } from 'vitest';
import { pushListToDrive } from '../../../../lambdas/lists/push-list-to-drive/push-list-to-drive.ts';
import { Stage } from '../../../doubles/stage.ts';

const folderId = 'folder_badges';
const [first, second] = ['lists/2027-03-01-a/GfG.csv', 'lists/2027-03-02-b/GfG.csv'];

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

/** Pushes a list that has been made, of the stage whose bucket it is in. */
function push(key: string, content: string, bucket = 'config') {
  stage.sheets.set(key, { bytes: new TextEncoder().encode(content), contentType: 'text/csv' });
  const { drive, files, sheets } = stage.clients;
  return pushListToDrive(
    { key, folderId },
    { drive, files, lists: { bucket, read: (at) => sheets.read(at) } },
  );
}

test('a list is one file under its own name, which the next execution replaces', async () => {
  expect(await push(first, 'yesterday')).toEqual({ outcome: 'created', fileId: 'file_1' });
  expect(await push(second, 'today')).toEqual({ outcome: 'updated', fileId: 'file_1' });
  expect(stage.drive.present).toMatchObject([{ name: 'GfG.csv', content: 'today' }]);
});

test('a list that has not changed is not written again', async () => {
  await push(first, 'the same');
  expect(await push(second, 'the same')).toEqual({ outcome: 'already there', fileId: 'file_1' });
});

test('a push that failed after Drive created the file finds it', async () => {
  let failed = false;
  stage.interrupt = (call, moment) => {
    if (call !== 'drive.create' || moment !== 'after' || failed) return;
    failed = true;
    throw new Error('the answer was lost');
  };
  await expect(push(first, 'a list')).rejects.toThrow('the answer was lost');
  await push(first, 'a list');
  expect(stage.drive.present).toHaveLength(1);
});

test('two lists, and two stages in one folder, have files of their own', async () => {
  await push(first, 'prod');
  await push('lists/2027-03-01-a/roster.csv', 'prod');
  stage.documents.items.clear();
  await push(first, 'dev', 'config-dev');
  expect(stage.drive.present.map(({ name, content }) => `${name} ${content}`)).toEqual([
    'GfG.csv prod',
    'roster.csv prod',
    'GfG.csv dev',
  ]);
});

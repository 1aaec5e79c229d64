import { beforeEach, describe, expect, test } from 'vitest';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { type DocumentTables, documentTables } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const aMinute = 60_000;
describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let files: DriveFiles;
  let progress: Progress;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ files, progress } = progressIn(tables, () => clock));
  });

  describe("the id of an entry's file in Drive", () => {
    test('is the first that was reserved', async () => {
      expect(await files.reserveDriveFile(entryId, 'file-1')).toEqual({ fileId: 'file-1' });
      expect(await files.reserveDriveFile(entryId, 'file-2')).toEqual({ fileId: 'file-1' });
    });

    test('is given up for another by naming it', async () => {
      await files.reserveDriveFile(entryId, 'file-1');
      expect(await files.reserveDriveFile(entryId, 'file-2', 'file-1')).toEqual({ fileId: 'file-2' });
      expect(await files.reserveDriveFile(entryId, 'file-3', 'file-1')).toEqual({ fileId: 'file-2' });
    });

    test('can be reserved in place of one that was never recorded', async () => {
      expect(await files.reserveDriveFile(entryId, 'file-2', 'file-1')).toEqual({ fileId: 'file-2' });
    });

    test('is recorded with the md5 of what was uploaded, which a reservation does not overwrite', async () => {
      await files.reserveDriveFile(entryId, 'file-1');
      await files.recordDrive(entryId, { fileId: 'file-1', md5: 'abc' });
      expect(await files.reserveDriveFile(entryId, 'file-2')).toEqual({ fileId: 'file-1', md5: 'abc' });
      expect((await progress.get(entryId)).drive).toEqual({ fileId: 'file-1', md5: 'abc' });
    });
  });

  describe('until when Drive must not be called', () => {
    test('is nothing to wait for at first', async () => {
      expect(await files.drivePause.end()).toBe(0);
    });

    test('is the same for everybody: the latest time that any caller was given', async () => {
      await files.drivePause.extend(clock + aMinute);
      await files.drivePause.extend(clock + 1_000);
      const other = progressIn(tables, () => clock).files;
      expect(await other.drivePause.end()).toBe(clock + aMinute);
      await other.drivePause.extend(clock + 2 * aMinute);
      expect(await files.drivePause.end()).toBe(clock + 2 * aMinute);
    });
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { photoIdOf } from '../../../core/domain/ids.ts';
import type { PhotoFollowers } from '../../../core/progress/photo-followers.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { type DocumentTables, documentTables } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let followers: PhotoFollowers;
  let progress: Progress;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ followers, progress } = progressIn(tables, () => clock));
  });

  describe('a photo', () => {
    const photoId = photoIdOf('Golden Dragon TKD_competitor_Jordan_Rivera.jpg');

    test('has every entry that follows it, each once', async () => {
      expect(await followers.followersOf(photoId)).toEqual([]);
      await followers.followPhoto(entryId, photoId);
      await followers.followPhoto('cs_test_2', photoId);
      await followers.followPhoto(entryId, photoId);
      expect(await followers.followersOf(photoId)).toEqual([entryId, 'cs_test_2']);
      expect(await progress.get(entryId)).toMatchObject({ photoId });
    });
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { PersonErasedError } from '../../../core/domain/errors.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { Tombstones } from '../../../core/progress/tombstones.ts';
import { documentTables } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let progress: Progress;
  let tombstones: Tombstones;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    ({ progress, tombstones } = progressIn(await open(), () => clock));
  });

  test('a tombstone stands with what else is known of an entry, and keeps its time', async () => {
    await progress.recordRegistration('cs_test_1', 'key', { admittedBy: 'pi_1' });
    await tombstones.set('cs_test_1');
    clock += 1_000;
    await tombstones.set('cs_test_1');
    await tombstones.set('archived_1');
    expect(await progress.get('cs_test_1')).toMatchObject({ erasedAt: '2027-03-01T12:00:00.000Z' });
    expect(await tombstones.all()).toEqual(
      new Map([
        ['cs_test_1', '2027-03-01T12:00:00.000Z'],
        ['archived_1', '2027-03-01T12:00:01.000Z'],
      ]),
    );
  });

  test('an entry is refused once it has one', async () => {
    await tombstones.check('cs_test_1');
    await tombstones.set('cs_test_1');
    await expect(tombstones.check('cs_test_1')).rejects.toThrow(PersonErasedError);
    expect(await tombstones.isErased('cs_test_2')).toBe(false);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { BadgeLease } from '../../../core/progress/badge-lease.ts';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord } from '../../../core/progress/progress-record.ts';
import { type DocumentTables, documentTables, itemIn, putItem } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const badge: BadgeRecord = {
  key: 'school-competitor-name_badge.jpg',
  hash: 'of all it was drawn from',
  md5: 'abc',
  contentType: 'image/jpeg',
  photo: 'used',
  preflight: [],
};

const by = (execution: string) => ({ entryId, purpose: 'confirmation', execution }) as const;

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let lease: BadgeLease;
  let files: DriveFiles;
  let mails: MailLedger;
  let progress: Progress;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ lease, files, mails, progress } = progressIn(tables, () => clock));
  });

  describe("a registration's keys", () => {
    test('are all under which it was seen, the latest first', async () => {
      await progress.recordRegistration(entryId, 'first', { admittedBy: 'pi_1' });
      await progress.recordRegistrationKey(entryId, 'second');
      await progress.recordRegistrationKey(entryId, 'first');
      await progress.recordRegistrationKey(entryId, 'third');
      const { registrationKey, registrationKeys } = await progress.get(entryId);
      expect(registrationKey).toBe('third');
      expect(registrationKeys[0]).toBe('third');
      expect(registrationKeys.toSorted()).toEqual(['first', 'second', 'third']);
    });

    test('are just the one, if an earlier version recorded it', async () => {
      await putItem(tables, tables.progress, { entryId, registrationKey: 'pk' });
      expect((await progress.get(entryId)).registrationKeys).toEqual(['pk']);
    });
  });

  test('what has been done is listed for every entry that is registered, and for no person or photo', async () => {
    await progress.recordRegistration(entryId, 'pk', { admittedBy: 'pi_1' });
    await progress.recordRegistrationKey('reg_1', 'pk of another system');
    await progress.recordPerson('person_1', entryId, 'pk');
    await progress.park('cs_test_2', [{ part: 'registration', error: 'SomeError', reason: '' }]);
    expect(await progress.records()).toEqual(
      new Map([
        [entryId, await progress.get(entryId)],
        ['reg_1', await progress.get('reg_1')],
      ]),
    );
  });

  describe('what needs attention', () => {
    const failed = (part: 'registration' | 'confirmation' | 'findings' | 'badge') => ({
      part,
      error: 'SomeError',
      reason: `entry ${entryId}: some reason`,
    });

    test('is marked by part, with its reason and the time', async () => {
      await progress.park(entryId, [failed('confirmation'), failed('badge')]);
      const mark = {
        error: 'SomeError',
        reason: `entry ${entryId}: some reason`,
        at: '2027-03-01T12:00:00.000Z',
      };
      expect((await progress.get(entryId)).attention).toEqual({ confirmation: mark, badge: mark });
    });

    test('loses only the mark of the part that is completed', async () => {
      await progress.park(
        entryId,
        (['registration', 'confirmation', 'findings', 'badge'] as const).map(failed),
      );
      const marks = async () => Object.keys((await progress.get(entryId)).attention).sort();
      await progress.recordRegistration(entryId, 'pk', { admittedBy: 'pi_1' });
      expect(await marks()).toEqual(['badge', 'confirmation', 'findings']);
      await mails.recordSent(by('first'), 'message-1', 'confirmation');
      expect(await marks()).toEqual(['badge', 'findings']);
      await lease.holdingBadge(entryId, 'first', () => lease.recordBadge(entryId, 'first', badge));
      expect(await marks(), 'a rendered badge is not in Drive yet').toEqual(['badge', 'findings']);
      await files.recordDrive(entryId, { fileId: 'file-1', md5: 'abc' });
      expect(await marks()).toEqual(['findings']);
      await progress.recordDone(entryId, 'findings');
      expect(await marks()).toEqual([]);
    });

    test('keeps its mark when a mail is refused, or another mail is sent', async () => {
      await progress.park(entryId, [failed('confirmation')]);
      await mails.claim(by('second'));
      await mails.recordRefusal(by('second'));
      await mails.recordSent({ ...by('first'), purpose: 'attention first' }, 'message-2');
      expect(Object.keys((await progress.get(entryId)).attention)).toEqual(['confirmation']);
    });
  });

  describe('an entry that was given up', () => {
    const missing = {
      part: 'registration',
      error: 'EntryNotFoundError',
      reason: 'has not arrived',
    } as const;
    test('is marked so while it is missing', async () => {
      expect(await progress.wasGivenUp(entryId)).toBe(false);
      expect(await progress.parkMissing(entryId, missing, tables.entries)).toBe(true);
      expect(await progress.wasGivenUp(entryId)).toBe(true);
      await progress.recordRegistration(entryId, 'pk', { admittedBy: 'pi_1' });
      expect(await progress.wasGivenUp(entryId)).toBe(false);
    });

    test('is not marked once it has come', async () => {
      await putItem(tables, tables.entries, { entryId });
      expect(await progress.parkMissing(entryId, missing, tables.entries)).toBe(false);
      expect(await itemIn(tables, entryId)).toBeUndefined();
    });

    test('is recognised by the error it has when it was paid', async () => {
      await progress.parkMissing(entryId, { ...missing, error: 'PaymentWithoutEntryError' }, tables.entries);
      expect(await progress.wasGivenUp(entryId)).toBe(true);
    });

    test('is distinguished from one with another failure', async () => {
      await progress.park(entryId, [{ ...missing, error: 'StripeAccessDeniedError' }]);
      expect(await progress.wasGivenUp(entryId)).toBe(false);
    });
  });

  test('an entry that nothing has been done for has no progress', async () => {
    expect(await progress.get(entryId)).toEqual({ registrationKeys: [], attention: {} });
  });
});

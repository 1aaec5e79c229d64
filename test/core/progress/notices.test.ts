import { beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../../core/domain/findings.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { digestId, type Notices } from '../../../core/progress/notices.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const run = { execution: 'cs_test_1-2', stateMachine: 'machine' };
const later = { ...run, execution: 'cs_test_1-3' };
const toLookAt: Finding[] = [{ field: 'beltRank', code: 'unknown' }];

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let notices: Notices;
  let progress: Progress;
  let mails: MailLedger;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ notices, progress, mails } = progressIn(tables, () => clock));
  });

  const untold = () => notices.untoldBefore(clock + 1, 10);

  describe('what an execution ended with', () => {
    test('is noted once, and is read with the progress of its entry', async () => {
      await progress.park(entryId, [{ part: 'badge', error: 'DriveStorageFullError', reason: 'full' }]);
      await notices.note(entryId, run);
      const since = clock;
      clock += 1;
      await notices.note(entryId, run);
      expect(await untold()).toEqual([{ entryId, since }]);
      expect(await notices.read({ entryId, since })).toMatchObject({
        run,
        record: { attention: { badge: { error: 'DriveStorageFullError' } } },
        toLookAt: [],
      });
    });

    test('is another notice when another execution ends', async () => {
      await notices.note(entryId, run);
      const since = clock;
      clock += 1;
      await notices.note(entryId, later);
      expect(await untold()).toEqual([{ entryId, since: clock }]);
      expect(await notices.read({ entryId, since })).toBeUndefined();
    });

    test('is found by its time, the oldest first, up to the number asked for', async () => {
      const ids = ['cs_test_c', 'cs_test_a', 'cs_test_b'];
      for (const id of ids) {
        clock += 1;
        await notices.note(id, run);
      }
      expect((await untold()).map((notice) => notice.entryId)).toEqual(ids);
      expect((await notices.untoldBefore(clock, 10)).map((notice) => notice.entryId)).toEqual(
        ids.slice(0, 2),
      );
      expect((await notices.untoldBefore(clock + 1, 1)).map((notice) => notice.entryId)).toEqual(
        ids.slice(0, 1),
      );
    });

    test('is done with once its own mail was sent, but not by another mail', async () => {
      await notices.note(entryId, run);
      await notices.toldAlone(entryId, later.execution);
      expect(await untold()).toHaveLength(1);
      await notices.toldAlone(entryId, run.execution);
      expect(await untold()).toEqual([]);
    });

    test('stays noted after its own mail if there is something to look at', async () => {
      await notices.note(entryId, run, toLookAt);
      await notices.toldAlone(entryId, run.execution);
      expect(await notices.read({ entryId, since: clock })).toMatchObject({ toLookAt });
    });

    test('can be noted again after it was reported', async () => {
      await notices.note(entryId, run);
      await notices.toldAlone(entryId, run.execution);
      await notices.note(entryId, run);
      expect(await untold()).toHaveLength(1);
    });
  });

  describe('news about a payment', () => {
    const refunded = 're_1 succeeded';
    const lost = 'du_1 dispute-lost';

    test('adds up, beside what an execution ended with and what there is to look at', async () => {
      await notices.note(entryId, run, toLookAt);
      clock += 1;
      await notices.noteNews(entryId, [refunded]);
      clock += 1;
      await notices.noteNews(entryId, [lost]);
      clock += 1;
      await notices.note(entryId, later);
      const [notice, ...more] = await untold();
      expect(more).toEqual([]);
      const read = await notices.read(notice ?? expect.fail('nothing noted'));
      expect(read).toMatchObject({ run: later, toLookAt });
      expect(read?.news.toSorted()).toEqual([lost, refunded]);
    });

    test('counts as reported once it is noted', async () => {
      await notices.noteNews(entryId, [refunded]);
      expect((await progress.get(entryId)).moneyTold).toEqual([refunded]);
    });

    test('stays noted when an execution’s own mail was sent, without that execution', async () => {
      await notices.note(entryId, run);
      await notices.noteNews(entryId, [refunded]);
      await notices.toldAlone(entryId, run.execution);
      const read = await notices.read({ entryId, since: clock });
      expect(read).toMatchObject({ news: [refunded] });
      expect(read?.run).toBeUndefined();
    });

    test('is done with once a digest has reported it, and no mail of an execution is recorded', async () => {
      await notices.noteNews(entryId, [refunded]);
      await notices.toldInDigest({ entryId, since: clock }, { toLookAt: [], news: [refunded] }, 'message-1');
      expect(await untold()).toEqual([]);
      expect(await itemIn(tables, entryId)).toEqual({ entryId, moneyTold: new Set([refunded]) });
    });

    test('that is noted while a digest is sent is left to the next one, alone', async () => {
      await notices.note(entryId, run);
      await notices.noteNews(entryId, [refunded]);
      const since = clock;
      const read = await notices.read({ entryId, since });
      clock += 1;
      await notices.noteNews(entryId, [lost]);
      await notices.toldInDigest({ entryId, since }, read ?? expect.fail('nothing noted'), 'message-1');
      const [notice] = await untold();
      const next = await notices.read(notice ?? expect.fail('nothing noted'));
      expect(next).toMatchObject({ news: [lost], toLookAt: [] });
      expect(next?.run).toBeUndefined();
      expect(await mails.hasMailed(entryId, `attention ${run.execution}`)).toBe(true);
    });
  });

  describe('a mail of its own', () => {
    const may = (execution: string, kind = 'kind') => notices.mayTellAlone(kind, execution, 2);

    test('is for the first few of a kind in each hour, whose answer stays the same', async () => {
      expect([await may('a'), await may('b'), await may('c'), await may('a')]).toEqual([
        true,
        true,
        false,
        true,
      ]);
      expect(await may('c', 'another kind')).toBe(true);
      clock += 60 * 60_000;
      expect(await may('c')).toBe(true);
    });

    test('is for a few, even if many ask at the same moment', async () => {
      const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((execution) => may(execution)));
      expect(answers.filter(Boolean)).toHaveLength(2);
    });
  });

  describe('a digest', () => {
    test('is about what was sealed first, until it is done', async () => {
      const notice = { entryId, since: 1 };
      expect(await notices.sealed()).toBeUndefined();
      expect(await notices.seal([notice])).toBe(true);
      expect(await notices.seal([{ entryId: 'another', since: 2 }])).toBe(false);
      expect(await notices.sealed()).toEqual([notice]);
      await mails.claim({ entryId: digestId, purpose: 'digest', execution: 'first' });
      await notices.unseal();
      expect(await notices.sealed()).toBeUndefined();
      expect(await mails.claim({ entryId: digestId, purpose: 'digest', execution: 'first' })).toBeUndefined();
    });

    test('that never was sealed leaves nothing behind', async () => {
      await notices.unseal();
      expect(await itemIn(tables, digestId)).toBeUndefined();
    });

    test('reports a notice with its mail, but not one noted since', async () => {
      await notices.note(entryId, run, toLookAt);
      await notices.toldInDigest(
        { entryId, since: clock - 1 },
        { run: later, toLookAt, news: [] },
        'message-1',
      );
      expect(await untold()).toHaveLength(1);
      await notices.toldInDigest({ entryId, since: clock }, { run, toLookAt, news: [] }, 'message-1');
      expect(await untold()).toEqual([]);
      const sent = { status: 'sent', attempts: 1, execution: run.execution, attemptedAt: clock };
      expect(await itemIn(tables, entryId)).toEqual({
        entryId,
        'mail findings': { ...sent, messageId: 'message-1' },
      });
    });

    test('records the mail about what needs attention under its execution, and no mail if none was needed', async () => {
      await notices.note(entryId, run);
      await notices.toldInDigest({ entryId, since: clock }, { run, toLookAt: [], news: [] }, 'message-1');
      expect(await mails.hasMailed(entryId, `attention ${run.execution}`)).toBe(true);
      await notices.note('cs_test_2', run);
      await notices.toldInDigest(
        { entryId: 'cs_test_2', since: clock },
        { run, toLookAt: [], news: [] },
        undefined,
      );
      expect(await itemIn(tables, 'cs_test_2')).toEqual({ entryId: 'cs_test_2' });
    });
  });
});

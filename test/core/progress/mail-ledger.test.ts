import { beforeEach, describe, expect, test } from 'vitest';
import { MailInFlightError, MailOutcomeUnknownError } from '../../../core/domain/errors.ts';
import type { MailAttempt, MailLedger } from '../../../core/progress/mail-ledger.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const aMinute = 60_000;
const by = (execution: string): MailAttempt => ({ entryId, purpose: 'confirmation', execution });

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let mails: MailLedger;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ mails } = progressIn(tables, () => clock));
  });

  const claim = (execution: string) => mails.claim(by(execution));
  const record = async () => (await itemIn(tables, entryId))?.['mail confirmation'];

  describe('a mail is claimed', () => {
    test('by the first who asks; once it is sent, everybody gets its message id', async () => {
      expect(await claim('first')).toBeUndefined();
      expect(await record()).toEqual({
        status: 'sending',
        attempts: 1,
        execution: 'first',
        attemptedAt: clock,
      });
      await mails.recordSent(by('first'), 'message-1', 'confirmation');
      expect(await claim('first')).toBe('message-1');
      expect(await claim('second')).toBe('message-1');
    });

    test('again by the same execution after an unclear end, once', async () => {
      await claim('first');
      expect(await claim('first')).toBeUndefined();
      await expect(claim('first')).rejects.toThrow(MailOutcomeUnknownError);
      await expect(claim('second')).rejects.toThrow(MailInFlightError);
      clock += aMinute;
      await expect(claim('second')).rejects.toThrow(MailOutcomeUnknownError);
    });

    test('by another execution only when the first can no longer be sending it', async () => {
      await claim('first');
      clock += aMinute - 1;
      await expect(claim('second')).rejects.toThrow(MailInFlightError);
      clock += 1;
      expect(await claim('second')).toBeUndefined();
      expect(await record()).toMatchObject({ attempts: 2, execution: 'second' });
    });

    test('by one of two who ask at the same moment', async () => {
      const outcomes = await Promise.allSettled([claim('first'), claim('second')]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(MailInFlightError),
      });
    });

    test('by one of two that both find a lease has ended', async () => {
      await claim('first');
      clock += aMinute;
      const outcomes = await Promise.allSettled([claim('second'), claim('third')]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await record()).toMatchObject({ attempts: 2 });
    });

    test('by one of two that find at the same moment that it waits', async () => {
      await claim('first');
      await mails.recordWait(by('first'), { error: 'RateLimitedError' });
      const outcomes = await Promise.allSettled([claim('second'), claim('third')]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('once only, if it is one that is sent again', async () => {
      const again = (execution: string) => mails.claim({ entryId, purpose: 'resend 2027-03-01', execution });
      expect(await again('first')).toBeUndefined();
      await expect(again('first')).rejects.toThrow(MailOutcomeUnknownError);
      clock += aMinute;
      await expect(again('second')).rejects.toThrow(MailOutcomeUnknownError);
    });

    test('at once after a refusal, which does not count as an attempt', async () => {
      for (let refusals = 0; refusals < 5; refusals += 1) {
        expect(await claim('first')).toBeUndefined();
        await mails.recordRefusal(by('first'));
        clock += 1;
      }
      expect(await record()).toMatchObject({ status: 'refused', attempts: 0 });
      expect(await claim('second')).toBeUndefined();
    });

    test('but an earlier unclear end still counts after a refusal', async () => {
      await claim('first');
      await claim('first');
      await mails.recordRefusal(by('first'));
      expect(await claim('first')).toBeUndefined();
      await expect(claim('first')).rejects.toThrow(MailOutcomeUnknownError);
    });

    test('apart from the other mails of its entry', async () => {
      await claim('first');
      expect(await mails.claim({ ...by('second'), purpose: 'findings' })).toBeUndefined();
      expect(await mails.claim({ ...by('first'), purpose: 'attention first' })).toBeUndefined();
      expect(await mails.claim({ ...by('second'), purpose: 'attention second' })).toBeUndefined();
    });
  });

  test('what became of mails of some purposes is listed for all entries', async () => {
    const resend = 'resend 2027-03-01' as const;
    const other = { ...by('other'), entryId: 'cs_test_2' };
    await mails.recordSent(by('first'), 'message-1');
    await mails.claim({ ...by('second'), purpose: resend });
    await mails.recordRefusal(other);
    await mails.recordSent({ ...other, entryId: 'cs_test_3', purpose: 'findings' }, 'message-2');
    expect(await mails.statuses('confirmation', resend)).toEqual(
      new Map([
        ['cs_test_1', { confirmation: 'sent', [resend]: 'sending' }],
        ['cs_test_2', { confirmation: 'refused' }],
      ]),
    );
  });
});

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
});

import { beforeEach, describe, expect, test } from 'vitest';
import { MailBouncedError, MailComplaintError, MailInFlightError } from '../../../core/domain/errors.ts';
import type { Feedback, MailFeedback } from '../../../core/progress/mail-feedback.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const [to, corrected] = ['to_first', 'to_corrected'];
const first = { entryId, purpose: 'confirmation', execution: entryId, to } as const;
const again = { ...first, execution: 'cs_test_1-2' } as const;
const at = '2027-03-01T12:00:05.000Z';
const bounced: Feedback = {
  ...{ entryId, purpose: 'confirmation', messageId: 'message-1' },
  ...{ fate: 'bounced', what: 'Permanent/General', at },
};

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let recorded: ReturnType<typeof progressIn>;
  let mails: MailLedger;
  let feedback: MailFeedback;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    recorded = progressIn(tables, () => clock);
    ({ mails, feedback } = recorded);
    await mails.claim(first);
    await mails.recordSent(first, 'message-1', 'confirmation');
  });

  const item = async () => (await itemIn(tables, entryId)) ?? {};

  test('a mail that came back needs attention, and the organisers are to hear of it, once', async () => {
    expect(await feedback.record(bounced)).toBe('recorded');
    const marked = await item();
    expect(marked).toMatchObject({
      'mail confirmation': {
        status: 'returned',
        messageId: 'message-1',
        feedback: { what: bounced.what, at },
      },
      'attention confirmation': {
        error: 'MailBouncedError',
        reason: 'entry cs_test_1: SES says Permanent/General',
      },
      returned: { to, why: 'bounced', at },
      untoldReturn: { execution: entryId, stateMachine: 'registration' },
    });
    clock += 1;
    expect(await feedback.record(bounced)).toBe('known');
    expect(await item()).toEqual(marked);
  });

  test('nothing more is sent to that address until a person asks, but to another it is', async () => {
    await feedback.record(bounced);
    await expect(mails.claim(again)).rejects.toThrow(MailBouncedError);
    const refund = { ...again, purpose: 'refunded' } as const;
    await expect(mails.claim(refund)).rejects.toThrow(MailBouncedError);
    expect((await item())['mail refunded']).toMatchObject({ status: 'withheld' });
    expect(await mails.isLeftToPerson(entryId, 'refunded')).toBe(true);
    expect(await mails.claim({ ...again, purpose: 'findings', to: undefined })).toBeUndefined();

    expect(await mails.claim({ ...again, to: corrected })).toBeUndefined();
    await mails.recordSent({ ...again, to: corrected }, 'message-2', 'confirmation');
    expect(await item()).toMatchObject({ 'mail confirmation': { status: 'sent', to: corrected } });
    expect((await recorded.progress.get(entryId)).attention).toEqual({});
  });

  test('a person who asks for the same address says that it takes mails now', async () => {
    await feedback.record(bounced);
    expect(await mails.claim(again, 'resend')).toBeUndefined();
    expect((await item()).returned).toBeUndefined();
    expect(await mails.claim({ ...first, purpose: 'refunded' })).toBeUndefined();
  });

  test('a mail reported as spam has arrived; a run takes the mark off, and further mails are withheld, even after a person has asked for one', async () => {
    await feedback.record({ ...bounced, fate: 'complained', what: 'abuse' });
    expect(await item()).toMatchObject({
      'mail confirmation': { status: 'sent', feedback: { what: 'abuse' } },
      'attention confirmation': { error: 'MailComplaintError' },
    });
    expect(await mails.claim(again)).toBe('message-1');
    const refund = { ...first, purpose: 'refunded' } as const;
    await expect(mails.claim(refund)).rejects.toThrow(MailComplaintError);
    expect(await mails.claim(refund, 'resend')).toBeUndefined();
    const lost = { ...first, purpose: 'dispute lost' } as const;
    await expect(mails.claim(lost)).rejects.toThrow(MailComplaintError);
  });

  test.each([
    ['not taken', 'Transient/MailboxFull', { status: 'returned' }, 'MailBouncedError'],
    ['rejected', 'Bad content', { status: 'refused' }, 'MailRejectedError'],
    ['noted', 'Transient/General', { status: 'sent' }, undefined],
  ] as const)('a mail that was %s (%s) blocks no address', async (fate, what, record, error) => {
    await feedback.record({ ...bounced, fate, what });
    const { 'attention confirmation': mark, ...rest } = await item();
    expect(rest['mail confirmation']).toMatchObject({ ...record, feedback: { what, at } });
    expect(mark?.error).toBe(error);
    expect(rest.returned).toBeUndefined();
    expect(rest.untold).toBe(error && 'yes');
    await expect(mails.claim({ ...first, purpose: 'refunded' })).resolves.toBeUndefined();
  });

  test('what comes before its mail is recorded as sent is taken later, also when SES’s answer was lost', async () => {
    const refund = { ...first, purpose: 'refunded' } as const;
    await mails.claim(refund);
    const early = { ...bounced, purpose: 'refunded', messageId: 'message-9' } as const;
    await expect(feedback.record(early)).rejects.toThrow(MailInFlightError);
    clock += 60_000;
    expect(await feedback.record(early)).toBe('recorded');
    expect(await item()).toMatchObject({
      'mail refunded': { status: 'returned', messageId: 'message-9' },
      'attention payment': { error: 'MailBouncedError' },
    });
  });

  test('what comes late changes nothing: the mail was sent again, or nobody is there any more', async () => {
    await mails.claim(again, 'resend');
    await mails.recordSent(again, 'message-2', 'confirmation');
    const before = await item();
    expect(await feedback.record(bounced)).toBe('superseded');
    expect(await item()).toEqual(before);
    expect(await feedback.record({ ...bounced, entryId: 'cs_test_erased' })).toBe('no such mail');
    expect(await itemIn(tables, 'cs_test_erased')).toBeUndefined();
  });

  test('of a confirmation that was sent again, a run of the workflow knows that it did not arrive', async () => {
    const resend = { ...again, purpose: 'resend 2027-03-01' } as const;
    await mails.claim(resend);
    await mails.recordSent(resend, 'message-3');
    await feedback.record({ ...bounced, purpose: 'resend 2027-03-01', messageId: 'message-3' });
    expect(await item()).toMatchObject({
      'mail confirmation': { status: 'returned', messageId: 'message-1' },
      'mail resend 2027-03-01': { status: 'returned' },
      'attention confirmation': { error: 'MailBouncedError' },
      untoldReturn: { execution: entryId },
    });
  });

  test('the digest hears of it beside what an execution reports itself', async () => {
    const { notices } = recorded;
    await notices.note(entryId, { execution: entryId, stateMachine: 'registration' });
    await feedback.record(bounced);
    await notices.toldAlone(entryId, entryId);
    const [notice] = await notices.untoldBefore(clock + 1, 10);
    const noticed = notice && (await notices.read(notice));
    expect(noticed).toMatchObject({ returned: { execution: entryId } });
    if (notice && noticed) await notices.toldInDigest(notice, noticed, 'digest-1');
    expect(await item()).not.toHaveProperty('untoldReturn');
    expect(await notices.untoldBefore(clock + 1, 10)).toEqual([]);
  });
});

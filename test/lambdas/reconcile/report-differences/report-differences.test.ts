import { beforeEach, describe, expect, test } from 'vitest';
import { MailServiceUnavailableError } from '../../../../core/domain/errors.ts';
import type { Compared, Decision } from '../../../../core/domain/reconcile.ts';
import { reportDifferences } from '../../../../lambdas/reconcile/report-differences/report-differences.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import { tellingAt } from '../../../doubles/telling.ts';

const start = Date.parse('2027-03-10T12:00:00Z');
const since = '2027-03-08T12:00:00.000Z';
let now: number;
let at: ReturnType<typeof progressIn>;
let entries: MemoryEntries;

beforeEach(async () => {
  now = Date.parse(since);
  at = progressIn(inMemoryDocuments(), () => now);
  entries = new MemoryEntries()
    .with('cs_1', { full_name: 'Jordan Rivera', school: '=Golden Dragon', reg_type: 'competitor' })
    .with('cs_2', { full_name: 'Mila\nNovak', school: 'River City', reg_type: 'competitor' });
  await at.progress.park('cs_1', [
    { part: 'registration', error: 'EntryInvalidError', reason: 'entry cs_1: reg_type: missing' },
  ]);
  now = start;
});

const parked: Decision = { code: 'parked', id: 'cs_1', entryId: 'cs_1', paymentIntentId: 'pi_1', since };
const duplicate: Decision = {
  ...parked,
  code: 'duplicate',
  id: 'cs_2',
  entryId: 'cs_2',
  paymentIntentId: 'pi_2',
};
const unknown: Decision = { code: 'unknown-payment', id: 'du_1' };

async function report(decisions: Decision[], { mailer, sent } = recordingMailer(), more = 0) {
  const compared: Compared = {
    ...{ from: 0, repairs: [], decisions },
    counts: {
      ...{ refunds: 0, disputes: 0, warnings: 0, sessions: 0, unsettled: 0, repairs: 0 },
      decisions: decisions.length + more,
    },
  };
  const { progress, mails, differences } = at;
  const sources = { entries, registrations: new MemoryRegistrations(), progress };
  const dependencies = { mails, mailer, differences, sources, telling: tellingAt(() => now) };
  await reportDifferences({ execution: 'sweep-1', compared }, dependencies);
  return sent;
}

describe('one mail about what needs a person', () => {
  test('says of one who it is about, what happened, why, and what to do', async () => {
    const [mail] = await report([parked]);
    expect(mail?.subject).toBe(
      '2026 Midwest Open: A paid registration has been unfinished for more than a day',
    );
    expect(mail?.text).toContain('Jordan Rivera, =Golden Dragon: a field is missing or wrong');
    expect(mail?.text).toContain('https://dashboard.stripe.com/test/payments/pi_1');
    expect(mail?.text).toMatch(/Open the entry: https:\/\/us-east-2\.console\.aws\S+cs_1/);
  });

  test('groups several by what they are, and names them all in a list for spreadsheets', async () => {
    const [mail] = await report([parked, duplicate, unknown]);
    expect(mail?.subject).toBe('2026 Midwest Open: 3 payments need a decision');
    expect(mail?.text).toContain('A second payment for the same person has not been refunded');
    expect(mail?.text).toContain('no registration\n');
    expect(mail?.attachments).toMatchObject([{ fileName: 'sweep-1.csv', contentType: 'text/csv' }]);
    const rows = String(mail?.attachments?.[0]?.content).split('\r\n');
    expect(rows[0]).toBe(
      '\uFEFFWhat,Why,Since,Name,School,Registered as,Entry id,Id in Stripe,Payment,Payment in Stripe',
    );
    expect(rows[1]).toContain(
      `a field is missing or wrong,${since},Jordan Rivera,'=Golden Dragon,competitor,cs_1`,
    );
    expect(rows[2]).toContain('Mila Novak,River City,competitor,cs_2,cs_2,pi_2');
    expect(rows[3]).toMatch(/,,,,,,du_1,,https:/);
    expect(rows).toHaveLength(5);
  });

  test('names fifty of each kind, and counts the others', async () => {
    const many = Array.from({ length: 60 }, (_, count): Decision => ({ ...unknown, id: `du_${count}` }));
    const [mail] = await report(many, recordingMailer(), 7);
    expect(mail?.text).toContain('and 10 more, in the attached list');
    expect(mail?.text).toContain('There are 7 more: the next mail has them.');
    expect(String(mail?.attachments?.[0]?.content).split('\r\n')).toHaveLength(62);
  });
});

describe('what was reported', () => {
  test('is remembered on the entry, or under the id in Stripe, before the mail is sent', async () => {
    const refusing = recordingMailer(new MailServiceUnavailableError('SES: 500'));
    await expect(report([parked, unknown], refusing)).rejects.toThrow(MailServiceUnavailableError);
    expect((await at.progress.get('cs_1')).differencesTold).toEqual([`cs_1 parked ${since}`]);
    expect((await at.progress.get('du_1')).differencesTold).toEqual(['du_1 unknown-payment']);
  });

  test('is mailed once, however often the step is tried', async () => {
    const mailer = recordingMailer(new MailServiceUnavailableError('SES: 500'));
    await expect(report([parked], mailer)).rejects.toThrow(MailServiceUnavailableError);
    await report([parked], mailer);
    await report([parked], mailer);
    expect(mailer.sent).toHaveLength(1);
  });
});

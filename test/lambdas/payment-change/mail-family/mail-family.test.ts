import { beforeEach, expect, test } from 'vitest';
import { EntryNotFoundError, MailRejectedError } from '../../../../core/domain/errors.ts';
import { identityOf } from '../../../../core/domain/identity.ts';
import { personIdOf } from '../../../../core/domain/ids.ts';
import type { FamilyNews, UpdatedRegistration } from '../../../../core/domain/payment-change.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import { mailFamily } from '../../../../lambdas/payment-change/mail-family/mail-family.ts';
import { charge, reading, refund, unpaidSession } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import competitorItem from '../../../fixtures/entries/competitor.json' with { type: 'json' };

const entryId = 'cs_test_1';
const failed = { session: unpaidSession('complete'), charges: [charge('failed')] };
const onItsWay = { session: unpaidSession('complete'), charges: [charge('pending')] };

let recorded: ReturnType<typeof progressIn>;
let recording: ReturnType<typeof recordingMailer>;
let entries: MemoryEntries;
let registrations: MemoryRegistrations;
let clock: number;

beforeEach(() => {
  clock = reading().readAt;
  recorded = progressIn(inMemoryDocuments(), () => clock);
  recording = recordingMailer();
  entries = new MemoryEntries().with(entryId, competitorItem);
  registrations = new MemoryRegistrations();
});

async function mail(
  family: FamilyNews | undefined,
  changes: Partial<PaymentReading>,
  {
    registered = false,
    execution = 'a',
    asked,
    mailer = recording.mailer,
  }: {
    registered?: boolean;
    execution?: string;
    asked?: UpdatedRegistration['familyMail'];
    mailer?: typeof recording.mailer;
  } = {},
) {
  clock += 1;
  await recorded.payments.record(reading({ readAt: clock, ...changes }), undefined);
  const updated = { registered, state: 'paid', badge: false, news: false, family } as const;
  return mailFamily(
    { execution, state: { changed: entryId, entryId, updated, familyMail: asked } },
    {
      ...recorded,
      entries,
      registrations,
      mailer,
      stage: {
        competition: { name: 'Midwest Open', year: 2026 },
        contactEmail: 'contact@example.com',
        timeZone: 'America/Chicago',
      },
    },
  );
}

/** Another entry has registered the same person, under a key that the row no longer has. */
async function registerElsewhere(attributes: Record<string, { S: string }> = {}) {
  const { item } = await entries.load(entryId);
  const row = { ...item, entryId: { S: 'cs_test_other' }, pk: { S: 'moved' }, ...attributes };
  registrations.items.set('moved', row);
  await recorded.progress.recordPerson(personIdOf(identityOf(item)), 'cs_test_other', 'before');
  await recorded.progress.recordRegistrationKey('cs_test_other', 'moved');
}

const sent = { outcome: 'sent', messageId: 'message-1' };

test('each piece of news is mailed once, whatever is run again', async () => {
  expect(await mail('payment on its way', onItsWay)).toEqual(sent);
  expect(await mail('payment on its way', onItsWay)).toEqual(sent);
  expect(await mail('payment on its way', onItsWay, { execution: 'b' })).toEqual(sent);
  expect(recording.sent).toHaveLength(1);
  expect((await mail('payment failed', failed)).outcome).toBe('sent');
  expect(recording.sent.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('will be registered once the payment arrives'),
    expect.stringContaining('is not registered: the payment failed'),
  ]);
});

test('a debit that is on its way is not announced to somebody who was registered while the entry was waited for', async () => {
  await recorded.progress.recordRegistration(entryId, 'key', { admittedBy: 'pi_1' });
  expect(await mail('payment on its way', onItsWay)).toEqual({ outcome: 'no longer so' });
  expect(recording.sent).toHaveLength(0);
});

test('a payment that failed and a page that expired after that are one mail', async () => {
  await mail('payment failed', failed);
  await mail('payment page expired', { session: unpaidSession('expired'), charges: [] });
  expect(recording.sent).toHaveLength(1);
});

test('a person who runs it by hand can have it sent again, or taken as sent', async () => {
  const refunded = { refunds: [refund('succeeded')] };
  await mail('refunded', refunded, { registered: true, asked: 'arrived' });
  expect(recording.sent).toHaveLength(0);
  await mail('refunded', refunded, { registered: true, execution: 'b' });
  expect(recording.sent).toHaveLength(0);
  await mail('refunded', refunded, { registered: true, execution: 'c', asked: 'resend' });
  expect(recording.sent).toHaveLength(1);
});

test('the mail completes the part that it was marked for', async () => {
  const refused = recordingMailer(new MailRejectedError('refused'));
  await expect(mail('payment failed', failed, { mailer: refused.mailer })).rejects.toThrow(MailRejectedError);
  await recorded.progress.park(entryId, [{ part: 'payment', error: 'MailRejectedError', reason: 'refused' }]);
  await mail('payment failed', failed);
  expect((await recorded.progress.get(entryId)).attention).toEqual({});
});

test.each<[string, FamilyNews | undefined, Partial<PaymentReading>, boolean]>([
  ['there is no news', undefined, failed, false],
  ['the payment has arrived since', 'payment on its way', {}, false],
  ['the refund has failed since', 'refunded', { refunds: [refund('failed')] }, true],
])('nothing is sent if %s', async (_, news, changes, registered) => {
  expect((await mail(news, changes, { registered })).outcome).not.toBe('sent');
  expect(recording.sent).toEqual([]);
});

test('nothing is sent without an address', async () => {
  entries.with(entryId, { ...competitorItem, email: { S: 'nowhere' } });
  expect(await mail('payment failed', failed)).toEqual({ outcome: 'no address' });
});

test('nothing is sent about a payment that failed if another entry has registered the same person', async () => {
  await registerElsewhere();
  expect(await mail('payment failed', failed)).toEqual({ outcome: 'registered by another entry' });
  expect(await mail('payment on its way', onItsWay)).toEqual({ outcome: 'registered by another entry' });
});

test('neither if another system has', async () => {
  const { item } = await entries.load(entryId);
  const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
  registrations.items.set(pk, { ...item, entryId: { S: '' }, pk: { S: pk } });
  expect(await mail('payment failed', failed)).toEqual({ outcome: 'registered by another entry' });
});

test('a registration that was cancelled does not keep the mail back', async () => {
  await registerElsewhere({ payment_state: { S: 'refunded' } });
  expect((await mail('payment failed', failed)).outcome).toBe('sent');
});

test('an entry that has not arrived is waited for', async () => {
  entries.items.clear();
  await expect(mail('payment failed', failed)).rejects.toThrow(EntryNotFoundError);
});

import { beforeEach, expect, test } from 'vitest';
import {
  MailInFlightError,
  MailServiceUnavailableError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import { sendDigest, settledAfterMs } from '../../../../lambdas/digest/send-digest/send-digest.ts';
import { reportChange } from '../../../../lambdas/payment-change/report-change/report-change.ts';
import { charge, dispute, reading, refund } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import { tellingAt } from '../../../doubles/telling.ts';
import competitorItem from '../../../fixtures/entries/competitor.json' with { type: 'json' };

const entryId = 'cs_test_1';
const start = reading().readAt;
let clock: number;
let recorded: ReturnType<typeof progressIn>;
let recording: ReturnType<typeof recordingMailer>;

beforeEach(() => {
  clock = start;
  recorded = progressIn(inMemoryDocuments(), () => clock);
  recording = recordingMailer();
});

/** Keeps a reading that is newer than all before. */
async function read(changes: Partial<PaymentReading>, id = entryId): Promise<void> {
  clock += 1;
  const session = { ...reading().session, id };
  await recorded.payments.record(reading({ session, readAt: clock, ...changes }), undefined);
}

function dependencies(mailer = recording.mailer) {
  const sources = {
    entries: new MemoryEntries().with(entryId, competitorItem),
    registrations: new MemoryRegistrations(),
    progress: recorded.progress,
  };
  return { ...recorded, mailer, sources, telling: tellingAt(() => clock), aloneAnHour: 2 };
}

function report({ execution = 'a', id = entryId, mailer = recording.mailer } = {}) {
  const updated = { registered: true, state: 'paid', badge: false, news: true } as const;
  const state = { changed: id, entryId: id, updated };
  return reportChange({ execution, state }, dependencies(mailer));
}

async function digest() {
  clock += settledAfterMs + 1;
  return sendDigest({ execution: `digest ${clock}` }, dependencies());
}

const disputed = { disputes: [dispute('needs_response', true)] };
const subjects = () => recording.sent.map(({ subject }) => subject.slice('2026 Midwest Open: '.length));

test('what somebody has to act on has a mail of its own, once, whichever execution reports it', async () => {
  await read(disputed);
  expect(await report()).toEqual({ outcome: 'told', alone: 1, inDigest: 0 });
  expect(await report()).toEqual({ outcome: 'told', alone: 0, inDigest: 0 });
  await read(disputed);
  expect(await report({ execution: 'b' })).toEqual({ outcome: 'told', alone: 0, inDigest: 0 });
  expect(subjects()).toEqual([expect.stringContaining('A payment is disputed')]);
  expect(await digest()).toEqual({ told: 0 });
});

test('what nobody has to act on is in the digest, once', async () => {
  await read({ refunds: [refund('succeeded', 4_000)] });
  expect(await report()).toEqual({ outcome: 'told', alone: 0, inDigest: 1 });
  expect(await digest()).toEqual({ told: 1 });
  expect(await report({ execution: 'b' })).toEqual({ outcome: 'told', alone: 0, inDigest: 0 });
  expect(await digest()).toEqual({ told: 0 });
  expect(subjects()).toEqual(['A part of a payment was refunded']);
  expect(recording.sent[0]?.text).toContain('40.00 USD of 100.00 USD; not registered\n');
});

test('news that came one after the other are in one digest, beside what an execution of the registration left', async () => {
  const findings = [{ field: 'beltRank', code: 'unknown' }] as const;
  await recorded.notices.note(entryId, { execution: entryId, stateMachine: 'machine' }, findings);
  await read({ refunds: [refund('succeeded', 4_000)] });
  await report();
  await read({ refunds: [refund('succeeded', 4_000), refund('pending', 1_000)] });
  await report({ execution: 'b' });
  expect(await digest()).toEqual({ told: 1 });
  const [{ text = '' } = {}] = recording.sent;
  expect(text).toContain('Belt is not one that we know');
  expect(text).toContain('A part of a payment was refunded');
  expect(text).toContain('A refund is on its way');
});

test('what is no longer so by the time of the digest is left out', async () => {
  await read({ refunds: [refund('pending')] });
  await report();
  await read({ refunds: [refund('canceled')] });
  expect(await digest()).toEqual({ told: 0 });
  expect(recording.sent).toEqual([]);
});

test('beyond the first few of a kind in an hour, what is urgent is left to the digest too', async () => {
  for (const id of ['cs_test_a', 'cs_test_b', 'cs_test_c', 'cs_test_d']) {
    await read({ disputes: [{ ...dispute('needs_response', true), id: `du_${id}` }] }, id);
    await report({ id, execution: id });
  }
  expect(recording.sent).toHaveLength(2);
  expect(await digest()).toEqual({ told: 2 });
  expect(subjects()[2]).toBe('2 payments have changed: a payment is disputed');
  expect(recording.sent[2]?.text.match(/evidence is due by/g)).toHaveLength(2);
});

test('what cannot be mailed now is in the digest once the mail service is back', async () => {
  await read(disputed);
  const away = recordingMailer(new MailServiceUnavailableError('SES SendEmail: 503'));
  expect(await report({ mailer: away.mailer })).toEqual({ outcome: 'told', alone: 0, inDigest: 1 });
  expect(await digest()).toEqual({ told: 1 });
  expect(await report()).toEqual({ outcome: 'told', alone: 0, inDigest: 0 });
});

test('a mail that another execution is sending is waited for, not left to the digest', async () => {
  await read(disputed);
  await recorded.mails.claim({ entryId, purpose: 'news du_needs_response disputed', execution: 'other' });
  await expect(report()).rejects.toThrow(MailInFlightError);
  expect(await digest()).toEqual({ told: 0 });
});

test('cut off after any mail, the next execution goes on where it ended', async () => {
  const failing = () => Promise.reject(new ServiceUnavailableError('cut off'));
  await read({
    charges: [charge('succeeded', 30_000)],
    disputes: [dispute('needs_response', true), { ...dispute('warning_needs_response', false), id: 'du_2' }],
    refunds: [refund('succeeded', 1_000)],
  });
  const state = {
    changed: entryId,
    entryId,
    updated: { registered: true, state: 'paid', badge: false, news: true } as const,
  };
  for (const cut of ['recordTold', 'noteNews'] as const) {
    const given = dependencies();
    const payments = cut === 'recordTold' ? { recordTold: failing } : given.payments;
    const notices = Object.assign(Object.create(given.notices), {
      mayTellAlone: given.notices.mayTellAlone.bind(given.notices),
      noteNews: failing,
    });
    await expect(reportChange({ execution: cut, state }, { ...given, payments, notices })).rejects.toThrow(
      'cut off',
    );
  }
  await report();
  await digest();
  expect(subjects()).toEqual([
    expect.stringContaining('A payment is disputed'),
    expect.stringContaining('A bank asks about a payment'),
    'A part of a payment was refunded',
  ]);
});

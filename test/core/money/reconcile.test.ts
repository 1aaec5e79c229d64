import { describe, expect, test } from 'vitest';
import type { ListedSession } from '../../../core/clients/stripe-lists.ts';
import {
  compareExecution,
  comparePart,
  compareSession,
  isUnexplained,
  type KnownEntry,
} from '../../../core/money/reconcile.ts';
import { charge, dispute, reading, refund, unpaidSession } from './readings.ts';

const now = Date.parse('2027-03-10T12:00:00Z');
const twoDaysAgo = '2027-03-08T12:00:00Z';
const anHourAgo = '2027-03-10T11:00:00Z';

const listed = (changes: Partial<ListedSession> = {}): ListedSession => ({
  ...{ id: 'cs_test_1', created: now / 1_000 - 3_600, status: 'complete', paymentStatus: 'paid' },
  ...{ livemode: false, mode: 'payment', currency: 'usd', amountTotal: 10_000, paymentIntentId: 'pi_1' },
  origin: {},
  ...changes,
});
const unpaid = listed({ paymentStatus: 'unpaid' });
const entry = (changes: Partial<KnownEntry> = {}): KnownEntry => ({
  registered: false,
  marks: [],
  ...changes,
});
const registered = (changes: Partial<KnownEntry> = {}) =>
  entry({ registered: true, row: { state: 'paid' }, ...changes });
const mark = (error: string, at: string, part = 'registration') => ({ marks: [{ part, error, at }] });
const refunded = reading({ refunds: [refund('succeeded')] });
const lost = reading({ disputes: [dispute('lost', true)] });

describe('a Checkout Session', () => {
  const pending = reading({ session: unpaidSession('complete'), charges: [charge('pending')] });

  test.each<[what: string, ListedSession, KnownEntry, codes: string[]]>([
    ['paid and registered', listed(), registered(), []],
    ['paid and registered, its row deleted by an organiser', listed(), entry({ registered: true }), []],
    ['paid, and being registered', listed(), entry(), []],
    ['open', listed({ status: 'open', paymentStatus: 'unpaid', paymentIntentId: null }), entry(), []],
    [
      'expired, and nobody tried to pay',
      listed({ status: 'expired', paymentStatus: 'unpaid', paymentIntentId: null }),
      entry(),
      [],
    ],
    [
      'expired after somebody tried to pay',
      listed({ status: 'expired', paymentStatus: 'unpaid' }),
      entry(),
      ['unread'],
    ],
    ['with a bank debit that nobody has heard of', unpaid, entry(), ['unread']],
    ['with a bank debit that is known', unpaid, entry({ money: pending }), []],
    ['whose bank debit has succeeded since it was read', listed(), entry({ money: pending }), ['unread']],
    [
      'refunded, which its row says',
      listed(),
      registered({ money: refunded, row: { state: 'refunded' } }),
      [],
    ],
    ['refunded, which its row does not say', listed(), registered({ money: refunded }), ['out-of-line']],
    [
      'refunded, which was read a minute ago and is being followed',
      listed(),
      registered({ money: { ...refunded, readAt: now - 60_000 } }),
      [],
    ],
    ['refunded, its row deleted by an organiser', listed(), entry({ registered: true, money: refunded }), []],
    [
      'read before the payment came, which says nothing of its row',
      unpaid,
      registered({ money: pending }),
      [],
    ],
    ['read, and plainly paid', listed(), registered({ money: reading() }), []],
    [
      'whose refund failed, which its row does not say',
      listed(),
      registered({ money: reading({ refunds: [refund('failed')] }), row: { state: 'refunded' } }),
      ['out-of-line'],
    ],
    ['parked an hour ago', listed(), entry(mark('EntryInvalidError', anHourAgo)), []],
    ['parked two days ago', listed(), entry(mark('EntryInvalidError', twoDaysAgo)), ['parked']],
    [
      'of somebody who is registered already',
      listed(),
      entry(mark('DuplicateRegistrationError', twoDaysAgo)),
      ['duplicate'],
    ],
    [
      'of somebody who is registered already, and refunded',
      listed(),
      entry({ money: refunded, ...mark('DuplicateRegistrationError', twoDaysAgo) }),
      [],
    ],
    [
      'registered, its confirmation parked two days ago',
      listed(),
      registered(mark('MailRejectedError', twoDaysAgo, 'confirmation')),
      ['parked'],
    ],
  ])('%s', (_, session, known, codes) => {
    expect(compareSession(session, known, now).map(({ code }) => code)).toEqual(codes);
  });

  test('is named by its own id and its PaymentIntent; what is parked, with since when', () => {
    expect(compareSession(listed(), entry(mark('EntryInvalidError', twoDaysAgo)), now)).toEqual([
      { code: 'parked', id: 'cs_test_1', entryId: 'cs_test_1', paymentIntentId: 'pi_1', since: twoDaysAgo },
    ]);
  });
});

describe('what a paid Checkout Session without a registration', () => {
  test.each<[what: string, ListedSession, KnownEntry, boolean]>([
    ['lacks is unexplained', listed(), entry(), true],
    [
      'lacks is unexplained, also if it cost nothing',
      listed({ paymentStatus: 'no_payment_required', paymentIntentId: null }),
      entry(),
      true,
    ],
    [
      'lacks is unexplained, also while a dispute is open',
      listed(),
      entry({ money: reading({ disputes: [dispute('needs_response', true)] }) }),
      true,
    ],
    ['needs is known from its mark', listed(), entry(mark('EntryInvalidError', anHourAgo)), false],
    ['needs is nothing once it has been refunded', listed(), entry({ money: refunded }), false],
    [
      'needs is nothing while all of it is being refunded',
      listed(),
      entry({ money: reading({ refunds: [refund('pending')] }) }),
      false,
    ],
    ['needs is nothing once a dispute was lost', listed(), entry({ money: lost }), false],
    ['needs is a payment, if it is not paid', unpaid, entry(), false],
    [
      'needs is to be placed, if it costs nothing',
      listed({ status: 'open', paymentStatus: 'no_payment_required' }),
      entry(),
      false,
    ],
  ])('%s', (_, session, known, expected) => {
    expect(isUnexplained(session, known)).toBe(expected);
    expect(isUnexplained(session, { ...known, registered: true })).toBe(false);
  });

  test.each<[status: string | undefined, session: ListedSession, code: string | undefined]>([
    [undefined, listed(), 'not-started'],
    ['RUNNING', listed(), undefined],
    ['PENDING_REDRIVE', listed(), undefined],
    ['SUCCEEDED', listed(), 'lost'],
    ['FAILED', listed(), 'lost'],
    ['TIMED_OUT', listed(), 'lost'],
    ['ABORTED', listed(), undefined],
    ['ABORTED', listed({ created: now / 1_000 - 2 * 86_400 }), 'stopped'],
  ])('follows from the status %s of its execution', (status, session, code) => {
    expect(compareExecution(session, status, now)?.code).toBe(code);
  });
});

describe('a part of a payment', () => {
  const pending = refund('pending', 10_000, 're_1');
  const succeeded = refund('succeeded', 10_000, 're_1');
  const money = reading({ refunds: [succeeded], disputes: [dispute('needs_response', true)] });
  const part = <R>(read: R) => ({ reading: read, paymentIntentId: 'pi_1' });

  test.each<[what: string, known: KnownEntry, code: string | undefined]>([
    ['of a payment that was never read', registered(), 'unread'],
    ['that is not in the last reading', registered({ money: reading() }), 'unread'],
    ['that has changed since', registered({ money: reading({ refunds: [pending] }) }), 'unread'],
    ['that is as it was', registered({ money, row: { state: 'on hold' } }), undefined],
    ['that is as it was, though the row does not say so', registered({ money }), 'out-of-line'],
    ['that is as it was, of an entry that is not registered', entry({ money }), undefined],
  ])('%s', (_, known, code) => {
    const differences = comparePart('refunds', part(succeeded), 'cs_test_1', known, now);
    expect(differences).toEqual(
      code === undefined ? [] : [{ code, id: 're_1', entryId: 'cs_test_1', paymentIntentId: 'pi_1' }],
    );
  });

  test('is unread also where only the day by which evidence is due has changed', () => {
    const later = { ...dispute('needs_response', true), dueBy: null };
    const known = registered({ money, row: { state: 'on hold' } });
    expect(comparePart('disputes', part(later), 'cs_test_1', known, now)).toMatchObject([{ code: 'unread' }]);
  });
});

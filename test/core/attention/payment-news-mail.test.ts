import { describe, expect, test } from 'vitest';
import { newsAbout, newsInShort, paymentNewsMail } from '../../../core/attention/payment-news-mail.ts';
import type { Subject } from '../../../core/attention/subject.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { tellingAt } from '../../doubles/telling.ts';
import { dispute, reading, refund } from '../money/readings.ts';

const entryId = 'cs_test_1';
const telling = tellingAt(() => Date.UTC(2026, 10, 1, 18));
const subject: Subject = {
  person: { name: 'Jordan Rivera', school: 'Golden Dragon TKD - Owasso', registeredAs: 'competitor' },
  entryFound: true,
  incomplete: false,
  registrationKey: 'Golden_Dragon-competitor-Jordan_Rivera',
  checkoutSession: entryId,
  paymentIntentId: 'pi_1',
};
const nobody: Subject = { entryFound: false, incomplete: false, checkoutSession: entryId };

function onlyNews(changes: Partial<PaymentReading>, daysLater = 0) {
  const record = { registrationKeys: [], attention: {}, money: reading(changes) };
  const [news, ...more] = newsAbout(entryId, record, reading().readAt + daysLater * 86_400_000);
  expect(more).toEqual([]);
  return news ?? expect.fail('there should be news');
}

const mailAbout = (changes: Partial<PaymentReading>, about = subject, daysLater = 0) =>
  paymentNewsMail(onlyNews(changes, daysLater), about, telling);

test('a dispute: until when evidence is due, why, what the registration is by now, and the page to answer on', async () => {
  const { to, subject: line, text } = await mailAbout({ disputes: [dispute('needs_response', true)] });
  expect(to).toEqual(telling.admins);
  expect(line).toBe(
    '2026 Midwest Open: A payment is disputed, evidence is due by September 30, 2026 (Golden Dragon TKD - Owasso)',
  );
  expect(text).toContain('The registration is on hold until the bank decides');
  expect(text).toContain('Name: Jordan Rivera\n');
  expect(text).toContain(`Disputed: 100.00 USD
Paid: 100.00 USD
Reason: the card’s owner says that they did not make the payment
Evidence is due: September 30, 2026 at 9:13 AM CDT
`);
  expect(text).toContain('Open the dispute:\nhttps://dashboard.stripe.com/test/disputes/du_needs_response\n');
});

test.each<[string, Partial<PaymentReading>, string, string]>([
  [
    'a refund that failed',
    { refunds: [{ ...refund('failed'), failureReason: 'expired_or_canceled_card' }] },
    'A refund has failed',
    'Reason: the card has expired or was cancelled',
  ],
  [
    'a refund that is slow',
    { refunds: [{ ...refund('pending'), pendingReason: 'insufficient_funds' }] },
    'A refund has been on its way for five days',
    'Reason: your balance in Stripe is too low',
  ],
  [
    'a reason that Stripe may add',
    { disputes: [{ ...dispute('lost', true), reason: 'moon_phase' }] },
    'A dispute was lost',
    'Reason: moon phase',
  ],
  [
    'an early fraud warning',
    { warnings: [{ id: 'issfr_1', actionable: true, created: 1 }] },
    'A payment may be fraudulent',
    'Open the payment:\nhttps://dashboard.stripe.com/test/payments/pi_1',
  ],
])('%s', async (_, changes, title, part) => {
  const { subject: line, text } = await mailAbout(changes, subject, 6);
  expect(line).toContain(`: ${title}`);
  expect(text).toContain(part);
});

test('about a payment for which nobody is registered, it says so, and finds the payment by its session', async () => {
  const { subject: line, text } = await mailAbout({ disputes: [dispute('needs_response', true)] }, nobody);
  expect(line).not.toContain('(');
  expect(text).toContain('Nobody is registered with this payment.');
  expect(text).not.toContain('on hold');
  expect(text).not.toContain('Open the entry');
  const { text: warned } = await mailAbout(
    { warnings: [{ id: 'issfr_1', actionable: true, created: 1 }] },
    nobody,
  );
  expect(warned).toContain(`Open the payment:\n${telling.places.checkoutSession(entryId)}\n`);
});

describe('a line of the digest', () => {
  const short = (changes: Partial<PaymentReading>, about = subject) =>
    newsInShort(onlyNews(changes), about, telling.timeZone).join('; ');

  test('has the sums, and what the registration is by now', () => {
    expect(short({ refunds: [refund('succeeded')] })).toBe('100.00 USD of 100.00 USD; cancelled');
    expect(short({ refunds: [refund('succeeded', 4_000)] })).toBe('40.00 USD of 100.00 USD; registered');
    expect(short({ refunds: [refund('succeeded')] }, nobody)).toBe(
      '100.00 USD of 100.00 USD; not registered',
    );
  });

  test('has the day on which evidence is due', () => {
    expect(
      short({ disputes: [{ ...dispute('needs_response', true), currency: 'eur', amount: 9_000 }] }),
    ).toBe(
      '90.00 EUR of 100.00 USD; the card’s owner says that they did not make the payment; evidence is due by September 30, 2026; on hold',
    );
  });
});

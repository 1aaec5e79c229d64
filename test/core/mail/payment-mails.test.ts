import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import { type FamilyNews, familyNews } from '../../../core/domain/payment-change.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { type FamilyMailStage, paymentMail } from '../../../core/mail/payment-mails.ts';
import competitorItem from '../../fixtures/send-confirmation/competitor.json' with { type: 'json' };
import { charge, dispute, reading, refund, unpaidSession } from '../money/readings.ts';

const form = 'https://register.example.com/';
const stage: FamilyMailStage = {
  competition: { name: 'Midwest Open', year: 2026 },
  contactEmail: 'contact@example.com',
  form,
  timeZone: 'America/Chicago',
};
const entry = parseEntry(competitorItem, { competitionYear: 2026 });

const readings: Record<FamilyNews, PaymentReading> = {
  'payment on its way': reading({ session: unpaidSession('complete'), charges: [charge('pending')] }),
  'payment failed': reading({ session: unpaidSession('complete'), charges: [charge('failed')] }),
  'payment page expired': reading({ session: unpaidSession('expired'), charges: [] }),
  refunded: reading({ refunds: [refund('succeeded', 4_000), refund('succeeded', 6_000)] }),
  'dispute lost': reading({ disputes: [dispute('lost', true)] }),
};
const mailAbout = (news: FamilyNews, told = stage, email = 'parent@example.com') =>
  paymentMail({ ...entry, email }, news, readings[news], told);

describe.each(familyNews.options)('the mail “%s”', (news) => {
  test('says first whom it is about, and how to reach somebody', async () => {
    const { to, subject, text, html } = await mailAbout(news);
    expect(to).toEqual([{ name: 'Jordan Rivera', address: 'parent@example.com' }]);
    expect(subject).toMatch(/^Jordan Rivera (?:is|will) .+ · Midwest Open 2026$/);
    expect(text).toMatch(/^2026 Midwest Open\n/);
    expect(text).toContain('Hello Sam Rivera,');
    expect(text).toContain('Contact: contact@example.com');
    expect(html).toContain('mailto:contact@example.com');
  });

  test('has nothing medical in it, no phone number, no birth date and no attachment', async () => {
    const mail = await mailAbout(news);
    expect(JSON.stringify(mail)).not.toMatch(/Peanuts|Asthma|Albuterol|2013|07\/11|918/);
    expect(mail).not.toHaveProperty('attachments');
  });
});

test.each<[FamilyNews, string, string[]]>([
  [
    'payment on its way',
    'will be registered once the payment arrives',
    ['On its way: 100.00 USD\nStarted on: September 21, 2026\n', 'do not register or pay again'],
  ],
  [
    'payment failed',
    'is not registered: the payment failed',
    ['Failed: 100.00 USD\n', 'fill in the registration form again'],
  ],
  ['payment page expired', 'is not registered: the payment was not finished', ['Nothing was charged']],
  [
    'refunded',
    'is no longer registered: the payment was refunded',
    ['Refunded: 100.00 USD\nRefunded on: September 21, 2026\n', '5 to 10 business days'],
  ],
  ['dispute lost', 'is no longer registered: the bank returned the payment', ['Returned: 100.00 USD\n']],
])('%s: %s', async (news, what, parts) => {
  const { subject, text } = await mailAbout(news);
  expect(subject).toBe(`Jordan Rivera ${what} · Midwest Open 2026`);
  for (const part of parts) expect(text).toContain(part);
});

test('links to the form where registering again helps, if the stage names one', async () => {
  const links = await Promise.all(
    familyNews.options.map(async (news) => (await mailAbout(news)).text.includes(form)),
  );
  expect(familyNews.options.filter((_, index) => !links[index])).toEqual(['payment on its way']);
  const { text, html } = await mailAbout('refunded', { ...stage, form: undefined });
  expect(text + html).not.toContain('Open the registration form');
});

import { expect, test } from 'vitest';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import type { WholeEntry } from '../../../../local/playground/entries/entry-sources.ts';
import { storyOf } from '../../../../local/playground/entries/story.ts';

const second = (at: number) => at / 1_000;
const money: PaymentReading = {
  session: { id: 'cs_test_1', status: 'complete', paymentStatus: 'paid', created: second(1_000) },
  ...{ paymentIntentId: 'pi_1', currency: 'usd', warnings: [], readAt: 0 },
  charges: [
    { id: 'ch_1', status: 'failed', amount: 10_300, created: second(2_000) },
    { id: 'ch_2', status: 'succeeded', amount: 10_300, created: second(3_000) },
  ],
  refunds: [
    {
      id: 're_1',
      status: 'pending',
      amount: 300,
      created: second(8_000),
      pendingReason: 'insufficient_funds',
      failureReason: null,
    },
  ],
  disputes: [
    {
      id: 'du_1',
      status: 'needs_response',
      reason: 'general',
      amount: 10_000,
      currency: 'usd',
      withdrawn: true,
      created: second(9_000),
      dueBy: null,
    },
  ],
};

const entry: WholeEntry = {
  id: 'cs_test_1',
  money,
  item: { full_name: { S: 'Jordan Rivera' } },
  record: {
    registrationKeys: [],
    attention: { badge: { error: 'DriveStorageFullError', reason: '', at: new Date(7_000).toISOString() } },
  },
  executions: [
    {
      machine: 'registration',
      name: 'cs_test_1',
      status: 'FAILED',
      started: new Date(4_000).toISOString(),
      link: '/x',
      steps: [],
    },
  ],
  mails: [
    {
      purpose: 'confirmation',
      status: 'returned',
      at: 5_000,
      messageId: 'm',
      feedback: { what: 'Permanent/General', at: new Date(6_000).toISOString() },
    },
  ],
};

test('all that happened to an entry is told in the order in which it did', () => {
  const story = storyOf(entry).map(({ tone, title, detail }) =>
    [tone, title, detail].filter(Boolean).join(' | '),
  );
  expect(story).toEqual([
    'good | The form came in',
    'quiet | The payment page was opened',
    'bad | 103.00 USD could not be paid',
    'good | 103.00 USD paid',
    'bad | Registration: not done',
    'bad | Confirmation: sent, and came back',
    'warn | The mail service about the confirmation | Permanent/General',
    expect.stringMatching(/^bad \| A badge could not be made: .* \| DriveStorageFullError$/),
    'busy | 3.00 USD are being refunded | insufficient_funds',
    'bad | The payer disputes 100.00 USD | needs response',
  ]);
});

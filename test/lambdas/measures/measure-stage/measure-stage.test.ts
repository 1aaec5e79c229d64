import { expect, test } from 'vitest';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { measureStage } from '../../../../lambdas/measures/measure-stage/measure-stage.ts';
import { reading, refund } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { recordedMeasures } from '../../../doubles/recorded-measures.ts';

const badge = { key: 'k', hash: 'h', md5: 'new', contentType: 'image/jpeg', photo: 'used', preflight: [] };
const mark = { error: 'E', reason: 'r', at: '2027-03-01T12:00:00Z' };
const items: Record<string, Record<string, unknown>> = {
  cs_1: {
    registrationKey: 'a',
    badge,
    drive: { fileId: 'f', md5: 'new' },
    'mail confirmation': { status: 'sent' },
  },
  cs_2: {
    registrationKey: 'b',
    badge,
    drive: { fileId: 'f', md5: 'old' },
    'mail confirmation': { status: 'waiting' },
  },
  cs_3: { registrationKey: 'c', badge, badgeWithdrawn: true, 'attention badge': mark },
  cs_5: { registrationKey: 'd', updatedAt: '2027-03-01T11:00:00Z' },
  cs_6: { registrationKey: 'e', updatedAt: '2027-03-01T11:00:00Z', 'attention confirmation': mark },
  cs_7: { registrationKey: 'f', updatedAt: '2027-02-27T11:00:00Z' },
  cs_8: {
    registrationKey: 'g',
    money: reading({ refunds: [refund('succeeded')] }),
    'mail confirmation': { status: 'sent' },
  },
  cs_4: { 'attention badge': mark, 'attention findings': mark },
  canary_1: { registrationKey: 'd', badge, 'attention badge': mark },
  drive_pace: { pace: 1 },
};

async function measure(others: { hasDrive?: boolean; perDay?: number } = {}) {
  const documents = inMemoryDocuments();
  for (const [entryId, item] of Object.entries(items)) documents.items.set(entryId, { entryId, ...item });
  const { measured, measure: noted } = recordedMeasures();
  await measureStage({
    progress: new ProgressTable(documents.client, documents.progress),
    mailQuota: async () => ({ perDay: others.perDay, sent: 40 }),
    hasDrive: others.hasDrive ?? false,
    measure: noted,
    now: () => Date.parse('2027-03-01T12:00:00Z'),
  });
  return measured;
}

const always = [
  ['PeopleRegistered', 6],
  ['MailsWaiting', 2],
  ['NeedAttention', 0, { part: 'registration' }],
  ['NeedAttention', 1, { part: 'confirmation' }],
  ['NeedAttention', 1, { part: 'findings' }],
  ['NeedAttention', 2, { part: 'badge' }],
  ['NeedAttention', 0, { part: 'payment' }],
];

test('counts who is registered and has not been refunded, what waits and what needs attention', async () => {
  expect(await measure()).toEqual(always);
});

test('counts badges that are not in Drive as they are now, and how much of the day’s mails is used', async () => {
  const measured = await measure({ hasDrive: true, perDay: 50 });
  expect(measured.filter((figure) => !always.some((one) => one[0] === figure[0]))).toEqual([
    ['BadgesNotInDrive', 1],
    ['MailQuotaUsed', 80],
  ]);
});

import { expect, test } from 'vitest';
import { MailAccount } from '../../ses/mail-account.ts';

const hourMs = 3_600_000;

test('a mail counts towards the quota for 24 hours', () => {
  let now = 0;
  const account = new MailAccount(new Map(), () => now);
  const counted = () => account.handle('GET', 'account', '')?.body;
  const is = (SentLast24Hours: number) => ({ SendQuota: expect.objectContaining({ SentLast24Hours }) });
  account.sent();
  now = 23 * hourMs;
  account.sent();
  expect(counted()).toMatchObject(is(2));
  now = 24 * hourMs;
  expect(counted()).toMatchObject(is(1));
  account.sent();
  expect(counted()).toMatchObject(is(2));
});

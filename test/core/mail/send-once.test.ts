import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Mail, Mailer } from '../../../core/clients/mail.ts';
import {
  MailInFlightError,
  MailOutcomeUnknownError,
  MailPacedError,
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  RateLimitedError,
} from '../../../core/domain/errors.ts';
import { sendOnce } from '../../../core/mail/send-once.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { progressIn } from '../../doubles/progress.ts';

const mail: Mail = {
  to: [{ address: 'parent@example.com' }],
  subject: 'Subject',
  text: 'Text',
  html: '<p>Text</p>',
};
const entryId = 'cs_test_1';
const first = { entryId, execution: entryId, purpose: 'confirmation', part: 'confirmation' } as const;
const again = { ...first, execution: 'cs_test_1-2' } as const;

/** A mailer whose calls end as given and then succeed; it counts mails sent, including those with a lost answer. */
function scriptedMailer(...ends: (Error | 'answer lost')[]) {
  const left: Mail[] = [];
  const mailer: Mailer = {
    turn: { take: async () => undefined },
    async send(sent) {
      const end = ends.shift();
      if (end instanceof Error) throw end;
      left.push(sent);
      if (end === 'answer lost') throw new MailUnansweredError('SES: no answer');
      return { messageId: `message-${left.length}` };
    },
  };
  return { mailer, left };
}

let clock = 0;
let documents: ReturnType<typeof inMemoryDocuments>;
let mails: MailLedger;
let progress: Progress;

beforeEach(() => {
  clock = Date.parse('2026-05-01T12:00:00Z');
  documents = inMemoryDocuments();
  ({ mails, progress } = progressIn(documents, () => clock));
});

test('a mail that has to wait is not composed, and nothing is recorded of it', async () => {
  const { mailer, left } = scriptedMailer();
  const refusal = new MailPacedError('later', { notBefore: clock + 1_000 });
  const busy: Mailer = {
    ...mailer,
    turn: {
      async take() {
        throw refusal;
      },
    },
  };
  const compose = () => expect.unreachable('it was composed');
  await expect(sendOnce(first, compose, { mails, mailer: busy })).rejects.toThrow(refusal);
  expect(documents.items.size).toBe(0);
  expect(left).toEqual([]);
});

test('a mail is sent and its message id recorded', async () => {
  const { mailer, left } = scriptedMailer();
  expect(await sendOnce(first, () => mail, { mails, mailer })).toEqual({ messageId: 'message-1' });
  expect(left).toEqual([mail]);
  expect(documents.items.get(entryId)?.['mail confirmation']).toMatchObject({
    status: 'sent',
    messageId: 'message-1',
  });
});

test('a mail that was sent is not sent again by any execution', async () => {
  const { mailer, left } = scriptedMailer();
  await sendOnce(first, () => mail, { mails, mailer });
  expect(await sendOnce(first, () => mail, { mails, mailer })).toEqual({ messageId: 'message-1' });
  expect(await sendOnce(again, () => mail, { mails, mailer })).toEqual({ messageId: 'message-1' });
  expect(left).toHaveLength(1);
});

test('mails of different purposes are each sent', async () => {
  const { mailer, left } = scriptedMailer();
  await sendOnce(first, () => mail, { mails, mailer });
  await sendOnce({ ...first, purpose: 'findings', part: 'findings' }, () => mail, { mails, mailer });
  await sendOnce({ ...first, purpose: 'attention cs_test_1', part: undefined }, () => mail, {
    mails,
    mailer,
  });
  await sendOnce({ ...first, purpose: 'attention cs_test_1-2', part: undefined }, () => mail, {
    mails,
    mailer,
  });
  expect(left).toHaveLength(4);
});

test('legacy fault 4: stored, then mail failed: the mail is sent when run again', async () => {
  const refused = scriptedMailer(new MailRejectedError('SES refuses the mail (SendingPausedException)'));
  await expect(sendOnce(first, () => mail, { mails, mailer: refused.mailer })).rejects.toThrow(
    MailRejectedError,
  );
  await progress.park(entryId, [{ part: 'confirmation', error: 'MailRejectedError', reason: 'paused' }]);

  const { mailer, left } = scriptedMailer();
  await sendOnce(again, () => mail, { mails, mailer });
  expect(left).toHaveLength(1);
  expect((await progress.get(entryId)).attention).toEqual({});
});

describe('an attempt whose mail SES did not accept', () => {
  test.each([
    ['RateLimitedError', () => new RateLimitedError('SES SendEmail: asked to slow down')],
    ['MailServiceUnavailableError', () => new MailServiceUnavailableError('SES: 503 (ServiceUnavailable)')],
    ['MailRejectedError', () => new MailRejectedError('SES refuses the mail (MessageRejected)')],
  ])('%s is passed on and does not count as an attempt, however often it happens', async (_name, refusal) => {
    const { mailer, left } = scriptedMailer(refusal(), refusal(), refusal());
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(refusal().message);
    }
    await sendOnce(first, () => mail, { mails, mailer });
    expect(left).toHaveLength(1);
  });
});

describe('an unclear failure', () => {
  test('is retried once: the mail arrives at least once and at most twice', async () => {
    const { mailer, left } = scriptedMailer('answer lost');
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    expect(await sendOnce(first, () => mail, { mails, mailer })).toEqual({ messageId: 'message-2' });
    expect(left).toHaveLength(2);
  });

  test('that happens twice is not retried, in any execution', async () => {
    const { mailer, left } = scriptedMailer('answer lost', 'answer lost');
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    clock += 24 * 60 * 60_000;
    await expect(sendOnce(again, () => mail, { mails, mailer })).rejects.toThrow(MailOutcomeUnknownError);
    expect(left).toHaveLength(2);
  });

  test('an error of unknown kind is unclear too', async () => {
    const { mailer } = scriptedMailer(new TypeError('bug'), new TypeError('bug'));
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(TypeError);
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(TypeError);
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(MailOutcomeUnknownError);
  });

  test('keeps a second execution waiting while the first may still be sending', async () => {
    const { mailer, left } = scriptedMailer('answer lost');
    await expect(sendOnce(first, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    await expect(sendOnce(again, () => mail, { mails, mailer })).rejects.toThrow(MailInFlightError);
    expect(left).toHaveLength(1);
  });
});

describe('a mail that waits for SES', () => {
  const failing = () => scriptedMailer(new MailServiceUnavailableError('SES: 503 (ServiceUnavailable)'));
  const attempt = (occasion: Parameters<typeof sendOnce>[0] = first) =>
    expect(sendOnce(occasion, () => mail, { mails, mailer: failing().mailer })).rejects.toThrow(
      MailServiceUnavailableError,
    );
  const minutes = (count: number) => {
    clock += count * 60_000;
  };

  test('is marked and logged after a quarter of an hour, until it is sent', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    await attempt();
    minutes(14);
    await attempt();
    expect((await progress.get(entryId)).attention).toEqual({});
    expect(warned).not.toHaveBeenCalled();

    minutes(2);
    await attempt();
    expect((await progress.get(entryId)).attention).toEqual({
      confirmation: {
        error: 'MailServiceUnavailableError',
        reason: 'SES has not taken the mail since 2026-05-01T12:00:00.000Z; it is tried again by itself',
        at: '2026-05-01T12:16:00.000Z',
      },
    });
    expect(warned.mock.calls).toEqual([[{ entryId, mail: 'confirmation', mailWaitsSeconds: 960 }]]);

    const { mailer, left } = scriptedMailer();
    await sendOnce(again, () => mail, { mails, mailer });
    expect(left).toHaveLength(1);
    expect((await progress.get(entryId)).attention).toEqual({});
    expect(documents.items.get(entryId)?.['mail confirmation']).not.toHaveProperty('waitingSince');
    warned.mockRestore();
  });

  test('that does not complete a part is only logged', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const attention = { entryId, execution: entryId, purpose: 'attention cs_test_1' } as const;
    await attempt(attention);
    minutes(60);
    await attempt(attention);
    expect(warned).toHaveBeenCalledWith({ entryId, mail: 'attention cs_test_1', mailWaitsSeconds: 3_600 });
    expect((await progress.get(entryId)).attention).toEqual({});
    warned.mockRestore();
  });
});

describe('a person', () => {
  const resend = { ...again, asked: 'resend' } as const;
  const arrived = { ...again, asked: 'arrived' } as const;

  async function outcomeUnknown() {
    const { mailer } = scriptedMailer('answer lost', 'answer lost');
    for (const _ of [1, 2]) await sendOnce(first, () => mail, { mails, mailer }).catch(() => undefined);
    clock += 60 * 60_000;
    await progress.park(entryId, [{ part: 'confirmation', error: 'MailOutcomeUnknownError', reason: '' }]);
  }

  test('who asks for a mail to be sent again gets it once, however often the step is retried', async () => {
    await outcomeUnknown();
    const { mailer, left } = scriptedMailer();
    expect(await sendOnce(resend, () => mail, { mails, mailer })).toEqual({ messageId: 'message-1' });
    expect(await sendOnce(resend, () => mail, { mails, mailer })).toEqual({ messageId: 'message-1' });
    expect(left).toHaveLength(1);
    expect((await progress.get(entryId)).attention).toEqual({});
  });

  test('may ask for that even if the mail was sent, and again in another execution', async () => {
    const { mailer, left } = scriptedMailer();
    await sendOnce(first, () => mail, { mails, mailer });
    await sendOnce(resend, () => mail, { mails, mailer });
    await sendOnce({ ...resend, execution: 'cs_test_1-3' }, () => mail, { mails, mailer });
    await sendOnce({ ...first, execution: 'cs_test_1-4' }, () => mail, { mails, mailer });
    expect(left).toHaveLength(3);
  });

  test('who asked for that does not get a third unclear attempt', async () => {
    await outcomeUnknown();
    const { mailer, left } = scriptedMailer('answer lost', 'answer lost');
    await expect(sendOnce(resend, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    await expect(sendOnce(resend, () => mail, { mails, mailer })).rejects.toThrow(MailUnansweredError);
    await expect(sendOnce(resend, () => mail, { mails, mailer })).rejects.toThrow(MailOutcomeUnknownError);
    expect(left).toHaveLength(2);
  });

  test('who says that a mail has arrived makes it count as sent', async () => {
    await outcomeUnknown();
    const { mailer, left } = scriptedMailer();
    await sendOnce(arrived, () => mail, { mails, mailer });
    await sendOnce(first, () => mail, { mails, mailer });
    expect(left).toEqual([]);
    expect((await progress.get(entryId)).attention).toEqual({});
  });
});

test('two executions at once send one mail', async () => {
  const { mailer, left } = scriptedMailer();
  const ends = await Promise.allSettled([
    sendOnce(first, () => mail, { mails, mailer }),
    sendOnce(again, () => mail, { mails, mailer }),
  ]);
  expect(left).toHaveLength(1);
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a part marked as failed although its mail was sent is unmarked when run again', async () => {
  const { mailer, left } = scriptedMailer();
  await sendOnce(first, () => mail, { mails, mailer });
  await progress.park(entryId, [
    { part: 'confirmation', error: 'MailInFlightError', reason: 'not done in time' },
  ]);
  await sendOnce(again, () => mail, { mails, mailer });
  expect((await progress.get(entryId)).attention).toEqual({});
  expect(left).toHaveLength(1);
});

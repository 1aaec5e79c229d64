import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Mailer } from '../../../core/clients/mail.ts';
import { toAttributeValues } from '../../../core/domain/entry-item.ts';
import {
  MailInFlightError,
  MailOutcomeUnknownError,
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  RateLimitedError,
} from '../../../core/domain/errors.ts';
import { addresseeIdOf, registrationIdOf } from '../../../core/domain/ids.ts';
import { paymentStates } from '../../../core/domain/payment-state.ts';
import type { ConfirmedCompetition } from '../../../core/mail/confirmation-mail.ts';
import { resendConfirmation } from '../../../core/mail/resend.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { progressIn } from '../../doubles/progress.ts';
import { recordingMailer } from '../../doubles/recording-mailer.ts';
import competitorItem from '../../fixtures/send-confirmation/competitor.json' with { type: 'json' };
import { reading, refund } from '../money/readings.ts';

const competition: ConfirmedCompetition = {
  name: 'Midwest Open',
  year: 2026,
  contactEmail: 'contact@example.com',
};
const pk = { S: 'Golden-competitor-Jordan' };
const { checkout: _, ...sent } = toAttributeValues(competitorItem);
const row: Record<string, ReturnType<typeof toAttributeValues>[string]> = {
  ...sent,
  pk,
  payment: { S: 'pi_1' },
};
const entryId = registrationIdOf(row);
const { entryId: __, ...rowOfAnotherSystem } = row;

let clock: number;
let documents: ReturnType<typeof inMemoryDocuments>;
let recorded: ReturnType<typeof progressIn>;

beforeEach(async () => {
  clock = Date.parse('2026-05-01T12:00:00Z');
  documents = inMemoryDocuments();
  recorded = progressIn(documents, () => clock);
  await recorded.mails.recordSent({ entryId, purpose: 'confirmation', execution: entryId }, 'message');
});

async function resend({
  of = row,
  occasion = '2026-05-01',
  execution = 'batch-1',
  mailer = recordingMailer().mailer,
  mails = recorded.mails,
  badgesOn = true,
}: {
  of?: typeof row;
  occasion?: string;
  execution?: string;
  mailer?: Mailer;
  mails?: typeof recorded.mails;
  badgesOn?: boolean;
} = {}) {
  const record = await recorded.progress.get(registrationIdOf(of));
  const dependencies = { mails, mailer, competition, badgesOn, now: () => clock };
  return resendConfirmation({ row: of, record, occasion, execution }, dependencies);
}

describe('after a mail that came back', () => {
  const back = (fate: 'bounced' | 'complained') =>
    recorded.feedback.record({
      ...{ entryId, purpose: 'confirmation', messageId: 'message', fate, what: 'said by SES' },
      at: new Date(clock).toISOString(),
    });
  const first = { entryId, purpose: 'confirmation', execution: entryId } as const;
  const to = addresseeIdOf(entryId, String(row.email?.S));

  test('nothing is sent to the same address', async () => {
    await recorded.mails.recordSent({ ...first, to }, 'message');
    await back('bounced');
    expect(await resend()).toBe('mail came back');
    expect(await resend({ of: { ...row, email: { S: String(row.email?.S).toUpperCase() } } })).toBe(
      'mail came back',
    );
  });

  test('nor to one where it was reported as spam', async () => {
    await recorded.mails.recordSent({ ...first, to }, 'message');
    await back('complained');
    expect(await resend()).toBe('reported as spam');
  });

  test('it goes to the corrected address, which settles the matter', async () => {
    await recorded.mails.recordSent({ ...first, to }, 'message');
    await back('bounced');
    expect(await resend({ of: { ...row, email: { S: 'corrected@example.com' } } })).toBe('sent');
    expect((await recorded.progress.get(entryId)).attention).toEqual({});
    expect(await recorded.mails.statusOf(entryId, 'confirmation')).toBe('sent');
  });
});

describe('a confirmation that is sent again', () => {
  test('goes to the address that the registration has now, with its details, and says that it is sent again', async () => {
    const { mailer, sent } = recordingMailer();
    const corrected = { ...row, email: { S: 'corrected@example.com' }, beltRank: { S: 'blue' } };
    expect(await resend({ of: corrected, mailer })).toBe('sent');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      to: [{ name: 'Jordan Rivera', address: 'corrected@example.com' }],
      subject: 'Jordan Rivera is registered (sent again) · Midwest Open 2026',
    });
    expect(sent[0]?.text).toContain('\nBelt: Blue\n');
    expect(sent[0]?.text).toContain(
      'We are sending you this confirmation again, with the details as we have them today. It replaces the earlier one. Nothing is charged again.',
    );
  });

  test('is also sent for a registration that another system stored and confirmed', async () => {
    const { mailer, sent } = recordingMailer();
    expect(await resend({ of: rowOfAnotherSystem, mailer })).toBe('sent');
    expect(sent[0]?.text).toContain(`(${registrationIdOf(rowOfAnotherSystem)})`);
    expect(await resend({ of: rowOfAnotherSystem, mailer })).toBe('already sent');
  });

  test('is sent once for an occasion, and once more for another', async () => {
    const { mailer, sent } = recordingMailer();
    expect(await resend({ mailer })).toBe('sent');
    expect(await resend({ mailer, execution: 'another' })).toBe('already sent');
    expect(await resend({ mailer, execution: 'another', occasion: 'new-hall' })).toBe('sent');
    expect(sent).toHaveLength(2);
  });

  test.each(Object.keys(paymentStates).filter((state) => state !== 'paid'))(
    'is not sent while the payment is %s',
    async (state) => {
      expect(await resend({ of: { ...row, payment_state: { S: state } } })).toBe(`payment ${state}`);
    },
  );

  test('is not sent once the payment has gone back, although the registration does not say so yet', async () => {
    const { session } = reading();
    const returned = reading({ session: { ...session, id: entryId }, refunds: [refund('succeeded')] });
    await recorded.payments.record(returned, undefined);
    expect(await resend()).toBe('payment refunded');
  });

  test.each(['sending', 'waiting', 'refused', undefined])(
    'is not sent before the first one: that is %s, and the registration workflow’s to send',
    async (status) => {
      documents.items.set(entryId, { entryId, 'mail confirmation': status && { status, attempts: 1 } });
      expect(await resend()).toBe('not confirmed yet');
    },
  );

  test.each([undefined, { S: '' }, { S: 'nobody at example' }])(
    'is not sent where there is no address: %j',
    async (email) => {
      const { email: _, ...others } = row;
      expect(await resend({ of: email ? { ...row, email } : (others as typeof row) })).toBe('no address');
    },
  );
});

describe('an attempt', () => {
  test.each([
    ['refused', new MailRejectedError('-')],
    ['put off', new RateLimitedError('-')],
    ['made while SES was away', new MailServiceUnavailableError('-')],
  ])('that was %s is made again', async (_, refusal) => {
    const { mailer, sent } = recordingMailer(refusal);
    await expect(resend({ mailer })).rejects.toBe(refusal);
    expect(await resend({ mailer, execution: 'another' })).toBe('sent');
    expect(sent).toHaveLength(1);
  });

  test('of which nobody knows whether it sent the mail is not made again for the occasion', async () => {
    const { mailer, sent } = recordingMailer(new MailUnansweredError('SES: no answer'));
    await expect(resend({ mailer })).rejects.toThrow(MailOutcomeUnknownError);
    await expect(resend({ mailer })).rejects.toThrow(MailOutcomeUnknownError);
    await expect(resend({ mailer, execution: 'another' })).rejects.toThrow(MailInFlightError);
    clock += 60 * 60_000;
    await expect(resend({ mailer, execution: 'another' })).rejects.toThrow(MailOutcomeUnknownError);
    expect(sent).toHaveLength(0);
    expect(await resend({ mailer, occasion: 'second-try' })).toBe('sent');
  });
});

/** How an attempt at sending ends; `cut off` is the end of its Lambda, before or after SES took the mail. */
const ends = [
  'taken',
  'put off',
  'away',
  'refused',
  'answer lost',
  'cut off before',
  'cut off after',
] as const;
type End = (typeof ends)[number];
const unclear: readonly End[] = ['answer lost', 'cut off before', 'cut off after'];

test('whatever is started, at once or later, cut off and tried again: everybody gets one mail at most', async () => {
  const starts = fc.array(
    fc.record({
      execution: fc.constantFrom('a', 'b', 'c'),
      ends: fc.array(fc.constantFrom(...ends), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      starts,
      fc.integer({ min: 0, max: 90_000 }),
      async (scheduler, all, step) => {
        const calls = inMemoryDocuments();
        const { mails } = progressIn(
          {
            ...calls,
            client: { send: scheduler.scheduleFunction(calls.client.send as never) } as never,
          },
          () => clock,
        );
        await progressIn(calls, () => clock).mails.recordSent(
          { entryId, purpose: 'confirmation', execution: entryId },
          'message',
        );
        let mailsSent = 0;
        let anyUnclear = false;
        const mailerWith = (end: End): Mailer => ({
          turn: { take: async () => undefined },
          send: scheduler.scheduleFunction(async () => {
            if (unclear.includes(end)) anyUnclear = true;
            if (end === 'put off') throw new RateLimitedError('-');
            if (end === 'away') throw new MailServiceUnavailableError('-');
            if (end === 'refused') throw new MailRejectedError('-');
            if (end === 'cut off before') throw new Error('cut off');
            mailsSent += 1;
            if (end === 'answer lost') throw new MailUnansweredError('-');
            if (end === 'cut off after') throw new Error('cut off');
            return { messageId: 'again' };
          }),
        });
        const run = async ({ execution, ends }: { execution: string; ends: End[] }) => {
          for (const end of [...ends, 'taken' as const]) {
            const ended = await resend({ execution, mailer: mailerWith(end), mails }).catch((error) => error);
            clock += step;
            if (ended === 'sent' || ended === 'already sent') return;
          }
        };
        const running = Promise.all(all.map(run));
        await scheduler.waitFor(running);
        expect(mailsSent).toBeLessThanOrEqual(1);

        clock += 60 * 60_000;
        await scheduler.waitFor(run({ execution: 'last', ends: [] }));
        expect(mailsSent).toBeLessThanOrEqual(1);
        if (!anyUnclear) expect(mailsSent).toBe(1);
      },
    ),
    { numRuns: 100 },
  );
});

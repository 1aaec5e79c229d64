import { beforeEach, describe, expect, test } from 'vitest';
import type { ReadPayment } from '../../../../core/clients/stripe-payments.ts';
import type { Belonging, OwnPayments } from '../../../../core/domain/belonging.ts';
import { StripeAccessDeniedError } from '../../../../core/domain/errors.ts';
import { readPayment } from '../../../../lambdas/payment-change/read-payment/read-payment.ts';
import { reading, refund } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';

const { id } = reading().session;
const belonging: Belonging = { clientReferencePrefix: 'reg-' };
const paid: ReadPayment = {
  reading: reading(),
  livemode: false,
  mode: 'payment',
  origin: { client_reference_id: 'reg-7' },
};

let stage: ReturnType<typeof progressIn>;
beforeEach(() => {
  stage = progressIn(inMemoryDocuments());
});

function read(found: ReadPayment | undefined, own: OwnPayments = { mode: 'test', belonging }) {
  const stripe = { readPayment: async () => found };
  return readPayment('re_1', { stripe, own, readings: stage.payments });
}

describe('read payment', () => {
  test('keeps what was read for the entry that it is for', async () => {
    expect(await read(paid)).toBe(id);
    expect((await stage.progress.get(id)).money).toEqual(paid.reading);
  });

  test('asks Stripe by the id that it was given, and passes on what goes wrong', async () => {
    const asked: string[] = [];
    const stripe = {
      async readPayment(changed: string): Promise<never> {
        asked.push(changed);
        throw new StripeAccessDeniedError('no');
      },
    };
    const own = { mode: 'test', belonging } as const;
    await expect(readPayment('du_1', { stripe, own, readings: stage.payments })).rejects.toThrow(
      StripeAccessDeniedError,
    );
    expect(asked).toEqual(['du_1']);
  });

  test('keeps the later of two readings', async () => {
    const later = { ...paid, reading: reading({ readAt: 2e12, refunds: [refund('succeeded')] }) };
    await read(later);
    expect(await read(paid)).toBe(id);
    expect((await stage.progress.get(id)).money).toEqual(later.reading);
  });

  test.each<[string, ReadPayment | undefined]>([
    ['that Stripe does not know, or that was not paid in a Checkout Session', undefined],
    ['of another sale', { ...paid, origin: { client_reference_id: 'shop-7' } }],
    ['in the other mode', { ...paid, livemode: true }],
    ['that is a subscription', { ...paid, mode: 'subscription' }],
    [
      'whose id cannot be an entry’s',
      { ...paid, reading: reading({ session: { ...reading().session, id: 'x y' } }) },
    ],
  ])('leaves alone one %s', async (_, found) => {
    expect(await read(found)).toBeNull();
    expect((await stage.progress.get(id)).money).toBeUndefined();
  });

  test('takes every payment of the account where nothing distinguishes the stage’s', async () => {
    const own = { mode: 'live', belonging: undefined } as const;
    expect(await read({ ...paid, livemode: true, origin: {} }, own)).toBe(id);
  });
});

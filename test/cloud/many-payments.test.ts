/** Many payments to which things happen at random: after one sweep, all of them are as the fold over Stripe's objects says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStripe } from '../../core/clients/stripe.ts';
import type { PaymentReading } from '../../core/domain/payment-reading.ts';
import { standingOf } from '../../core/money/standing.ts';
import { waitFor } from '../../local/outcome.ts';
import { submitted } from './act.ts';
import { cloud, ended, frontEnd, outcomes } from './fixtures.ts';
import { executionsOf, marksOf, registrationsOf } from './inspect.ts';
import { coach } from './people.ts';
import { chargeOf, press } from './stripe-buttons.ts';
import { codesFor, sweep, withoutWebhooks } from './sweeps.ts';

/** `PAYMENTS=200 npx vitest run --project cloud test/cloud/many-payments.test.ts`, with `SEED=` for others. */
const count = Number(process.env.PAYMENTS ?? 10);
const seed = Number(process.env.SEED ?? 20270313);
const atOnce = 8;

const stripe = createStripe({ apiKey: cloud.secret.stripe.apiKey, apiBase: cloud.endpoints.stripe });

/** Each is true of a random tenth, or somewhat more of few payments. */
const oneIn = count < 100 ? 5 : 10;
const tenth = fc.integer({ min: 1, max: oneIn }).map((number) => number === 1);
const story = fc.record({
  refunded: tenth,
  disputed: tenth,
  /** Paid by a bank debit. */
  delayed: tenth,
  /** No webhook ever comes. */
  unannounced: tenth,
  bank: fc.constantFrom('bank-succeeds', 'bank-fails', 'stays on its way'),
  part: fc.boolean(),
  decision: fc.constantFrom('win', 'lose', 'stays open'),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

test(`${count} payments, some refunded, disputed, delayed, unannounced (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const stories = fc.sample(story, { numRuns: count, seed });
  const payments = await eachOf(stories, async (its) => {
    const { entryId } = await submitted(coach({ checkout: { S: '{CHECKOUT_SESSION_ID}' } }));
    return { entryId, its };
  });
  const ids = payments.map(({ entryId }) => entryId);
  await withoutWebhooks(payments.filter(({ its }) => its.unannounced).map(({ entryId }) => entryId));
  await eachOf(payments, pay);
  await eachOf(payments, meddle);

  await sweep();
  await waitFor(
    'every payment to be as the fold says',
    async () => {
      const wrong = (await eachOf(payments, ({ entryId }) => difference(entryId))).filter(Boolean);
      return wrong.length === 0 || undefined;
    },
    { withinMs: 120_000, everyMs: 500 },
  ).catch(async () => {
    expect((await eachOf(payments, ({ entryId }) => difference(entryId))).filter(Boolean)).toEqual([]);
  });
  expect(codesFor(await sweep(), ids)).toEqual([]);
});

async function pay({ entryId, its }: { entryId: string; its: Story }): Promise<void> {
  await frontEnd.press(its.delayed ? 'bank' : 'card', entryId);
  if (!its.delayed && !its.unannounced) await ended(entryId);
}

/** What happens after that. A bank debit on its way is not refunded or disputed. */
async function meddle({ entryId, its }: { entryId: string; its: Story }): Promise<void> {
  if (its.delayed) {
    if (its.bank !== 'stays on its way') await frontEnd.press(its.bank, entryId);
    if (its.bank !== 'bank-succeeds') return;
    if (!its.unannounced) await ended(entryId);
  }
  const charge = await chargeOf(entryId);
  if (its.disputed) {
    await press(`/_charges/${charge}/dispute`);
    const [dispute] = (await stripe.readPayment(charge))?.reading.disputes ?? [];
    if (its.decision !== 'stays open') await press(`/_disputes/${dispute?.id}/${its.decision}`);
  } else if (its.refunded) {
    await press(`/_charges/${charge}/refund`, its.part ? { amount: '1.00' } : {});
  }
}

/** What about an entry is not as the fold over its payment says; undefined when all is. */
async function difference(entryId: string): Promise<string | undefined> {
  const payment = await stripe.readPayment(entryId);
  if (!payment) return `${entryId}: no payment`;
  const { state } = standingOf(payment.reading);
  const [rows, progress, marks] = await Promise.all([
    registrationsOf(entryId),
    outcomes.progress(entryId),
    marksOf(entryId),
  ]);
  const { money } = progress as { money?: PaymentReading };
  const found = rows.map((row) => row.payment_state ?? 'paid');
  const running =
    (await executionsOf(entryId)).length > 0 && (await outcomes.execution(entryId))?.status === 'RUNNING';
  // What was refunded before anybody was registered for it is registered no more.
  const gone = state === 'refunded' || state === 'dispute lost';
  const expected = state === 'unpaid' || state === 'pending' || (gone && rows.length === 0) ? [] : [state];
  const kept = money && standingOf(money).state;
  const right = found.join() === expected.join() && (kept ?? 'paid') === state && !running;
  return right
    ? undefined
    : `${entryId}: is ${state}, read as ${kept}, registered as ${found.join()}, ${marks.join()}`;
}

/** Calls a function for each item, a few at a time. */
async function eachOf<T, R>(items: readonly T[], one: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(one))));
  }
  return results;
}

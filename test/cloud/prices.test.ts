/** What was paid, against what the entry should have cost by the price list of stage local. */
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { lineItemsOf } from '../../local/front-end.ts';
import { runAgain } from './act.ts';
import { cloud, ended, frontEnd, outcomes, register } from './fixtures.ts';
import { adminMails, fulfilled, holdings, marksOf, registrationsOf, untouched } from './inspect.ts';
import { competitor } from './people.ts';
import { stripe } from './stripe-events.ts';

type LineItem = Stripe.Checkout.SessionCreateParams.LineItem;

const item = (name: string, unit_amount: number, quantity = 1): LineItem => ({
  price_data: { currency: 'usd', unit_amount, product_data: { name } },
  quantity,
});

const two = { events: { S: 'poomsae,sparring' } };
const seminar = (): EntryItem => competitor({ reg_type: { S: 'seminar' } });

/** Registers an entry that pays for other things than it should. */
async function registerFor(body: EntryItem, items: LineItem[], changes: object = {}): Promise<string> {
  const entryId = await frontEnd.openSession(body, { line_items: items, ...changes });
  await frontEnd.post({ ...body, checkout: { S: entryId } });
  await frontEnd.press('card', entryId);
  await ended(entryId);
  return entryId;
}

test('what the form asks for is what the entry costs: nobody gets a mail', async () => {
  const body = competitor({
    events: { S: 'little_dragon,breaking,poomsae' },
    beltRank: { S: '1 degree black' },
  });
  const { entryId } = await register(body);
  expect(await holdings(entryId, body)).toEqual(fulfilled);
  expect(await adminMails(entryId)).toEqual([]);
  expect((await registrationsOf(entryId))[0]).not.toHaveProperty('findings');
});

test('more lines than Stripe shows at once are read to the end', async () => {
  const body = competitor(two);
  const [base, event, fee] = lineItemsOf(body) as [LineItem, LineItem, LineItem];
  const nothing = Array.from({ length: 15 }, () => item('Color Belt Registration', 0));
  const entryId = await registerFor(body, [...nothing, base, event, fee]);
  const [mail] = await adminMails(entryId);
  expect(mail?.body.text).toContain(
    'paid 103.00 USD, expected 103.00 USD; not expected: 15 x Color Belt Registration at 0.00 USD.',
  );
});

describe.concurrent('registered all the same, with both sums and what differs:', () => {
  test.each<[string, EntryItem, (items: LineItem[]) => LineItem[], string]>([
    [
      'paid less',
      two,
      (items) => items.filter(({ price_data }) => price_data?.product_data?.name !== 'Additional Event'),
      'Payment is less than the entry costs: paid 88.00 USD, expected 103.00 USD; missing: 1 x Additional Event',
    ],
    [
      'paid more',
      two,
      (items) => [...items, item('Additional Event', 1_500)],
      'Payment is more than the entry costs: paid 118.00 USD, expected 103.00 USD; not expected: 1 x Additional Event at 15.00 USD',
    ],
    [
      'paid for something else',
      two,
      ([, , ...fees]) => [item('T-shirt', 10_000), ...fees],
      'Payment is not for what was entered: paid 103.00 USD, expected 103.00 USD; missing: 1 x Additional Event, 1 x Color Belt Registration; not expected: 1 x something that is not on the price list at 100.00 USD',
    ],
    [
      'an event that the list does not know',
      { events: { S: 'poomsae,weapons' } },
      (items) => items,
      'Event is not on the price list',
    ],
  ])('%s', async (_, entered, change, finding) => {
    const body = competitor(entered);
    const entryId = await registerFor(body, change(lineItemsOf(body)));
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await marksOf(entryId)).toEqual([]);
    expect(await registrationsOf(entryId)).toMatchObject([{ payment_findings: finding }]);
    const [mail, ...more] = await adminMails(entryId);
    expect(more).toEqual([]);
    expect(mail?.body.text).toContain(`- ${finding}. `);
    if (finding.startsWith('Payment')) {
      expect(mail?.body.text).toContain(`  Open the payment in Stripe: ${cloud.endpoints.stripe}\n`);
    }
  });
});

test('where the stage is strict, less is parked before anybody is registered, until a person accepts it', async () => {
  const body = seminar();
  const entryId = await registerFor(body, [item('Seminar', 1_500)]);
  const { execution } = await outcomes.of(entryId);
  const sums =
    'paid 15.00 USD, expected 25.00 USD; at another price: 1 x Seminar at 15.00 USD in place of 25.00 USD';
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'UnderpaidError',
    cause: `registration: UnderpaidError: entry ${entryId}: ${sums}`,
  });
  expect(await holdings(entryId, body)).toEqual({ ...untouched, executions: ['FAILED'] });
  const [mail, ...more] = await adminMails(entryId);
  expect(more).toEqual([]);
  expect(mail?.subject).toContain('less was paid than the entry costs');
  expect(mail?.body.text).toContain(`P${sums.slice(1)}.`);

  await runAgain(entryId, `${entryId}-accepted`.slice(-80), { acceptPrice: true });
  expect(await holdings(entryId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
  expect(await registrationsOf(entryId)).toMatchObject([
    { payment_findings: `Payment is less than the entry costs: ${sums}` },
  ]);
  expect(await marksOf(entryId)).toEqual([]);

  // A person who is registered stays registered, whatever is run again.
  await runAgain(entryId, `${entryId}-again`.slice(-80));
  expect(await holdings(entryId, body)).toMatchObject({ executions: ['FAILED', 'SUCCEEDED', 'SUCCEEDED'] });
  expect(await marksOf(entryId)).toEqual([]);
});

test('where the stage is strict, more is registered', async () => {
  const body = seminar();
  const entryId = await registerFor(body, [item('Seminar', 2_500), item('Seminar', 2_500)]);
  expect(await holdings(entryId, body)).toEqual(fulfilled);
  expect(await registrationsOf(entryId)).toMatchObject([
    { payment_findings: expect.stringContaining('paid 50.00 USD, expected 25.00 USD') },
  ]);
});

describe('a discount', () => {
  const discounted = async (coupon: Stripe.CouponCreateParams) => {
    const { id } = await stripe.coupons.create({ amount_off: 1_000, currency: 'usd', ...coupon });
    const body = competitor(two);
    const entryId = await registerFor(body, lineItemsOf(body), { discounts: [{ coupon: id }] });
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    return entryId;
  };

  test.each([
    ['id', { id: 'early-bird' }],
    ['name', { name: 'Early Bird' }],
  ])('that is on the list by its %s is fine', async (_, coupon) => {
    expect(await adminMails(await discounted(coupon))).toEqual([]);
  });

  test('that is not on the list is reported', async () => {
    const [mail] = await adminMails(await discounted({ name: 'For friends' }));
    expect(mail?.body.text).toContain(
      'paid 93.00 USD, expected 103.00 USD; a discount of 10.00 USD that is not on the price list.',
    );
  });
});

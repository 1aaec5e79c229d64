import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Purchase, PurchasedLine } from '../../../core/clients/stripe-objects.ts';
import { belts } from '../../../core/domain/belts.ts';
import { eventKinds } from '../../../core/domain/events.ts';
import { checkMinimum, checkPrice } from '../../../core/money/price-check.ts';
import {
  type BillLine,
  billOf,
  type PricedEntry,
  type PriceList,
  priceList,
} from '../../../core/money/price-list.ts';
import { lineFor, purchaseOf } from './purchases.ts';

const price = (product: string, amount: number) => ({ product, amount });
const list = priceList.parse({
  competitor: {
    base: { product: 'price_1Base', name: 'Registration', amount: 8_500 },
    additionalEvent: { product: 'prod_Event', name: 'Additional Event', amount: 1_500 },
    surcharges: { breaking: price('Breaking', 1_000) },
    fees: [price('Convenience Fee', 300)],
    events: ['poomsae', 'sparring'],
  },
  coach: { base: price('Coach Registration', 2_000) },
  coupons: [{ id: 'early-27', lastDay: '2027-02-01' }, { name: 'Team Discount' }, { id: 'promo_1' }],
});
const settings = { currency: 'usd', timeZone: 'America/Chicago' };
const entry: PricedEntry = {
  registrationType: 'competitor',
  belt: 'yellow',
  events: [{ event: 'poomsae' }, { event: 'sparring' }, { event: 'breaking' }],
  asWritten: {},
};
const bill = billOf(entry, list) ?? [];
const lines = () => bill.map(lineFor);
const check = (purchase: Purchase) => {
  const { due: _, ...found } = checkPrice(entry, purchase, list, settings);
  return found;
};
const named = (name: string, changes: Partial<PurchasedLine> = {}): PurchasedLine => ({
  ...lineFor({ price: price(name, 1_500), quantity: 1 }),
  ...changes,
});

test('what was entered, was paid: nothing is found', () => {
  expect(check(purchaseOf(lines()))).toEqual({ findings: [] });
});

test('what was due is the bill, less the discounts that were rightly given, whatever was paid', () => {
  const dueOf = (purchase: Purchase, of = entry) => checkPrice(of, purchase, list, settings).due;
  const discount = (couponId: string) => ({ couponId, promotionCodeId: null, amount: 1_000 });
  expect(dueOf(purchaseOf(lines()))).toBe(12_800);
  expect(dueOf(purchaseOf(lines().slice(1)))).toBe(12_800);
  const early = [discount('early-27')];
  expect(dueOf(purchaseOf(lines(), { discounts: early, amountDiscount: 1_000 }))).toBe(11_800);
  const unknown = [discount('made-up')];
  expect(dueOf(purchaseOf(lines(), { discounts: unknown, amountDiscount: 1_000 }))).toBe(12_800);
  expect(dueOf(purchaseOf(lines()), { ...entry, registrationType: 'seminar' })).toBeUndefined();
});

test('neither the order of lines nor their split matters, nor whether a product has several', () => {
  const [base, event, ...others] = lines();
  const one = { ...event, quantity: 1, amountSubtotal: 1_500 } as PurchasedLine;
  const split = [...others, one, base as PurchasedLine, { ...one, priceId: 'price_other' }];
  expect(check(purchaseOf(split))).toEqual({ findings: [] });
});

test('a name is compared as people read it', () => {
  const spaced = lines().map((line) =>
    line.name === 'Convenience Fee' ? { ...line, name: ' convenience  fee' } : line,
  );
  expect(check(purchaseOf(spaced))).toEqual({ findings: [] });
});

describe('what differs is found, with both sums', () => {
  const without = (product: string) => bill.filter((line) => line.price.product !== product).map(lineFor);
  test.each<[string, PurchasedLine[], string, string]>([
    [
      'a line too few',
      without('Breaking'),
      'paid-less',
      'paid 118.00 USD, expected 128.00 USD; missing: 1 x Breaking',
    ],
    [
      'an event too few',
      [...without('prod_Event'), lineFor({ price: price('prod_Event', 1_500), quantity: 1 })],
      'paid-less',
      'paid 113.00 USD, expected 128.00 USD; missing: 1 x Additional Event',
    ],
    [
      'an event too many',
      [...lines(), lineFor({ price: price('prod_Event', 1_500), quantity: 1 })],
      'paid-more',
      'paid 143.00 USD, expected 128.00 USD; not expected: 1 x Additional Event at 15.00 USD',
    ],
    [
      'another price',
      [...without('price_1Base'), lineFor({ price: price('price_1Base', 5_000), quantity: 1 })],
      'paid-less',
      'paid 93.00 USD, expected 128.00 USD; at another price: 1 x Registration at 50.00 USD in place of 85.00 USD',
    ],
    [
      'something that is not for sale here',
      [...without('Breaking'), named('Jordan’s T-shirt', { unitAmount: 1_000, amountSubtotal: 1_000 })],
      'paid-otherwise',
      'paid 128.00 USD, expected 128.00 USD; missing: 1 x Breaking; not expected: 1 x something that is not on the price list at 10.00 USD',
    ],
    [
      'what others pay',
      [lineFor({ price: price('Coach Registration', 2_000), quantity: 1 })],
      'paid-less',
      'paid 20.00 USD, expected 128.00 USD; missing: 1 x Breaking, 1 x Convenience Fee, 1 x Registration, 2 x Additional Event; not expected: 1 x Coach Registration at 20.00 USD',
    ],
    [
      'nothing',
      [],
      'paid-less',
      'paid 0.00 USD, expected 128.00 USD; missing: 1 x Breaking, 1 x Convenience Fee, 1 x Registration, 2 x Additional Event',
    ],
  ])('%s', (_, bought, code, detail) => {
    expect(check(purchaseOf(bought))).toEqual({
      findings: [{ field: 'payment', code, detail }],
      ...(code === 'paid-less' && { shortfall: detail }),
    });
  });

  test('a sum that is not that of its lines', () => {
    expect(check(purchaseOf(lines(), { amountTotal: 12_700 }))).toMatchObject({
      shortfall: 'paid 127.00 USD, expected 128.00 USD',
    });
  });
});

test('a price that is set for several together is shared among them', () => {
  const together = lines().map((line) => (line.quantity === 2 ? { ...line, unitAmount: null } : line));
  expect(check(purchaseOf(together))).toEqual({ findings: [] });
});

describe('tax', () => {
  test('that Stripe adds on top is no part of the price', () => {
    expect(check(purchaseOf(lines(), { amountTax: 1_024 }))).toEqual({ findings: [] });
  });

  test('that is in the price is part of it', () => {
    expect(check(purchaseOf(lines(), { amountTax: 1_024, amountTotal: 12_800 }))).toEqual({ findings: [] });
  });
});

describe('a discount', () => {
  const discounted = (discount: Partial<Purchase['discounts'][number]>, changes: Partial<Purchase> = {}) =>
    check(
      purchaseOf(lines(), {
        amountDiscount: 1_000,
        discounts: [{ couponId: null, promotionCodeId: null, amount: 1_000, ...discount }],
        ...changes,
      }),
    );

  test.each([
    ['by the coupon’s id', { couponId: 'early-27' }],
    ['by its name', { couponId: 'x', couponName: 'team discount' }],
    ['by a promotion code', { couponId: 'x', promotionCodeId: 'promo_1' }],
  ])('that is on the list, %s, is fine', (_, discount) => {
    expect(discounted(discount)).toEqual({ findings: [] });
  });

  test('that is not on the list is found', () => {
    expect(discounted({ couponId: 'friends' }).shortfall).toBe(
      'paid 118.00 USD, expected 128.00 USD; a discount of 10.00 USD that is not on the price list',
    );
  });

  test('that is on the list hides no missing line', () => {
    const short = purchaseOf(lines().slice(1), {
      amountDiscount: 1_000,
      discounts: [{ couponId: 'early-27', promotionCodeId: null, amount: 1_000 }],
    });
    expect(check(short).shortfall).toBe('paid 33.00 USD, expected 118.00 USD; missing: 1 x Registration');
  });

  test('is given until the end of its last day, where the competition is', () => {
    const at = (hour: number) => ({ created: Date.UTC(2027, 1, 2, hour) / 1000 });
    expect(discounted({ couponId: 'early-27' }, at(5))).toEqual({ findings: [] });
    expect(discounted({ couponId: 'early-27' }, at(6)).shortfall).toBe(
      'paid 118.00 USD, expected 128.00 USD; a discount of 10.00 USD after its last day',
    );
  });

  test('of everything leaves nothing to pay', () => {
    const all = { couponId: 'early-27', promotionCodeId: null, amount: 12_800 };
    const free = purchaseOf(lines(), { amountDiscount: 12_800, discounts: [all] });
    expect(check(free)).toEqual({ findings: [] });
  });
});

test('an event that the list does not know is found beside the price', () => {
  const other: PricedEntry = { ...entry, events: [{ event: 'poomsae' }, { written: 'creative breaking' }] };
  const bought = (billOf(other, list) ?? []).map(lineFor);
  const notPriced = { field: 'events', code: 'not-priced' };
  expect(checkPrice(other, purchaseOf(bought), list, settings).findings).toEqual([notPriced]);
  expect(checkPrice(other, purchaseOf(bought.slice(1)), list, settings).findings).toMatchObject([
    { code: 'paid-less' },
    notPriced,
  ]);
});

test('a type that the list does not know is found, with what was paid', () => {
  const seminar: PricedEntry = { registrationType: 'seminar', events: [], asWritten: {} };
  expect(checkPrice(seminar, purchaseOf([named('Seminar')]), list, settings)).toEqual({
    findings: [{ field: 'reg_type', code: 'not-priced', detail: 'paid 15.00 USD' }],
  });
});

test('without a list, less than the minimum of the type is found', () => {
  expect(checkMinimum('competitor', 4_999, { competitor: 5_000 }, 'usd')).toEqual([
    { field: 'payment', code: 'paid-less', detail: 'paid 49.99 USD, expected at least 50.00 USD' },
  ]);
  expect(checkMinimum('competitor', 5_000, { competitor: 5_000 }, 'usd')).toEqual([]);
  expect(checkMinimum('coach', 0, { competitor: 5_000 }, 'usd')).toEqual([]);
});

describe('for any list and any entry', () => {
  const amount = fc.integer({ min: 1, max: 20_000 });
  const priced = (stem: string) =>
    fc
      .tuple(fc.constantFrom('price_', 'prod_', ''), amount)
      .map(([kind, each]) => price(`${kind}${stem}`, each));
  const byEvent = (stem: string, events: readonly string[]) =>
    fc
      .subarray([...events])
      .chain((chosen) =>
        fc
          .tuple(...chosen.map((event) => priced(`${stem} ${event}`)))
          .map((prices) => Object.fromEntries(chosen.map((event, index) => [event, prices[index]]))),
      );
  const lists = fc
    .record({
      competitor: fc.record(
        {
          base: priced('base'),
          blackBelts: priced('black'),
          includes: fc.integer({ min: 0, max: 3 }),
          additionalEvent: priced('event'),
          byItself: byEvent('alone', eventKinds.slice(8)),
          surcharges: byEvent('more', eventKinds.slice(0, 8)),
          fees: fc.tuple(priced('fee'), priced('second fee')),
        },
        { requiredKeys: ['base'] },
      ),
      coach: fc.record({ base: priced('coach') }),
      seminar: fc.record({ base: priced('seminar') }),
    })
    .map((given) => priceList.parse(given));
  const events = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(...eventKinds).map((event) => ({ event })),
      fc.constantFrom('creative breaking', 'demo').map((written) => ({ written })),
    ),
    { selector: (event) => JSON.stringify(event) },
  );
  const entries: fc.Arbitrary<PricedEntry> = fc.record({
    registrationType: fc.constantFrom('competitor', 'coach', 'seminar'),
    belt: fc.constantFrom(...belts, undefined),
    events,
    asWritten: fc.constant({}),
  });
  /** The form's session: lines in any order, with quantities split in any way. */
  const sessions = fc.tuple(lists, entries).chain(([prices, person]) => {
    const units = (billOf(person, prices) ?? []).flatMap(({ price: each, quantity }) =>
      Array.from({ length: quantity }, (): BillLine => ({ price: each, quantity: 1 })),
    );
    return fc
      .tuple(fc.shuffledSubarray(units, { minLength: units.length }), fc.array(fc.boolean()))
      .map(([order, joins]) => ({ prices, person, bought: joined(order, joins).map(lineFor) }));
  });

  /** Makes neighbours for the same price one line, where asked for. */
  function joined(units: readonly BillLine[], joins: readonly boolean[]): BillLine[] {
    const result: BillLine[] = [];
    units.forEach((unit, index) => {
      const last = result.at(-1);
      if (joins[index] && last?.price === unit.price) last.quantity += 1;
      else result.push({ ...unit });
    });
    return result;
  }

  const found = (person: PricedEntry, bought: PurchasedLine[], prices: PriceList) =>
    checkPrice(person, purchaseOf(bought), prices, settings);

  test('the session that the form would make is equal', () => {
    fc.assert(
      fc.property(sessions, ({ prices, person, bought }) => {
        const due = purchaseOf(bought).amountTotal;
        expect(found(person, bought, prices)).toEqual({ findings: [], due });
      }),
      { numRuns: 300 },
    );
  });

  const withQuantity = (line: PurchasedLine, quantity: number): PurchasedLine => ({
    ...line,
    quantity,
    amountSubtotal: (line.unitAmount ?? 0) * quantity,
  });
  const changes: Record<string, (line: PurchasedLine, by: number) => PurchasedLine[]> = {
    removed: () => [],
    'made twice': (line) => [line, line],
    'in another quantity': (line, by) => [withQuantity(line, line.quantity + by)],
    'at another price': (line, by) => [
      withQuantity({ ...line, unitAmount: (line.unitAmount ?? 0) + by }, line.quantity),
    ],
    'for another product': (line) => [
      { ...line, priceId: 'price_else', productId: 'prod_else', name: 'Something else' },
    ],
    'with another beside it': (line, by) => [
      line,
      lineFor({ price: price('Something else', by), quantity: 1 }),
    ],
  };
  test.each(Object.entries(changes))('a line %s is found', (_, change) => {
    fc.assert(
      fc.property(sessions, fc.nat(), amount, ({ prices, person, bought }, at, by) => {
        const index = at % bought.length;
        const changed = bought.flatMap((line, place) => (place === index ? change(line, by) : [line]));
        const [before, after] = [purchaseOf(bought), purchaseOf(changed)].map(
          ({ amountTotal }) => amountTotal ?? 0,
        ) as [number, number];
        const { findings, shortfall } = found(person, changed, prices);
        const code = after < before ? 'paid-less' : after > before ? 'paid-more' : 'paid-otherwise';
        expect(findings).toMatchObject([{ field: 'payment', code }]);
        expect(shortfall !== undefined).toBe(after < before);
        expect(findings[0]?.detail).toContain(';');
      }),
      { numRuns: 200 },
    );
  });
});

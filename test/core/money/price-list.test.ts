import { describe, expect, test } from 'vitest';
import { eventOf } from '../../../core/domain/events.ts';
import {
  billOf,
  hasUnpricedEvents,
  type PricedEntry,
  priceList,
  priceRules,
} from '../../../core/money/price-list.ts';

const price = (product: string, amount: number) => ({ product, amount });

/** The old form's prices, and what other tournaments added to them. */
const list = priceList.parse({
  competitor: {
    base: price('Color Belt Registration', 8_500),
    blackBelts: price('Black Belt Registration', 9_500),
    additionalEvent: price('Additional Event', 1_500),
    byItself: { little_dragon: price('Little Dragon Obstacle Course', 4_000) },
    surcharges: { breaking: price('Breaking', 1_000), 'sparring-wc': price('World Class', 2_000) },
    fees: [price('Convenience Fee', 300)],
  },
  coach: { base: price('Coach Registration', 2_000) },
});

const competitor = (events: string, belt: PricedEntry['belt'] = 'yellow'): PricedEntry => ({
  registrationType: 'competitor',
  belt,
  events: events.split(',').map((name) => {
    const event = eventOf(name);
    return event ? { event } : { written: name };
  }),
  asWritten: {},
});

const shortBill = (entry: PricedEntry) =>
  billOf(entry, list)?.map(({ price: { product }, quantity }) => `${quantity} x ${product}`);

describe('what an entry should cost', () => {
  test.each([
    ['one event comes with the base', 'poomsae', ['1 x Color Belt Registration']],
    [
      'each other event is added',
      'poomsae,sparring,pair poomsae',
      ['1 x Color Belt Registration', '2 x Additional Event'],
    ],
    ['an event with a price of its own is alone', 'little_dragon', ['1 x Little Dragon Obstacle Course']],
    [
      'beside another it is one more line and no additional event',
      'little_dragon,poomsae',
      ['1 x Color Belt Registration', '1 x Little Dragon Obstacle Course'],
    ],
    [
      'beside two others the second of them is additional',
      'poomsae,Little Dragon Obstacle Course,sparring',
      ['1 x Color Belt Registration', '1 x Additional Event', '1 x Little Dragon Obstacle Course'],
    ],
    [
      'a surcharge comes on top of the event',
      'breaking,sparring-wc',
      ['1 x Color Belt Registration', '1 x Additional Event', '1 x Breaking', '1 x World Class'],
    ],
    [
      'an event that nobody knows counts as one',
      'poomsae,creative breaking',
      ['1 x Color Belt Registration', '1 x Additional Event'],
    ],
  ])('%s', (_, events, expected) => {
    expect(shortBill(competitor(events))).toEqual([...expected, '1 x Convenience Fee']);
  });

  test.each([
    ['black', 'Black'],
    ['1 degree black', 'Black'],
    ['master', 'Black'],
    ['brown', 'Color'],
  ] as const)('a belt that is %s', (belt, kind) => {
    expect(shortBill(competitor('poomsae', belt))?.[0]).toBe(`1 x ${kind} Belt Registration`);
  });

  test.each([
    ['half black', 'Black'],
    ['camo', 'Color'],
  ])('a belt that is not understood, %s, goes by the word', (written, kind) => {
    const entry = { ...competitor('poomsae'), belt: undefined, asWritten: { beltRank: written } };
    expect(shortBill(entry)?.[0]).toBe(`1 x ${kind} Belt Registration`);
  });

  test('without a price for additional events, all come with the base', () => {
    const flat = priceList.parse({ competitor: { base: price('Registration', 5_000) } });
    expect(billOf(competitor('poomsae,sparring,breaking'), flat)).toHaveLength(1);
  });

  test('a competitor who entered no event pays the base', () => {
    expect(shortBill({ ...competitor('poomsae'), events: [] })?.[0]).toBe('1 x Color Belt Registration');
  });

  test('a coach pays what coaches pay, and a type that is not on the list is not known to', () => {
    const coach: PricedEntry = { registrationType: 'coach', events: [], asWritten: {} };
    expect(shortBill(coach)).toEqual(['1 x Coach Registration']);
    expect(billOf({ ...coach, registrationType: 'seminar' }, list)).toBeUndefined();
  });
});

test('where the list names the events it is for, it does not know any other', () => {
  const { competitor: prices } = list;
  const named = { ...list, competitor: prices && { ...prices, events: ['Poomsae', 'creative breaking'] } };
  for (const events of ['poomsae,little_dragon,breaking', 'Creative  Breaking']) {
    expect(hasUnpricedEvents(competitor(events), named), events).toBe(false);
  }
  for (const events of ['poomsae,weapons', 'demo']) {
    expect(hasUnpricedEvents(competitor(events), named), events).toBe(true);
    expect(hasUnpricedEvents(competitor(events), list), events).toBe(false);
  }
});

describe('a list is refused by path', () => {
  const base = price('Registration', 5_000);
  test.each<[string, unknown, string]>([
    ['with a price that is no whole number', { coach: { base: price('A', 0.5) } }, 'coach.base.amount'],
    ['with a price below zero', { coach: { base: price('A', -1) } }, 'coach.base.amount'],
    ['without a product', { coach: { base: price(' ', 1) } }, 'coach.base.product'],
    ['with a key that it does not know', { coach: { base, bas: base } }, 'coach'],
    ['with additional events for a coach', { coach: { base, additionalEvent: base } }, 'coach'],
    [
      'with two prices for one event',
      { competitor: { base, byItself: { little_dragon: base }, surcharges: { 'Little-Dragon': base } } },
      'competitor.surcharges.Little-Dragon',
    ],
    ['with a coupon that says two things', { coupons: [{ id: 'a', name: 'b' }] }, 'coupons.0'],
    ['with a coupon that says nothing', { coupons: [{}] }, 'coupons.0'],
    [
      'with a last day that does not exist',
      { coupons: [{ id: 'a', lastDay: '2027-02-30' }] },
      'coupons.0.lastDay',
    ],
    [
      'that is too long for the variable it travels in',
      { coach: { base, fees: Array.from({ length: 100 }, () => base) } },
      '',
    ],
  ])('%s', (_, given, path) => {
    const { error } = priceList.safeParse(given);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

test('a list can be read again as it was written for a Lambda', () => {
  const rules = { list, competitionYear: 2027, timeZone: 'America/Chicago' };
  expect(priceRules.parse(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
});

/** What an entry should cost, by the list of prices in the stage file. */
import * as z from 'zod';
import type { Entry } from '../domain/entry.ts';
import { type EventEntry, eventOf } from '../domain/events.ts';
import { keyword } from '../domain/names.ts';
import type { RegistrationType } from '../domain/registration-type.ts';

/** A line of the bill. */
const price = z.strictObject({
  /** The id of a price (`price_…`) or of a product (`prod_…`), or the product's name as Stripe shows it. */
  product: z.string().trim().min(1),
  /** What mails call it where `product` is an id. */
  name: z.string().trim().min(1).optional(),
  /** Of one, in the currency's smallest unit: 8500 for 85.00 USD. */
  amount: z.int().min(0),
});
export type Price = z.infer<typeof price>;

const pricesOfEveryType = {
  /** Whether an entry that was paid with less is parked, instead of being registered with a finding. */
  strict: z.boolean().default(false),
  /** What everybody pays, or with `blackBelts`, everybody else. */
  base: price,
  /** What black belts and masters pay in its place. */
  blackBelts: price.optional(),
  /** Added once each. */
  fees: z.array(price).default([]),
};
const otherPrices = z.strictObject(pricesOfEveryType);
/** Prices by event, in any spelling that the form may use. */
const byEvent = z.record(z.string(), price).default({});
const competitorPrices = z
  .strictObject({
    ...pricesOfEveryType,
    /** How many events the base includes. */
    includes: z.int().min(0).default(1),
    /** The price of each other event; without it the base includes all events. */
    additionalEvent: price.optional(),
    /** Events with a price of their own. They do not count as others do, and alone they need no base. */
    byItself: byEvent,
    /** Added for each of these events, which count as others do all the same. */
    surcharges: byEvent,
    /** The other events that the list is for; without it, any event. */
    events: z.array(z.string().min(1)).optional(),
  })
  .superRefine(({ byItself, surcharges }, context) => {
    const seen = new Set<string>();
    for (const [field, names] of Object.entries({ byItself, surcharges })) {
      for (const name of Object.keys(names)) {
        const event = comparableEvent(name);
        const message = 'this event has a price already';
        if (seen.has(event)) context.addIssue({ code: 'custom', path: [field, name], message });
        seen.add(event);
      }
    }
  });

/** A discount that may be given. */
const coupon = z
  .strictObject({
    /** Of the coupon, or of a promotion code (`promo_…`). */
    id: z.string().min(1).optional(),
    name: z.string().trim().min(1).optional(),
    /** The last day on which the payment page may have been opened, in the competition's time zone. */
    lastDay: z.iso.date().optional(),
  })
  .refine(({ id, name }) => (id === undefined) !== (name === undefined), 'expected one of id and name');

/** It travels in an environment variable, and a Lambda's may have 4 kB together. */
const largestListBytes = 2_800;

export const priceList = z
  .strictObject({
    competitor: competitorPrices.optional(),
    coach: otherPrices.optional(),
    seminar: otherPrices.optional(),
    coupons: z.array(coupon).default([]),
  })
  .refine(
    (list) => Buffer.byteLength(JSON.stringify(list)) <= largestListBytes,
    `is too long: over ${largestListBytes} bytes without blanks`,
  );
export type PriceList = z.infer<typeof priceList>;

/** The least that may be paid, by the type of registration, in the currency's smallest unit. */
export const minimumPrices = z.strictObject({
  competitor: z.int().min(1).optional(),
  coach: z.int().min(1).optional(),
  seminar: z.int().min(1).optional(),
} satisfies Record<RegistrationType, z.ZodType>);
export type MinimumPrices = z.infer<typeof minimumPrices>;

/** What a stage says about prices, with what else it takes to check them. */
export const priceRules = z.union([
  z.object({
    list: priceList,
    competitionYear: z.int(),
    /** IANA name, for the last days of coupons. */
    timeZone: z.string(),
  }),
  z.object({ minimum: minimumPrices }),
]);
export type PriceRules = z.infer<typeof priceRules>;

/** What of an entry its price depends on. */
export type PricedEntry = Pick<Entry, 'registrationType' | 'belt' | 'events' | 'asWritten'>;

export interface BillLine {
  price: Price;
  quantity: number;
}

/** The lines that an entry should be paid by; undefined where the list has no prices for its type. */
export function billOf(entry: PricedEntry, list: PriceList): BillLine[] | undefined {
  const prices = list[entry.registrationType];
  if (!prices) return undefined;
  const base = (wearsBlack(entry) && prices.blackBelts) || prices.base;
  const fees = prices.fees.map(once);
  if (!('byItself' in prices)) return [once(base), ...fees];

  const { includes, additionalEvent, byItself, surcharges } = prices;
  const alone = entry.events.flatMap((event) => priceOf(event, byItself) ?? []);
  const others = entry.events.length - alone.length;
  const additional = Math.max(0, others - includes);
  return [
    ...(others > 0 || alone.length === 0 ? [once(base)] : []),
    ...(additionalEvent && additional > 0 ? [{ price: additionalEvent, quantity: additional }] : []),
    ...alone.map(once),
    ...entry.events.flatMap((event) => priceOf(event, surcharges) ?? []).map(once),
    ...fees,
  ];
}

/** Whether an entry has events that the list does not know. */
export function hasUnpricedEvents({ registrationType, events }: PricedEntry, list: PriceList): boolean {
  const prices = list[registrationType];
  if (!prices || !('byItself' in prices) || !prices.events) return false;
  const known = [...prices.events, ...Object.keys(prices.byItself), ...Object.keys(prices.surcharges)].map(
    comparableEvent,
  );
  return events.some((event) => !known.includes(nameOf(event)));
}

/** Every price of a list, with its path in it. */
export function pricesIn(list: PriceList): { path: (string | number)[]; price: Price }[] {
  const found: ReturnType<typeof pricesIn> = [];
  const look = (value: unknown, path: (string | number)[]) => {
    const parsed = price.safeParse(value);
    if (parsed.success) found.push({ path, price: parsed.data });
    else if (Array.isArray(value)) value.forEach((inner, index) => void look(inner, [...path, index]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) look(inner, [...path, key]);
  };
  look(list, []);
  return found;
}

const once = (line: Price): BillLine => ({ price: line, quantity: 1 });

/** As the form does, by the words: a belt that is not understood is black if it says so. */
function wearsBlack({ belt, asWritten }: PricedEntry): boolean {
  return /black|master/i.test(belt ?? asWritten.beltRank ?? '');
}

function priceOf(event: EventEntry, prices: Record<string, Price>): Price | undefined {
  return Object.entries(prices).find(([name]) => comparableEvent(name) === nameOf(event))?.[1];
}

const comparableEvent = (name: string): string => eventOf(name) ?? keyword(name);
const nameOf = (event: EventEntry) => ('written' in event ? keyword(event.written) : event.event);

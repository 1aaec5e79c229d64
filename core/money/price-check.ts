/** Whether what was paid for an entry is what it should have cost. */
import type { GivenDiscount, Purchase, PurchasedLine } from '../clients/stripe-objects.ts';
import { dayIn } from '../domain/calendar-day.ts';
import type { Finding } from '../domain/findings.ts';
import { keyword } from '../domain/names.ts';
import type { RegistrationType } from '../domain/registration-type.ts';
import { amountInWords } from './currency.ts';
import {
  type BillLine,
  billOf,
  hasUnpricedEvents,
  type MinimumPrices,
  type Price,
  type PricedEntry,
  type PriceList,
  pricesIn,
} from './price-list.ts';
import { isTaxOnTop } from './tax.ts';

/** What the check is made with beside the list. */
export interface PriceCheckSettings {
  /** ISO 4217, lower case; the purchase is known to be in it. */
  currency: string;
  /** IANA name, for the last days of coupons. */
  timeZone: string;
}

export interface PriceCheck {
  /** None where all is as it should be. */
  findings: Finding[];
  /** What the entry should have cost, with the discounts that were rightly given; absent for one that is not priced. */
  due?: number;
  /** Set if less was paid than due: both sums and what differs, in words that say nothing about the person. */
  shortfall?: string;
}

/**
 * Compares what was bought with what the entry should have cost. Neither the order of the lines nor how quantities are
 * split over them matters.
 */
export function checkPrice(
  entry: PricedEntry,
  purchase: Purchase,
  list: PriceList,
  settings: PriceCheckSettings,
): PriceCheck {
  const inWords = (amount: number) => amountInWords(amount, settings.currency);
  const paid = paidFor(purchase);
  const bill = billOf(entry, list);
  if (!bill) {
    return { findings: [{ field: 'reg_type', code: 'not-priced', detail: `paid ${inWords(paid)}` }] };
  }
  const discounts = purchase.discounts.map((discount) => ({
    ...discount,
    problem: problemOf(discount, purchase, list, settings),
  }));
  const granted = sum(discounts.filter(({ problem }) => !problem).map(({ amount }) => amount));
  const due = Math.max(0, sum(bill.map(({ price, quantity }) => price.amount * quantity)) - granted);
  const differences = [
    ...differingLines(bill, purchase.lines, list, inWords),
    ...discounts.flatMap(({ amount, problem }) =>
      problem ? `a discount of ${inWords(amount)} ${problem}` : [],
    ),
  ];
  const unpriced: Finding[] = hasUnpricedEvents(entry, list) ? [{ field: 'events', code: 'not-priced' }] : [];
  if (paid === due && differences.length === 0) return { findings: unpriced, due };

  const detail = [`paid ${inWords(paid)}, expected ${inWords(due)}`, ...differences].join('; ');
  const code = paid < due ? 'paid-less' : paid > due ? 'paid-more' : 'paid-otherwise';
  return {
    findings: [{ field: 'payment', code, detail }, ...unpriced],
    due,
    ...(paid < due && { shortfall: detail }),
  };
}

/** Without a price list: whether at least so much was paid. @param paid in the currency's smallest unit. */
export function checkMinimum(
  registrationType: RegistrationType,
  paid: number,
  minimum: MinimumPrices,
  currency: string,
): Finding[] {
  const least = minimum[registrationType];
  if (least === undefined || paid >= least) return [];
  const detail = `paid ${amountInWords(paid, currency)}, expected at least ${amountInWords(least, currency)}`;
  return [{ field: 'payment', code: 'paid-less', detail }];
}

/** What was paid, without a tax that Stripe added on top of the prices. */
function paidFor(purchase: Purchase): number {
  const paid = purchase.amountTotal ?? 0;
  return isTaxOnTop(purchase) ? paid - purchase.amountTax : paid;
}

/** Why a discount should not have been given. */
function problemOf(
  { couponId, promotionCodeId, couponName }: GivenDiscount,
  { created }: Purchase,
  { coupons }: PriceList,
  { timeZone }: PriceCheckSettings,
): string | undefined {
  const listed = coupons.filter(({ id, name }) =>
    id === undefined
      ? couponName !== undefined && keyword(name ?? '') === keyword(couponName)
      : id === couponId || id === promotionCodeId,
  );
  if (listed.length === 0) return 'that is not on the price list';
  const day = dayIn(timeZone, created * 1000);
  return listed.some(({ lastDay }) => lastDay === undefined || day <= lastDay)
    ? undefined
    : 'after its last day';
}

/** A line of the bill, with the quantity that has not been found yet. */
interface Open {
  price: Price;
  quantity: number;
}

function differingLines(
  bill: readonly BillLine[],
  bought: readonly PurchasedLine[],
  list: PriceList,
  inWords: (amount: number) => string,
): string[] {
  const listed = pricesIn(list).map(({ price }) => price);
  const open: Open[] = bill.map((line) => ({ ...line }));
  const rest = bought.map((line) => ({ ...line, unitAmount: unitAmountOf(line) }));
  const missing = new Tally();
  const otherPrice = new Tally();
  const extra = new Tally();

  // Exact matches first: otherwise the result would depend on the order of the lines.
  for (const line of rest) {
    for (const wanted of open) {
      if (isFor(line, wanted.price) && line.unitAmount === wanted.price.amount) take(line, wanted);
    }
  }
  for (const line of rest) {
    for (const wanted of open.filter(({ price }) => isFor(line, price))) {
      const text = `${nameOf(wanted.price)} at ${inWords(line.unitAmount)} in place of ${inWords(wanted.price.amount)}`;
      otherPrice.add(text, take(line, wanted));
    }
    const known = listed.find((price) => isFor(line, price));
    const name = known ? nameOf(known) : 'something that is not on the price list';
    extra.add(`${name} at ${inWords(line.unitAmount)}`, line.quantity);
  }
  for (const { price, quantity } of open) missing.add(nameOf(price), quantity);
  return [
    ...missing.inWords('missing'),
    ...otherPrice.inWords('at another price'),
    ...extra.inWords('not expected'),
  ];
}

/** Takes as many as both have. @returns how many. */
function take(line: { quantity: number }, wanted: Open): number {
  const quantity = Math.min(line.quantity, wanted.quantity);
  line.quantity -= quantity;
  wanted.quantity -= quantity;
  return quantity;
}

/** How many there are of each. */
class Tally {
  readonly #quantities = new Map<string, number>();

  add(text: string, quantity: number): void {
    if (quantity > 0) this.#quantities.set(text, (this.#quantities.get(text) ?? 0) + quantity);
  }

  /** `missing: 1 x Additional Event, 2 x Breaking` */
  inWords(heading: string): string[] {
    const items = [...this.#quantities].map(([text, quantity]) => `${quantity} x ${text}`).sort();
    return items.length === 0 ? [] : [`${heading}: ${items.join(', ')}`];
  }
}

function isFor({ priceId, productId, name }: PurchasedLine, { product }: Price): boolean {
  return (
    product === priceId || product === productId || (name !== null && keyword(product) === keyword(name))
  );
}

/** The price of one; where Stripe gives none, its share of the line's. */
const unitAmountOf = ({ unitAmount, amountSubtotal, quantity }: PurchasedLine) =>
  unitAmount ?? amountSubtotal / Math.max(1, quantity);

const nameOf = ({ product, name }: Price) => name ?? product;
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

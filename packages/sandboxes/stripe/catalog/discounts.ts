import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { invalidRequest } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { WireCoupon, WireLineItem, WireSession } from '../wire.ts';
import { findCoupon, findPromotionCode, shownCoupon, shownPromotionCode } from './coupons.ts';

export interface GivenDiscount {
  coupon?: string;
  promotion_code?: string;
}

/** The smallest total a card can be charged, in the smallest unit: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const smallestTotals: Record<string, number> = {
  ...{ usd: 50, eur: 50, cad: 50, aud: 50, chf: 50, nzd: 50, brl: 50, sgd: 50 },
  ...{ gbp: 30, mxn: 1_000, jpy: 50, hkd: 400, dkk: 250, nok: 300, sek: 300, pln: 200 },
};

/**
 * Takes the discount off the session and its line items, which then add up to the session's amounts.
 * @throws ApiError 404; 400 when the coupon or code cannot be used here.
 */
export function applyDiscount(
  account: Account,
  session: WireSession,
  lineItems: WireLineItem[],
  { coupon: couponId, promotion_code }: GivenDiscount,
): void {
  const at = promotion_code === undefined ? 'coupon' : 'promotion_code';
  const param = `discounts[0][${at}]`;
  const code = promotion_code === undefined ? undefined : findPromotionCode(account, promotion_code, param);
  const coupon = findCoupon(account, String(code?.promotion.coupon ?? couponId), param);
  const subtotal = session.amount_subtotal ?? 0;
  if (code) checkCode(account, code, subtotal, param);
  if (!shownCoupon(account, coupon).valid) {
    throw invalidRequest(`Coupon ${coupon.id} is not valid any more.`, { code: 'coupon_expired', param });
  }
  if (coupon.currency !== null && coupon.currency !== session.currency) {
    throw invalidRequest('The coupon is in another currency than the Checkout Session.', { param });
  }
  const shares = discountsOf(
    lineItems.map((item) => item.amount_subtotal),
    coupon,
  );
  lineItems.forEach((item, index) => {
    item.amount_discount = shares[index] ?? 0;
    item.amount_total = item.amount_subtotal - item.amount_discount;
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  session.discounts = [
    code ? { coupon: null, promotion_code: code.id } : { coupon: coupon.id, promotion_code: null },
  ];
  session.amount_total = subtotal - total;
  session.total_details = { amount_discount: total, amount_shipping: 0, amount_tax: 0 };
}

const largestTotal = 99_999_999;

/** @throws ApiError 400 for a total that no card can be charged. */
export function checkTotal({ amount_total, currency }: WireSession): void {
  if (amount_total !== null && amount_total > largestTotal) {
    throw invalidRequest(`The Checkout Session's total amount due must be no more than ${largestTotal}.`, {
      code: 'amount_too_large',
    });
  }
  const smallest = smallestTotals[currency ?? ''] ?? 1;
  if (amount_total === null || amount_total === 0 || amount_total >= smallest) return;
  throw invalidRequest(
    `The Checkout Session's total amount due must add up to at least ${smallest} of the smallest unit of ${currency}.`,
    { code: 'amount_too_small' },
  );
}

/** What a coupon takes off each amount: the whole discount in proportion to the amounts, never more than one of them. */
export function discountsOf(
  amounts: readonly number[],
  { percent_off, amount_off }: Pick<WireCoupon, 'percent_off' | 'amount_off'>,
): number[] {
  const subtotal = amounts.reduce((sum, amount) => sum + amount, 0);
  const whole = percent_off === null ? (amount_off ?? 0) : Math.round((subtotal * percent_off) / 100);
  const total = Math.min(whole, subtotal);
  let before = 0;
  let given = 0;
  return amounts.map((amount) => {
    before += amount;
    // Rounding the running total instead of each share keeps the sum exact.
    const upToHere = subtotal === 0 ? 0 : Math.round((total * before) / subtotal);
    const share = Math.min(upToHere - given, amount);
    given += share;
    return share;
  });
}

/** Counts a completed session as a use of its coupon and its code. */
export function redeem(account: Account, session: WireSession): void {
  for (const given of session.discounts ?? []) {
    const { code, couponId } = sourceOf(account, given);
    if (code) code.times_redeemed += 1;
    // A coupon may be deleted between a session's start and its payment.
    const coupon = account.records.coupons.find(({ id }) => id === couponId);
    if (coupon) coupon.times_redeemed += 1;
  }
}

/** The promotion code and the coupon by which a session's discount was given. */
function sourceOf(account: Account, { promotion_code, coupon }: Stripe.Checkout.Session.Discount) {
  const code = promotion_code === null ? undefined : findPromotionCode(account, String(promotion_code));
  return { code, couponId: String(code?.promotion.coupon ?? coupon) };
}

/** `total_details.breakdown`, which is shown only where it is asked for. */
export function breakdownOf(
  account: Account,
  session: WireSession,
): Stripe.Checkout.Session.TotalDetails.Breakdown {
  const amount = session.total_details?.amount_discount ?? 0;
  const [given] = session.discounts ?? [];
  if (!given) return { discounts: [], taxes: [] };
  const { code, couponId } = sourceOf(account, given);
  const discount: Stripe.Discount = {
    id: newId('di_'),
    object: 'discount',
    checkout_session: session.id,
    customer: null,
    customer_account: null,
    end: null,
    invoice: null,
    invoice_item: null,
    promotion_code: code?.id ?? null,
    source: { type: 'coupon', coupon: couponId },
    start: session.created,
    subscription: null,
    subscription_item: null,
  };
  return { discounts: [{ amount, discount }], taxes: [] };
}

function checkCode(account: Account, code: Stripe.PromotionCode, subtotal: number, param: string): void {
  if (!shownPromotionCode(account, code).active) {
    throw invalidRequest('This promotion code is not active.', { code: 'promotion_code_not_active', param });
  }
  const { minimum_amount } = code.restrictions;
  if (minimum_amount !== null && subtotal < minimum_amount) {
    throw invalidRequest(`This promotion code is for orders of at least ${minimum_amount}.`, { param });
  }
}

import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { invalidRequest, missing } from '../api-error.ts';
import { newId, randomText } from '../ids.ts';
import type { WireCoupon } from '../wire.ts';

/** @throws ApiError 404. */
export function findCoupon({ records }: Account, id: string, param = 'coupon'): WireCoupon {
  const found = records.coupons.find((coupon) => coupon.id === id);
  if (!found) throw missing('coupon', id, param);
  return found;
}

export interface CouponParams {
  id?: string;
  percent_off?: number;
  amount_off?: number;
  currency?: string;
  duration: Stripe.Coupon.Duration;
  duration_in_months?: number;
  max_redemptions?: number;
  redeem_by?: number;
  name?: string;
  metadata?: Record<string, string>;
}

/** @throws ApiError 400. */
export function createCoupon(account: Account, given: CouponParams): WireCoupon {
  if ((given.percent_off === undefined) === (given.amount_off === undefined)) {
    throw invalidRequest('You must pass either percent_off or amount_off.', { param: 'percent_off' });
  }
  if (given.amount_off !== undefined && given.currency === undefined) {
    throw invalidRequest('You must pass currency when passing amount_off.', { param: 'currency' });
  }
  const id = given.id ?? randomText(8);
  if (account.records.coupons.some((coupon) => coupon.id === id)) {
    throw invalidRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' });
  }
  const coupon: WireCoupon = {
    id,
    object: 'coupon',
    amount_off: given.amount_off ?? null,
    ...account.origin(),
    currency: given.amount_off === undefined ? null : (given.currency ?? null),
    duration: given.duration,
    duration_in_months: given.duration_in_months ?? null,
    max_redemptions: given.max_redemptions ?? null,
    metadata: given.metadata ?? {},
    name: given.name ?? null,
    percent_off: given.percent_off ?? null,
    redeem_by: given.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  };
  account.records.coupons.push(coupon);
  account.state.changed();
  return coupon;
}

/** A coupon as the API returns it: invalid once it has expired or is used up. */
export function shownCoupon(account: Account, coupon: WireCoupon): WireCoupon {
  const { redeem_by, max_redemptions, times_redeemed } = coupon;
  const late = redeem_by !== null && redeem_by < account.now();
  const usedUp = max_redemptions !== null && times_redeemed >= max_redemptions;
  return { ...coupon, valid: !late && !usedUp };
}

export interface PromotionCodeParams {
  coupon: string;
  code?: string;
  active?: boolean;
  expires_at?: number;
  max_redemptions?: number;
  restrictions?: {
    minimum_amount?: number;
    minimum_amount_currency?: string;
    first_time_transaction?: boolean;
  };
  metadata?: Record<string, string>;
}

/** @throws ApiError 404 of the coupon; 400 when the code is taken. */
export function createPromotionCode(account: Account, given: PromotionCodeParams): Stripe.PromotionCode {
  const coupon = findCoupon(account, given.coupon);
  const code = given.code ?? randomText(8).toUpperCase();
  if (activeCode(account, code)) {
    throw invalidRequest(`An active promotion code with \`code: ${code}\` already exists.`, {
      param: 'code',
    });
  }
  const promotionCode: Stripe.PromotionCode = {
    id: newId('promo_'),
    object: 'promotion_code',
    active: given.active ?? true,
    code,
    ...account.origin(),
    customer: null,
    customer_account: null,
    expires_at: given.expires_at ?? null,
    max_redemptions: given.max_redemptions ?? null,
    metadata: given.metadata ?? {},
    promotion: { type: 'coupon', coupon: coupon.id },
    restrictions: {
      first_time_transaction: given.restrictions?.first_time_transaction ?? false,
      minimum_amount: given.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: given.restrictions?.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  };
  account.records.promotionCodes.push(promotionCode);
  account.state.changed();
  return promotionCode;
}

/** The promotion code a payer types; case does not matter. */
export function activeCode(account: Account, code: string): Stripe.PromotionCode | undefined {
  const typed = code.trim().toLowerCase();
  return account.records.promotionCodes.find(
    (candidate) => candidate.code.toLowerCase() === typed && isActive(account, candidate),
  );
}

/** @throws ApiError 404. */
export function findPromotionCode(
  { records }: Account,
  id: string,
  param = 'promotion_code',
): Stripe.PromotionCode {
  const found = records.promotionCodes.find((candidate) => candidate.id === id);
  if (!found) throw missing('promotion code', id, param);
  return found;
}

/** A promotion code as the API returns it: inactive once it has expired or is used up, or its coupon is. */
export function shownPromotionCode(account: Account, code: Stripe.PromotionCode): Stripe.PromotionCode {
  return { ...code, active: isActive(account, code) };
}

function isActive(account: Account, code: Stripe.PromotionCode): boolean {
  const { active, expires_at, max_redemptions, times_redeemed } = code;
  const coupon = account.records.coupons.find(({ id }) => id === code.promotion.coupon);
  return (
    active &&
    (expires_at === null || expires_at > account.now()) &&
    (max_redemptions === null || times_redeemed < max_redemptions) &&
    coupon !== undefined &&
    shownCoupon(account, coupon).valid
  );
}

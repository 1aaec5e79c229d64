import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Length of the part after the prefix, as in Stripe's own ids. */
const lengths = {
  cs_test_: 58,
  cs_live_: 58,
  pi_: 24,
  ch_: 24,
  /** A charge not paid by card. */
  py_: 24,
  re_: 24,
  /** A refund of such a charge. */
  pyr_: 24,
  du_: 24,
  issfr_: 24,
  txn_: 24,
  evt_: 24,
  we_: 24,
  li_: 24,
  pm_: 24,
  cus_: 14,
  price_: 24,
  prod_: 14,
  promo_: 24,
  di_: 24,
  tr_: 24,
  req_: 14,
} as const;

/** A random id of the same form and length as Stripe's: `cs_test_…` has 66 characters. */
export function newId(prefix: keyof typeof lengths): string {
  return prefix + randomText(lengths[prefix]);
}

/** Letters and digits, such as the id of a coupon that was given none. */
export function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

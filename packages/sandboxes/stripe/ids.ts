import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Length of the part after the prefix, as in Stripe's own ids. */
const lengths = {
  cs_test_: 58,
  cs_live_: 58,
  pi_: 24,
  ch_: 24,
  evt_: 24,
  li_: 24,
  pm_: 24,
  price_: 24,
  prod_: 14,
  req_: 14,
} as const;

/** A random id of the same form and length as Stripe's: `cs_test_…` has 66 characters. */
export function newId(prefix: keyof typeof lengths): string {
  return (
    prefix + Array.from({ length: lengths[prefix] }, () => alphabet[randomInt(alphabet.length)]).join('')
  );
}

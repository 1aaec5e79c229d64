import type { Purchase } from '../clients/stripe-objects.ts';

/** Whether Stripe added the tax to the prices, which otherwise include it. */
export function isTaxOnTop({ amountTotal, amountSubtotal, amountDiscount, amountTax }: Purchase): boolean {
  return (amountTotal ?? 0) === amountSubtotal - amountDiscount + amountTax;
}

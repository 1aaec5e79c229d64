/** Purchases as Stripe would tell of them. */
import type { Purchase, PurchasedLine } from '../../../core/clients/stripe-objects.ts';
import type { BillLine } from '../../../core/money/price-list.ts';

let number = 0;

/** A line of a session for a price of the list, which says which by an id or a name. */
export function lineFor({ price: { product, amount }, quantity }: BillLine): PurchasedLine {
  number += 1;
  return {
    priceId: product.startsWith('price_') ? product : `price_of_${number}`,
    productId: product.startsWith('prod_') ? product : `prod_of_${number}`,
    name: /^(?:price|prod)_/.test(product) ? `Product ${number}` : product,
    quantity,
    unitAmount: amount,
    amountSubtotal: amount * quantity,
  };
}

/** A paid session with these lines, in dollars. */
export function purchaseOf(lines: PurchasedLine[], changes: Partial<Purchase> = {}): Purchase {
  const amountSubtotal = lines.reduce((sum, line) => sum + line.amountSubtotal, 0);
  const { amountDiscount = 0, amountTax = 0 } = changes;
  return {
    id: 'cs_test_a1B2c3',
    status: 'complete',
    paymentStatus: 'paid',
    livemode: false,
    mode: 'payment',
    currency: 'usd',
    amountTotal: amountSubtotal - amountDiscount + amountTax,
    paymentIntentId: 'pi_1',
    created: Date.UTC(2027, 0, 15, 12) / 1000,
    lines,
    discounts: [],
    amountSubtotal,
    amountDiscount,
    amountTax,
    ...changes,
  };
}

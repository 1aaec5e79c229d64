import { newProduct } from './catalog/products.ts';
import { chargeOfOlderFile } from './money/charges.ts';
import type { Records } from './state.ts';

/** Adds what a file of an older version refers to and does not contain: charges, prices and products. */
export function completeOlderFile({ intents, charges, sessions, prices, products }: Records): void {
  const known = new Set(charges.map(({ id }) => id));
  for (const intent of intents) {
    const { latest_charge } = intent;
    if (latest_charge !== null && !known.has(latest_charge)) charges.push(chargeOfOlderFile(intent));
  }
  const priced = new Set(prices.map(({ id }) => id));
  for (const { price, description } of sessions.flatMap(({ lineItems }) => lineItems)) {
    if (priced.has(price.id)) continue;
    const given = { id: String(price.product), name: description ?? '', active: false };
    prices.push(price);
    products.push(newProduct(price, given));
  }
}

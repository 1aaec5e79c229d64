import { newProduct } from './catalog/products.ts';
import { chargeOfOlderFile } from './money/charges.ts';
import type { Records } from './state.ts';

/**
 * Adds what a file of an older version refers to and does not contain: charges, prices and products, and when answers
 * were kept.
 * @param now epoch seconds.
 */
export function completeOlderFile(records: Records, now: number): void {
  const { intents, charges, sessions, prices, products, answers } = records;
  for (const answer of Object.values(answers)) answer.at ??= now;
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

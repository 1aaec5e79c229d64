import type Stripe from 'stripe';
import type { Account } from './account.ts';
import { invalidRequest } from './api-error.ts';
import { amountOf, findPrice, newPrice } from './catalog/prices.ts';
import { findProduct, newProduct } from './catalog/products.ts';
import { newLineItem } from './objects.ts';
import type { CreateSession } from './session-params.ts';
import type { WireLineItem, WirePrice } from './wire.ts';

type Given = CreateSession['line_items'][number];

/**
 * The line items of a new session, from existing prices or from price data given with it.
 * @throws ApiError 404 of a price or product; 400 when one cannot be used, or their currencies differ.
 */
export function lineItemsOf(account: Account, given: readonly Given[]): WireLineItem[] {
  const lineItems = given.map((item, index) => {
    const { price, product } = pricedBy(account, item, `line_items[${index}]`);
    const amount = amountOf(price, item.quantity);
    return newLineItem(price, { description: product.name, quantity: item.quantity, amount });
  });
  if (new Set(lineItems.map(({ currency }) => currency)).size > 1) {
    throw invalidRequest('All line items of a Checkout Session must have the same currency.', {
      param: 'line_items',
    });
  }
  return lineItems;
}

interface Priced {
  price: WirePrice;
  product: Stripe.Product;
}

function pricedBy(account: Account, { price: id, price_data }: Given, param: string): Priced {
  if (price_data && id === undefined) return inlinePrice(account, price_data, `${param}[price_data]`);
  if (id === undefined) throw missingParam(`${param}[price_data]`);
  if (price_data) {
    throw invalidRequest(`You may only specify one of these parameters: price, price_data (${param}).`, {
      param,
    });
  }
  const price = findPrice(account, id, `${param}[price]`);
  if (!price.active) {
    throw invalidRequest(`The price specified is inactive: ${id}.`, { param: `${param}[price]` });
  }
  return { price, product: findProduct(account, String(price.product)) };
}

/** A price that is made for one session is not active: no other session can use it. */
function inlinePrice(account: Account, given: NonNullable<Given['price_data']>, param: string): Priced {
  const { product: id, product_data, ...amounts } = given;
  if (given.unit_amount === undefined && given.unit_amount_decimal === undefined) {
    throw missingParam(`${param}[unit_amount]`);
  }
  if (id === undefined && product_data === undefined) throw missingParam(`${param}[product_data]`);
  const product = product_data
    ? newProduct(account.origin(), { ...product_data, active: false })
    : findProduct(account, id ?? '', `${param}[product]`);
  if (product_data) account.records.products.push(product);
  const price = newPrice(account.origin(), { ...amounts, product: product.id, active: false });
  account.records.prices.push(price);
  return { price, product };
}

const missingParam = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param, begun: false });

import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { Origin, WirePrice } from '../wire.ts';

/** @throws ApiError 404. */
export function findPrice({ records }: Account, id: string, param = 'price'): WirePrice {
  const found = records.prices.find((price) => price.id === id);
  if (!found) throw missing('price', id, param);
  return found;
}

export interface PriceData {
  product: string;
  currency: string;
  /** In the currency's smallest unit; with `unit_amount_decimal` it may have a fraction. */
  unit_amount?: number;
  unit_amount_decimal?: string;
  active?: boolean;
  lookup_key?: string;
  nickname?: string;
  tax_behavior?: Stripe.Price.TaxBehavior;
  metadata?: Record<string, string>;
}

export function newPrice({ livemode, created }: Origin, given: PriceData): WirePrice {
  const decimal = given.unit_amount_decimal ?? String(given.unit_amount ?? 0);
  const amount = Number(decimal);
  return {
    id: newId('price_'),
    object: 'price',
    active: given.active ?? true,
    billing_scheme: 'per_unit',
    created,
    livemode,
    currency: given.currency,
    custom_unit_amount: null,
    lookup_key: given.lookup_key ?? null,
    metadata: given.metadata ?? {},
    nickname: given.nickname ?? null,
    product: given.product,
    recurring: null,
    tax_behavior: given.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: Number.isInteger(amount) ? amount : null,
    unit_amount_decimal: decimal,
  };
}

/** The amount for a quantity, in the currency's smallest unit. */
export function amountOf({ unit_amount_decimal }: WirePrice, quantity: number): number {
  return Math.round(Number(unit_amount_decimal) * quantity);
}

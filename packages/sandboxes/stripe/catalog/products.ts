import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { Origin } from '../wire.ts';

/** @throws ApiError 404. */
export function findProduct({ records }: Account, id: string, param = 'id'): Stripe.Product {
  const found = records.products.find((product) => product.id === id);
  if (!found) throw missing('product', id, param);
  return found;
}

export function newProduct(
  { livemode, created }: Origin,
  given: {
    id?: string;
    name: string;
    description?: string;
    active?: boolean;
    metadata?: Record<string, string>;
  },
): Stripe.Product {
  return {
    id: given.id ?? newId('prod_'),
    object: 'product',
    active: given.active ?? true,
    created,
    livemode,
    default_price: null,
    description: given.description ?? null,
    images: [],
    marketing_features: [],
    metadata: given.metadata ?? {},
    name: given.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  };
}

import * as z from 'zod';
import { change } from '../account.ts';
import { count, currency, decimal, flag, merged, metadata, metadataChanges, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { invalidRequest } from '../api-error.ts';
import { findPrice, newPrice } from '../catalog/prices.ts';
import { findProduct, newProduct } from '../catalog/products.ts';

const create = z.strictObject({
  currency,
  product: z.string().optional(),
  product_data: z.strictObject({ name: z.string().min(1), metadata: metadata.optional() }).optional(),
  unit_amount: count.optional(),
  unit_amount_decimal: decimal.optional(),
  active: flag.optional(),
  lookup_key: z.string().max(200).optional(),
  nickname: z.string().optional(),
  tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
  metadata: metadata.optional(),
});

const update = z.strictObject({
  active: flag.optional(),
  lookup_key: z.string().max(200).optional(),
  nickname: z.string().optional(),
  metadata: metadataChanges,
});

const filters = {
  active: flag.optional(),
  created: range.optional(),
  currency: currency.optional(),
  lookup_keys: z.array(z.string()).optional(),
  product: z.string().optional(),
  type: z.string().optional(),
};

/** https://docs.stripe.com/api/prices */
export const prices = [
  route(
    'POST /prices',
    'prices.create',
    create,
    ({ product: id, product_data, ...given }, { account, request }) => {
      if ((id === undefined) === (product_data === undefined)) {
        throw invalidRequest('You must specify either `product` or `product_data` when creating a price.', {
          param: 'product',
        });
      }
      if (given.unit_amount === undefined && given.unit_amount_decimal === undefined) {
        throw invalidRequest(
          'Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.',
          {
            code: 'parameter_missing',
            param: 'unit_amount',
          },
        );
      }
      const product = product_data
        ? newProduct(account.origin(), product_data)
        : findProduct(account, id ?? '', 'product');
      if (product_data) {
        account.records.products.push(product);
        account.emit('product.created', product, request);
      }
      const price = newPrice(account.origin(), { ...given, product: product.id });
      account.records.prices.push(price);
      account.emit('price.created', price, request);
      return price;
    },
  ),
  retrieving('/prices', 'prices', findPrice),
  listing('/prices', 'prices', filters, ({ records }) => records.prices, {
    lookup_keys: ({ lookup_key }, keys: string[]) => lookup_key !== null && keys.includes(lookup_key),
  }),
  route('POST /prices/:id', 'prices.update', update, ({ metadata, ...given }, { account, id, request }) => {
    const price = findPrice(account, id);
    const previous = change(price, { ...given, metadata: merged(price.metadata, metadata) });
    account.emit('price.updated', price, request, previous);
    return price;
  }),
];

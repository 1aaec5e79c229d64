import * as z from 'zod';
import { change } from '../account.ts';
import { count, currency, decimal, flag, merged, metadata, metadataChanges, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { newPrice } from '../catalog/prices.ts';
import { findProduct, newProduct } from '../catalog/products.ts';

const create = z.strictObject({
  id: z.string().optional(),
  name: z.string().min(1),
  description: z.string().optional(),
  active: flag.optional(),
  metadata: metadata.optional(),
  default_price_data: z
    .strictObject({ currency, unit_amount: count.optional(), unit_amount_decimal: decimal.optional() })
    .optional(),
});

const update = z.strictObject({
  name: z.string().min(1).optional(),
  description: z.string().optional(),
  active: flag.optional(),
  default_price: z.string().optional(),
  metadata: metadataChanges,
});

const filters = { active: flag.optional(), created: range.optional(), ids: z.array(z.string()).optional() };

/** https://docs.stripe.com/api/products */
export const products = [
  route(
    'POST /products',
    'products.create',
    create,
    ({ default_price_data, ...given }, { account, request }) => {
      const product = newProduct(account.origin(), given);
      account.records.products.push(product);
      if (default_price_data) {
        const price = newPrice(account.origin(), { ...default_price_data, product: product.id });
        account.records.prices.push(price);
        product.default_price = price.id;
        account.emit('price.created', price, request);
      }
      account.emit('product.created', product, request);
      return product;
    },
  ),
  retrieving('/products', 'products', findProduct),
  listing('/products', 'products', filters, ({ records }) => records.products, {
    ids: ({ id }, ids: string[]) => ids.includes(id),
  }),
  route(
    'POST /products/:id',
    'products.update',
    update,
    ({ metadata, ...given }, { account, id, request }) => {
      const product = findProduct(account, id);
      const changes = { ...given, metadata: merged(product.metadata, metadata), updated: account.now() };
      account.emit('product.updated', product, request, change(product, changes));
      return product;
    },
  ),
];

import * as z from 'zod';
import { count, currency, decimal, flag, httpUrl, metadata, positive } from './api/params.ts';

const address = z.enum(['auto', 'required']);
const taxBehavior = z.enum(['exclusive', 'inclusive', 'unspecified']);

const priceData = z.strictObject({
  currency,
  unit_amount: count.optional(),
  unit_amount_decimal: decimal.optional(),
  tax_behavior: taxBehavior.optional(),
  product: z.string().optional(),
  product_data: z
    .strictObject({
      name: z.string().min(1),
      description: z.string().optional(),
      images: z.array(z.string()).optional(),
      metadata: metadata.optional(),
    })
    .optional(),
});

const discount = z.strictObject({ coupon: z.string().optional(), promotion_code: z.string().optional() });

/** The supported part of https://docs.stripe.com/api/checkout/sessions/create; the rest is refused, not ignored. */
export const createSession = z.strictObject({
  mode: z.literal('payment'),
  success_url: httpUrl,
  cancel_url: httpUrl.optional(),
  line_items: z
    .array(
      z.strictObject({
        quantity: positive.default(1),
        price: z.string().optional(),
        price_data: priceData.optional(),
      }),
    )
    .min(1)
    .max(100),
  discounts: z.union([z.literal(''), z.array(discount).max(1)]).optional(),
  allow_promotion_codes: flag.optional(),
  customer_email: z.email().optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.default({}),
  payment_intent_data: z
    .strictObject({
      metadata: metadata.default({}),
      description: z.string().optional(),
      receipt_email: z.email().optional(),
      transfer_group: z.string().optional(),
    })
    .default({ metadata: {} }),
  payment_method_types: z.array(z.enum(['card', 'us_bank_account'])).default(['card', 'us_bank_account']),
  expires_at: count.optional(),
  adaptive_pricing: z.strictObject({ enabled: flag }).optional(),
  billing_address_collection: address.optional(),
  locale: z.string().max(20).optional(),
  phone_number_collection: z.strictObject({ enabled: flag }).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  /** `hosted` in older versions of the API. */
  ui_mode: z.enum(['hosted_page', 'hosted']).optional(),
});
export type CreateSession = z.output<typeof createSession>;

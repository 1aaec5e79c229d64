import * as z from 'zod';
import { change } from '../account.ts';
import { count, currency, flag, merged, metadata, metadataChanges, positive, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { invalidRequest } from '../api-error.ts';
import { createPromotionCode, findPromotionCode, shownPromotionCode } from '../catalog/coupons.ts';

const create = z.strictObject({
  promotion: z.strictObject({ type: z.literal('coupon'), coupon: z.string() }).optional(),
  /** As older versions of the API have it. */
  coupon: z.string().optional(),
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,500}$/)
    .optional(),
  active: flag.optional(),
  expires_at: count.optional(),
  max_redemptions: positive.optional(),
  restrictions: z
    .strictObject({
      minimum_amount: positive.optional(),
      minimum_amount_currency: currency.optional(),
      first_time_transaction: flag.optional(),
    })
    .optional(),
  metadata: metadata.optional(),
});

const update = z.strictObject({ active: flag.optional(), metadata: metadataChanges });

const filters = {
  active: flag.optional(),
  code: z.string().optional(),
  coupon: z.string().optional(),
  created: range.optional(),
};

/** https://docs.stripe.com/api/promotion_codes */
export const promotionCodes = [
  route(
    'POST /promotion_codes',
    'promotionCodes.create',
    create,
    ({ promotion, coupon = promotion?.coupon, ...given }, { account, request }) => {
      if (coupon === undefined) {
        throw invalidRequest('Missing required param: promotion.', {
          code: 'parameter_missing',
          param: 'promotion',
        });
      }
      const code = createPromotionCode(account, { ...given, coupon });
      account.emit('promotion_code.created', code, request);
      return code;
    },
  ),
  retrieving('/promotion_codes', 'promotionCodes', (account, id) =>
    shownPromotionCode(account, findPromotionCode(account, id)),
  ),
  listing(
    '/promotion_codes',
    'promotionCodes',
    filters,
    (account) => account.records.promotionCodes.map((code) => shownPromotionCode(account, code)),
    {
      code: ({ code }, wanted: string) => code.toLowerCase() === wanted.toLowerCase(),
      coupon: ({ promotion }, wanted: string) => promotion.coupon === wanted,
    },
  ),
  route(
    'POST /promotion_codes/:id',
    'promotionCodes.update',
    update,
    ({ metadata, ...given }, { account, id, request }) => {
      const code = findPromotionCode(account, id);
      const previous = change(code, { ...given, metadata: merged(code.metadata, metadata) });
      account.emit('promotion_code.updated', shownPromotionCode(account, code), request, previous);
      return shownPromotionCode(account, code);
    },
  ),
];

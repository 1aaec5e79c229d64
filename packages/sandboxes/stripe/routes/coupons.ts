import * as z from 'zod';
import { change } from '../account.ts';
import { count, currency, merged, metadata, metadataChanges, positive, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { createCoupon, findCoupon, shownCoupon } from '../catalog/coupons.ts';

const create = z.strictObject({
  id: z.string().min(1).optional(),
  percent_off: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'Invalid decimal')
    .transform(Number)
    .pipe(z.number().positive().max(100))
    .optional(),
  amount_off: positive.optional(),
  currency: currency.optional(),
  duration: z.enum(['forever', 'once', 'repeating']).default('once'),
  duration_in_months: positive.optional(),
  max_redemptions: positive.optional(),
  redeem_by: count.optional(),
  name: z.string().max(40).optional(),
  metadata: metadata.optional(),
});

const update = z.strictObject({ name: z.string().max(40).optional(), metadata: metadataChanges });

/** https://docs.stripe.com/api/coupons */
export const coupons = [
  route('POST /coupons', 'coupons.create', create, (given, { account, request }) => {
    const coupon = shownCoupon(account, createCoupon(account, given));
    account.emit('coupon.created', coupon, request);
    return coupon;
  }),
  retrieving('/coupons', 'coupons', (account, id) => shownCoupon(account, findCoupon(account, id))),
  listing('/coupons', 'coupons', { created: range.optional() }, (account) =>
    account.records.coupons.map((coupon) => shownCoupon(account, coupon)),
  ),
  route('POST /coupons/:id', 'coupons.update', update, ({ metadata, ...given }, { account, id, request }) => {
    const coupon = findCoupon(account, id);
    const previous = change(coupon, { ...given, metadata: merged(coupon.metadata, metadata) });
    account.emit('coupon.updated', shownCoupon(account, coupon), request, previous);
    return shownCoupon(account, coupon);
  }),
  route('DELETE /coupons/:id', 'coupons.del', z.strictObject({}), (_, { account, id, request }) => {
    const coupon = findCoupon(account, id);
    account.records.coupons.splice(account.records.coupons.indexOf(coupon), 1);
    account.emit('coupon.deleted', { ...coupon, valid: false }, request);
    return { id, object: 'coupon', deleted: true };
  }),
];

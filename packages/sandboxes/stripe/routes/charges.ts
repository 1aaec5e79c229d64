import * as z from 'zod';
import { change } from '../account.ts';
import { merged, metadataChanges, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { findCharge } from '../money/charges.ts';

const update = z.strictObject({
  description: z.string().optional(),
  metadata: metadataChanges,
  receipt_email: z.email().optional(),
  transfer_group: z.string().optional(),
});

const filters = {
  created: range.optional(),
  customer: z.string().optional(),
  payment_intent: z.string().optional(),
  transfer_group: z.string().optional(),
};

/** https://docs.stripe.com/api/charges */
export const charges = [
  retrieving('/charges', 'charges', findCharge),
  listing('/charges', 'charges', filters, ({ records }) => records.charges),
  route('POST /charges/:id', 'charges.update', update, ({ metadata, ...given }, { account, id, request }) => {
    const charge = findCharge(account, id);
    const previous = change(charge, { ...given, metadata: merged(charge.metadata, metadata) });
    account.emit('charge.updated', charge, request, previous);
    return charge;
  }),
];

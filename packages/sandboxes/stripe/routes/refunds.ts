import * as z from 'zod';
import { merged, metadata, metadataChanges, positive, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { invalidRequest } from '../api-error.ts';
import { createRefund, findRefund, settleRefund, updateRefund } from '../money/refunds.ts';

const create = z.strictObject({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  amount: positive.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  instructions_email: z.email().optional(),
});

const filters = {
  charge: z.string().optional(),
  created: range.optional(),
  payment_intent: z.string().optional(),
};

/** https://docs.stripe.com/api/refunds */
export const refunds = [
  route('POST /refunds', 'refunds.create', create, (given, { account, request }) =>
    createRefund(account, given, request),
  ),
  retrieving('/refunds', 'refunds', findRefund),
  listing('/refunds', 'refunds', filters, ({ records }) => records.refunds),
  route(
    'POST /refunds/:id',
    'refunds.update',
    z.strictObject({ metadata: metadataChanges }),
    (given, { account, id, request }) => {
      const refund = findRefund(account, id);
      updateRefund(account, refund, { metadata: merged(refund.metadata, given.metadata) }, request);
      return refund;
    },
  ),
  route('POST /refunds/:id/cancel', 'refunds.cancel', z.strictObject({}), (_, { account, id, request }) => {
    const refund = findRefund(account, id);
    if (refund.status !== 'requires_action') {
      throw invalidRequest(
        `A refund with the status ${refund.status} cannot be canceled, only requires_action.`,
      );
    }
    settleRefund(account, refund, 'canceled', request);
    return refund;
  }),
];

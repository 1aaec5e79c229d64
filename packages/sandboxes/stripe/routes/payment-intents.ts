import * as z from 'zod';
import { merged, metadataChanges, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { findIntent } from '../money/intents.ts';

const filters = { created: range.optional(), customer: z.string().optional() };

const update = z.strictObject({ description: z.string().optional(), metadata: metadataChanges });

/** https://docs.stripe.com/api/payment_intents */
export const paymentIntents = [
  retrieving('/payment_intents', 'paymentIntents', findIntent),
  listing('/payment_intents', 'paymentIntents', filters, ({ records }) => records.intents),
  route(
    'POST /payment_intents/:id',
    'paymentIntents.update',
    update,
    ({ metadata, ...given }, { account, id }) => {
      const intent = findIntent(account, id);
      Object.assign(intent, given, { metadata: merged(intent.metadata, metadata) });
      account.state.changed();
      return intent;
    },
  ),
];

import * as z from 'zod';
import { flag, merged, metadataChanges, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { closeDispute, evidenceNames, findDispute, updateDispute } from '../money/disputes.ts';

const evidence = z.strictObject(
  Object.fromEntries(evidenceNames.map((name) => [name, z.string().max(20_000).optional()])),
);

const update = z.strictObject({
  evidence: evidence.optional(),
  metadata: metadataChanges,
  submit: flag.default(true),
});

const filters = {
  charge: z.string().optional(),
  created: range.optional(),
  payment_intent: z.string().optional(),
};

/** https://docs.stripe.com/api/disputes */
export const disputes = [
  retrieving('/disputes', 'disputes', findDispute),
  listing('/disputes', 'disputes', filters, ({ records }) => records.disputes),
  route('POST /disputes/:id', 'disputes.update', update, (given, { account, id, request }) => {
    const dispute = findDispute(account, id);
    const metadata = merged(dispute.metadata, given.metadata);
    updateDispute(account, dispute, { ...given, metadata }, request);
    return dispute;
  }),
  route('POST /disputes/:id/close', 'disputes.close', z.strictObject({}), (_, { account, id, request }) => {
    const dispute = findDispute(account, id);
    closeDispute(account, dispute, 'lost', request);
    return dispute;
  }),
];

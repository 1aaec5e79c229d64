import type Stripe from 'stripe';
import * as z from 'zod';
import type { Account } from '../account.ts';
import { currency, metadata, positive, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import { bookAmount } from '../money/balance.ts';
import { findCharge } from '../money/charges.ts';

const create = z.strictObject({
  amount: positive,
  currency,
  destination: z.string(),
  description: z.string().optional(),
  source_transaction: z.string().optional(),
  transfer_group: z.string().optional(),
  metadata: metadata.optional(),
});

const filters = {
  created: range.optional(),
  destination: z.string().optional(),
  transfer_group: z.string().optional(),
};

/** To a connected account, which the sandbox takes as it is: https://docs.stripe.com/api/transfers */
export const transfers = [
  route('POST /transfers', 'transfers.create', create, (given, { account, request }) => {
    if (given.source_transaction) findCharge(account, given.source_transaction, 'source_transaction');
    const id = newId('tr_');
    const { amount, ...rest } = given;
    const booked = bookAmount(account, {
      type: 'transfer',
      amount: -amount,
      currency: given.currency,
      source: id,
    });
    const transfer: Stripe.Transfer = {
      id,
      object: 'transfer',
      amount,
      amount_reversed: 0,
      balance_transaction: booked.id,
      ...account.origin(),
      currency: rest.currency,
      description: rest.description ?? null,
      destination: rest.destination,
      metadata: rest.metadata ?? {},
      reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
      reversed: false,
      source_transaction: rest.source_transaction ?? null,
      source_type: 'card',
      transfer_group: rest.transfer_group ?? null,
    };
    account.records.transfers.push(transfer);
    account.emit('transfer.created', transfer, request);
    return transfer;
  }),
  retrieving('/transfers', 'transfers', findTransfer),
  listing('/transfers', 'transfers', filters, ({ records }) => records.transfers),
];

function findTransfer({ records }: Account, id: string): Stripe.Transfer {
  const found = records.transfers.find((transfer) => transfer.id === id);
  if (!found) throw missing('transfer', id, 'transfer');
  return found;
}

import * as z from 'zod';
import { currency, range } from '../api/params.ts';
import { listing, retrieving, route } from '../api/route.ts';
import { balanceOf, balanceTransaction } from '../money/balance.ts';

const filters = {
  created: range.optional(),
  currency: currency.optional(),
  source: z.string().optional(),
  type: z.string().optional(),
};

/** https://docs.stripe.com/api/balance_transactions */
export const balance = [
  route('GET /balance', 'balance.retrieve', z.strictObject({}), (_, { account }) => balanceOf(account)),
  retrieving('/balance_transactions', 'balanceTransactions', balanceTransaction),
  listing(
    '/balance_transactions',
    'balanceTransactions',
    filters,
    ({ records }) => records.balanceTransactions,
  ),
];

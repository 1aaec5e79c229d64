import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { missing } from '../api-error.ts';
import { newId } from '../ids.ts';

/** What moves the account's balance, with the category it has in Stripe's reports. */
const categories = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  adjustment: 'dispute',
  transfer: 'transfer',
} as const;

/** Records a movement of money. `amount` is negative when it leaves the account; the fee is taken off. */
export function bookAmount(
  account: Account,
  {
    type,
    fee = 0,
    ...rest
  }: { type: keyof typeof categories; amount: number; fee?: number; currency: string; source: string },
): Stripe.BalanceTransaction {
  const transaction: Stripe.BalanceTransaction = {
    id: newId('txn_'),
    object: 'balance_transaction',
    amount: rest.amount,
    available_on: account.now(),
    balance_type: 'payments',
    created: account.now(),
    currency: rest.currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: rest.currency,
              description: type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: rest.amount - fee,
    reporting_category: type === 'adjustment' && rest.amount > 0 ? 'dispute_reversal' : categories[type],
    source: rest.source,
    status: 'available',
    type,
  };
  account.records.balanceTransactions.push(transaction);
  return transaction;
}

/** The price of a payment in the United States: https://stripe.com/pricing */
export function feeOf(amount: number, type: 'charge' | 'payment'): number {
  return type === 'charge' ? Math.round(amount * 0.029) + 30 : Math.min(500, Math.round(amount * 0.008));
}

/** What all movements add up to, in each currency. */
export function balanceOf({ records, livemode }: Account): Stripe.Balance {
  const sums = new Map<string, number>([['usd', 0]]);
  for (const { currency, net } of records.balanceTransactions) {
    sums.set(currency, (sums.get(currency) ?? 0) + net);
  }
  return {
    object: 'balance',
    available: [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } })),
    livemode,
    pending: [...sums.keys()].map((currency) => ({ amount: 0, currency, source_types: { card: 0 } })),
  };
}

/** @throws ApiError 404. */
export function balanceTransaction({ records }: Account, id: string): Stripe.BalanceTransaction {
  const found = records.balanceTransactions.find((transaction) => transaction.id === id);
  if (!found) throw missing('balance transaction', id);
  return found;
}

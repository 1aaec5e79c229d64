import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { missing } from '../api-error.ts';

/**
 * A payment method as far as it is known, which is from the charge it paid.
 * @throws ApiError 404.
 */
export function findPaymentMethod({ records }: Account, id: string): Stripe.PaymentMethod {
  const charge = records.charges.find(({ payment_method }) => payment_method === id);
  if (!charge) throw missing('PaymentMethod', id, 'payment_method');
  const { card, us_bank_account } = charge.payment_method_details ?? {};
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: charge.billing_details,
    created: charge.created,
    customer: null,
    customer_account: null,
    livemode: charge.livemode,
    metadata: {},
    ...(card
      ? {
          type: 'card',
          card: {
            brand: card.brand ?? 'unknown',
            checks: card.checks,
            country: card.country,
            display_brand: card.brand,
            exp_month: card.exp_month,
            exp_year: card.exp_year,
            fingerprint: card.fingerprint,
            funding: card.funding ?? 'unknown',
            generated_from: null,
            last4: card.last4 ?? '',
            networks: { available: ['visa'], preferred: null },
            regulated_status: card.regulated_status,
            three_d_secure_usage: { supported: true },
            wallet: null,
          },
        }
      : {
          type: 'us_bank_account',
          us_bank_account: {
            account_holder_type: us_bank_account?.account_holder_type ?? null,
            account_type: us_bank_account?.account_type ?? null,
            bank_name: us_bank_account?.bank_name ?? null,
            financial_connections_account: null,
            fingerprint: null,
            last4: us_bank_account?.last4 ?? null,
            networks: { preferred: 'ach', supported: ['ach'] },
            routing_number: us_bank_account?.routing_number ?? null,
            status_details: {},
          },
        }),
  };
}

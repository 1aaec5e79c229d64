import type Stripe from 'stripe';
import * as z from 'zod';
import { route } from '../api/route.ts';

const account: Stripe.Account = {
  id: 'acct_1Sandbox000000000',
  object: 'account',
  business_profile: {
    mcc: '8641',
    minority_owned_business_designation: null,
    name: 'Stripe sandbox',
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: 'non_profit',
  capabilities: { card_payments: 'active', transfers: 'active', us_bank_account_ach_payments: 'active' },
  charges_enabled: true,
  controller: { type: 'account' },
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  email: 'organizers@example.com',
  payouts_enabled: true,
  settings: {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_payments: {
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: 'Stripe sandbox', timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: 'SANDBOX',
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
  },
  type: 'standard',
};

/** The account that the key belongs to; there are no others. https://docs.stripe.com/api/accounts */
export const accounts = [
  route('GET /account', 'accounts.retrieveCurrent', z.strictObject({}), () => ({ ...account })),
];

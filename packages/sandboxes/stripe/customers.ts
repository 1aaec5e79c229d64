/** Customers, as a Checkout Session makes one of its payer. */
import type Stripe from 'stripe';
import type { Account } from './account.ts';
import { missing } from './api-error.ts';
import { newId, randomText } from './ids.ts';

export function createCustomer(account: Account, email: string): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newId('cus_'),
    object: 'customer',
    address: null,
    balance: 0,
    ...account.origin(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  account.records.customers.push(customer);
  account.emit('customer.created', customer);
  return customer;
}

/** @throws ApiError 404. */
export function findCustomer({ records }: Account, id: string): Stripe.Customer {
  const found = records.customers.find((customer) => customer.id === id);
  if (!found) throw missing('customer', id);
  return found;
}

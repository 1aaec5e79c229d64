import * as z from 'zod';
import { range } from '../api/params.ts';
import { listing, retrieving } from '../api/route.ts';
import { findCustomer } from '../customers.ts';

const filters = { created: range.optional(), email: z.string().optional() };

/** https://docs.stripe.com/api/customers */
export const customers = [
  retrieving('/customers', 'customers', findCustomer),
  listing('/customers', 'customers', filters, ({ records }) => records.customers),
];

import * as z from 'zod';
import { range } from '../api/params.ts';
import { listing, retrieving } from '../api/route.ts';
import { findWarning } from '../money/fraud-warnings.ts';

const path = '/radar/early_fraud_warnings';
const resource = 'radar.earlyFraudWarnings';
const filters = {
  charge: z.string().optional(),
  created: range.optional(),
  payment_intent: z.string().optional(),
};

/** https://docs.stripe.com/api/radar/early_fraud_warnings */
export const earlyFraudWarnings = [
  retrieving(path, resource, findWarning),
  listing(path, resource, filters, ({ records }) => records.fraudWarnings),
];

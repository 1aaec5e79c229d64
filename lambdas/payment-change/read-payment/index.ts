import * as z from 'zod';
import { paymentChange } from '../../../core/domain/payment-change.ts';
import { PaymentReadings } from '../../../core/progress/payment-readings.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { ownPayments } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { usingStripe } from '../../runtime/stripe-connection.ts';
import { readPayment } from './read-payment.ts';

const settings = z.object({
  SECRET_ID: z.string(),
  PROGRESS_TABLE: z.string(),
  ...ownPayments.variables,
  STRIPE_API_BASE: z.url().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const own = ownPayments.read(env);
const readings = new PaymentReadings(new ProgressTable(documents, env.PROGRESS_TABLE));

export const handler = step(paymentChange, ({ state: { changed } }) =>
  usingStripe({ secretId: env.SECRET_ID, apiBase: env.STRIPE_API_BASE }, (stripe) =>
    readPayment(changed, { stripe, own, readings }),
  ),
);

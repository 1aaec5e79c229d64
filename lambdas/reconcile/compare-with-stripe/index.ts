import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { keptFor } from '../../../core/clients/kept-for.ts';
import { paced } from '../../../core/clients/pace.ts';
import { PaymentChanges } from '../../../core/clients/payment-changes.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { comparing } from '../../../core/domain/reconcile.ts';
import { Differences } from '../../../core/progress/differences.ts';
import { PaymentReadings } from '../../../core/progress/payment-readings.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv, trueOrFalse } from '../../runtime/env.ts';
import { measuring } from '../../runtime/metrics.ts';
import { measures, ownPayments } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { usingStripe } from '../../runtime/stripe-connection.ts';
import { compareWithStripe } from './compare-with-stripe.ts';

const settings = z.object({
  SECRET_ID: z.string(),
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  /** Whether another system has written to the registrations table. */
  TABLE_ADOPTED: trueOrFalse,
  STATE_MACHINE_ARN: z.string(),
  PAYMENT_CHANGE_ARN: z.string(),
  ...ownPayments.variables,
  ...measures.variables,
  STRIPE_API_BASE: z.url().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const stepFunctions = new SFNClient(callLimits(5_000));
const registrations = new Registrations(dynamo, env.DB_TABLE);
const dependencies = {
  // Stripe takes 100 calls a second, 25 in test mode; those of the form and of other workflows come first.
  // Source: https://docs.stripe.com/rate-limits
  pace: { calls: paced(10), starts: paced(10) },
  own: ownPayments.read(env),
  progress: new Progress(table),
  payments: new PaymentReadings(table),
  differences: new Differences(table),
  registrations,
  otherSystems: keptFor(5 * 60_000, async () =>
    env.TABLE_ADOPTED ? registrations.paymentsOfOtherSystems() : new Set<string>(),
  ),
  executions: new Executions(stepFunctions, env.STATE_MACHINE_ARN),
  paymentChanges: new PaymentChanges(stepFunctions, env.PAYMENT_CHANGE_ARN),
  measure: measuring(measures.read(env)),
  now: Date.now,
};

export const handler = step(comparing, ({ execution, state }) =>
  usingStripe({ secretId: env.SECRET_ID, apiBase: env.STRIPE_API_BASE }, (stripe) =>
    compareWithStripe({ execution, state }, { stripe, ...dependencies }),
  ),
);

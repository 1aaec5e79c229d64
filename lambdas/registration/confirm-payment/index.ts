import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { validatedEntry } from '../../../core/domain/state.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { payment, prices } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { usingStripe } from '../../runtime/stripe-connection.ts';
import { confirmPayment, type Pricing } from './confirm-payment.ts';

const settings = z.object({
  SECRET_ID: z.string(),
  ...payment.variables,
  ...prices.variables,
  STRIPE_API_BASE: z.url().optional(),
});
/** With a list of prices only. */
const entriesSettings = z.object({ ENTRIES_TABLE: z.string() });
export type Settings = z.input<typeof settings> & Partial<z.input<typeof entriesSettings>>;

const env = readEnv(settings);
const stage = payment.read(env);
const pricing = pricingOf(prices.read(env));

function pricingOf(rules: ReturnType<typeof prices.read>): Pricing | undefined {
  if (!rules || !('list' in rules)) return rules;
  const { ENTRIES_TABLE: table } = readEnv(entriesSettings);
  return { ...rules, entries: new Entries(dynamo, table, rules.competitionYear) };
}

export const handler = step(validatedEntry, ({ state }) =>
  usingStripe({ secretId: env.SECRET_ID, apiBase: env.STRIPE_API_BASE }, (stripe) =>
    confirmPayment(state, { stripe, stage, pricing }),
  ),
);

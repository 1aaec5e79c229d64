import * as z from 'zod';
import { usingSecret } from '../../../core/clients/secret.ts';
import { createStripe } from '../../../core/clients/stripe.ts';
import { StripeAccessDeniedError } from '../../../core/domain/errors.ts';
import { validatedEntry } from '../../../core/domain/state.ts';
import { readEnv } from '../../runtime/env.ts';
import { payment } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { confirmPayment } from './confirm-payment.ts';

const settings = z.object({
  SECRET_ID: z.string(),
  ...payment.variables,
  STRIPE_API_BASE: z.url().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const stage = payment.read(env);

export const handler = step(validatedEntry, ({ state: { entryId } }) =>
  usingSecret(
    env.SECRET_ID,
    ({ stripe }) => stripe.apiKey,
    (apiKey) => {
      const stripe = createStripe({ apiKey, apiBase: env.STRIPE_API_BASE });
      // An entry that needs a payment is named by its Checkout Session.
      return confirmPayment({ entryId, sessionId: entryId }, { stripe, stage });
    },
    StripeAccessDeniedError,
  ),
);

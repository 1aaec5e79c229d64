import * as z from 'zod';
import { usingSecret } from '../shared/clients/secret.ts';
import { createStripe } from '../shared/clients/stripe.ts';
import { StripeAccessDeniedError } from '../shared/domain/errors.ts';
import { validatedEntry } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { confirmPayment } from './confirm-payment.ts';

const env = readEnv(
  z.object({
    SECRET_ID: z.string(),
    STAGE_MODE: z.enum(['live', 'test']),
    CURRENCY: z.string(),
    STRIPE_API_BASE: z.url().optional(),
  }),
);
const stage = { mode: env.STAGE_MODE, currency: env.CURRENCY };

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

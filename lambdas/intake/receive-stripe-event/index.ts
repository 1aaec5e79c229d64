import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { PaymentChanges } from '../../../core/clients/payment-changes.ts';
import { usingSecret } from '../../../core/clients/secret.ts';
import { belonging } from '../../../core/domain/belonging.ts';
import { WebhookSignatureError } from '../../../core/domain/errors.ts';
import { json, readEnv } from '../../runtime/env.ts';
import { type Answer, receiveStripeEvent } from './receive-stripe-event.ts';

const settings = z.object({
  SECRET_ID: z.string(),
  STATE_MACHINE_ARN: z.string(),
  PAYMENT_CHANGE_ARN: z.string(),
  PAYMENT_BELONGS: z.optional(z.pipe(json, belonging)),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
// Fails before Stripe stops waiting for an answer.
const stepFunctions = new SFNClient(callLimits(3_000, 1_000));
const executions = new Executions(stepFunctions, env.STATE_MACHINE_ARN);
const changes = new PaymentChanges(stepFunctions, env.PAYMENT_CHANGE_ARN);

export async function handler({ headers, body, isBase64Encoded }: APIGatewayProxyEventV2): Promise<Answer> {
  return receiveStripeEvent(
    {
      rawBody: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
      signature: headers['stripe-signature'],
    },
    {
      bySecrets: (check) =>
        usingSecret(
          env.SECRET_ID,
          ({ stripe }) => stripe.webhookSecrets,
          async (secrets) => check(secrets),
          WebhookSignatureError,
        ),
      now: Date.now,
      start: (entryId, cause) => executions.start(entryId, cause),
      startChange: (change) => changes.start(change),
      belonging: env.PAYMENT_BELONGS,
    },
  );
}

import { usingSecret } from '../../core/clients/secret.ts';
import { createStripe } from '../../core/clients/stripe.ts';
import type { Purchase } from '../../core/clients/stripe-objects.ts';
import { StripeAccessDeniedError } from '../../core/domain/errors.ts';

interface StripeCalls {
  /** The secret that holds the key. */
  secretId: string;
  /** The embedded cloud's; Stripe's own when absent. */
  apiBase?: string;
  /** Of each request. */
  timeoutMs?: number;
}

/**
 * Runs `use` with a connection to Stripe made with the key in the stage's secret; once more, if Stripe refuses that key
 * and the secret now has another.
 *
 * @throws SecretInvalidError, and what `use` throws.
 */
export function usingStripe<T>(
  { secretId, ...options }: StripeCalls,
  use: (stripe: ReturnType<typeof createStripe>) => Promise<T>,
): Promise<T> {
  return usingSecret(
    secretId,
    ({ stripe }) => stripe.apiKey,
    (apiKey) => use(createStripe({ apiKey, ...options })),
    StripeAccessDeniedError,
  );
}

/** Of each request that a mail's receipt needs: twice this is left of the Lambda's time beside the mail's own. */
const receiptTimeoutMs = 5_000;

/** Reads what was bought in a Checkout Session; undefined where mails have no receipts, and so no secret. */
export function purchasesBy(
  secretId: string | undefined,
  apiBase: string | undefined,
): ((sessionId: string) => Promise<Purchase>) | undefined {
  if (secretId === undefined) return undefined;
  return (sessionId) =>
    usingStripe({ secretId, apiBase, timeoutMs: receiptTimeoutMs }, (stripe) =>
      stripe.retrievePurchase(sessionId),
    );
}

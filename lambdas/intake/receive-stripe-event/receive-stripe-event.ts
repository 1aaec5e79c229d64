import Stripe from 'stripe';
import * as z from 'zod/mini';
import { type Belonging, belongs, sessionOrigin } from '../../../core/domain/belonging.ts';
import { WebhookSignatureError } from '../../../core/domain/errors.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import { otherSaleIgnored, webhookRefused } from '../../../core/domain/webhook-log.ts';

export interface WebhookRequest {
  /** The raw bytes of the body. */
  rawBody: Buffer;
  /** The header `stripe-signature`. */
  signature: string | undefined;
}

export interface WebhookDependencies {
  /**
   * Runs a check with the endpoint's signing secrets, two while one replaces the other. When the check throws
   * WebhookSignatureError, it may be run once more with newer ones.
   */
  bySecrets: <T>(check: (secrets: readonly string[]) => T) => Promise<T>;
  /** Epoch milliseconds. */
  now: () => number;
  start: (entryId: string, cause: string) => Promise<void>;
  /** How to recognise the stage's sessions; when absent, every payment of the account counts as the stage's. */
  belonging: Belonging | undefined;
}

export interface Answer {
  statusCode: number;
  body: string;
}

const largestBody = 256 * 1024;
const toleranceSeconds = 300;

const envelope = z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.unknown() }) });
const checkoutSession = z.extend(sessionOrigin, {
  id: z.string().check(z.refine(isCheckoutSessionId)),
  payment_status: z.enum(['paid', 'no_payment_required', 'unpaid']),
  mode: z.string(),
});

/**
 * Starts the workflow for a Checkout Session that Stripe says is paid. A session that is complete but unpaid starts
 * nothing: the execution's name is needed when the payment succeeds later. A sale of something else starts nothing
 * either, and is counted. A payment of the stage's own that does not match its settings does start the workflow, which
 * parks it for a person to see.
 *
 * Answers 2xx only once the start is certain. Answers 500 if the start failed, or if the event reports a payment that
 * cannot be understood: Stripe then shows it as failed, and sends it again.
 */
export async function receiveStripeEvent(
  { rawBody, signature }: WebhookRequest,
  { bySecrets, now, start, belonging }: WebhookDependencies,
): Promise<Answer> {
  if (rawBody.byteLength > largestBody) return refusal(413, 'too large');
  let payload: unknown;
  try {
    payload = await bySecrets((secrets) => verifiedPayload(rawBody, signature, secrets, now()));
  } catch (error) {
    if (error instanceof WebhookSignatureError) return refusal(400, 'signature refused');
    throw error;
  }
  const event = envelope.safeParse(payload);
  if (!event.success) return refusal(400, 'not an event');
  const { id, type, data } = event.data;
  if (!reportsPayment(type, data.object)) return answer(200, 'ignored');
  const session = checkoutSession.safeParse(data.object);
  if (!session.success) {
    console.error({ eventId: id, problem: 'its Checkout Session is of no known shape' });
    return answer(500, 'not understood');
  }
  if (!isForRegistration(session.data, belonging)) {
    console.log({ eventId: id, outcome: otherSaleIgnored });
    return answer(200, 'ignored');
  }
  try {
    await start(session.data.id, id);
  } catch (error) {
    console.error({ eventId: id, error: error instanceof Error ? error.name : 'unknown' });
    return answer(500, 'not started');
  }
  return answer(200, 'started');
}

/**
 * The body's JSON, or undefined if a signed body is not JSON.
 * @throws WebhookSignatureError when the signature is absent, made with no known secret, or too old.
 */
function verifiedPayload(
  rawBody: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
  receivedAt: number,
): unknown {
  const text = utf8(rawBody);
  for (const secret of secrets) {
    try {
      return Stripe.webhooks.constructEvent(
        text,
        signature ?? '',
        secret,
        toleranceSeconds,
        undefined,
        receivedAt,
      );
    } catch (error) {
      // Any other error means that the signature was accepted.
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) return undefined;
    }
  }
  throw new WebhookSignatureError('the signature is absent, forged or too old');
}

/**
 * Stripe signs text, and its library would decode the bytes leniently: different invalid bytes become the same text, and
 * a byte order mark is dropped. Strict decoding ensures that the text stands for exactly these bytes.
 */
function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WebhookSignatureError('the body is not UTF-8, so Stripe did not sign it', { cause });
  }
}

/** A complete session that is not marked as unpaid may be paid, so it is not ignored without a closer look. */
function reportsPayment(type: string, object: unknown): boolean {
  if (type === 'checkout.session.async_payment_succeeded') return true;
  const { payment_status } = (object ?? {}) as { payment_status?: unknown };
  return type === 'checkout.session.completed' && payment_status !== 'unpaid';
}

const otherKinds = ['subscription', 'setup'];

/** A registration is a single payment: without a rule, a subscription or the setup of a card for later is not one. */
function isForRegistration(
  session: z.infer<typeof checkoutSession>,
  belonging: Belonging | undefined,
): boolean {
  return belonging ? belongs(session, belonging) : !otherKinds.includes(session.mode);
}

/** The answer to a request that is not verifiably Stripe's event: logged without any of the request's content. */
function refusal(statusCode: number, because: string): Answer {
  console.warn({ problem: webhookRefused, because });
  return answer(statusCode, because);
}

function answer(statusCode: number, body: string): Answer {
  return { statusCode, body };
}

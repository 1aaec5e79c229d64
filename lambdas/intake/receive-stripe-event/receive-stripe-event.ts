import Stripe from 'stripe';
import * as z from 'zod/mini';
import type { PaymentChanges } from '../../../core/clients/payment-changes.ts';
import { type Belonging, isForRegistration, sessionOrigin } from '../../../core/domain/belonging.ts';
import { WebhookSignatureError } from '../../../core/domain/errors.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import { afterPaymentEvents } from '../../../core/domain/stripe-events.ts';
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
  /** Starts the registration of a paid Checkout Session. */
  start: (entryId: string, cause: string) => Promise<void>;
  startChange: PaymentChanges['start'];
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
type StripeEvent = z.infer<typeof envelope>;
const checkoutSession = z.extend(sessionOrigin, {
  id: z.string().check(z.refine(isCheckoutSessionId)),
  payment_status: z.enum(['paid', 'no_payment_required', 'unpaid']),
  mode: z.string(),
});
/** A charge, refund, dispute or early fraud warning. */
const partOfPayment = z.object({
  id: z.string().check(z.regex(/^[a-z]+_\w+$/)),
  payment_intent: z.nullish(z.union([z.string(), z.object({ id: z.string() })])),
});

/** What an event starts, under the id of its object. */
interface Start {
  machine: 'registration' | 'payment change';
  id: string;
}

/**
 * Starts the registration of a Checkout Session that Stripe says is paid, and a payment change for whatever else happens
 * to a payment. A session that is complete but unpaid starts no registration: the execution's name is needed when the
 * payment succeeds later. A sale of something else starts nothing, and is counted, where the event tells; of a refund or a
 * dispute the payment change finds out. A payment of the stage's own that does not match its settings does start the
 * registration, which parks it for a person to see.
 *
 * Answers 2xx only once the start is certain. Answers 500 if the start failed, or if the event reports a payment that
 * cannot be understood: Stripe then shows it as failed, and sends it again.
 */
export async function receiveStripeEvent(
  { rawBody, signature }: WebhookRequest,
  { bySecrets, now, start, startChange, belonging }: WebhookDependencies,
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
  const { id, type } = event.data;
  const wanted = startOf(event.data, belonging);
  if (wanted === 'not understood') {
    console.error({ eventId: id, problem: 'its object is of no known shape' });
    return answer(500, 'not understood');
  }
  if (wanted === 'another sale') console.log({ eventId: id, outcome: otherSaleIgnored });
  if (typeof wanted === 'string') return answer(200, 'ignored');
  try {
    if (wanted.machine === 'registration') await start(wanted.id, id);
    else await startChange({ happened: type, changed: wanted.id, cause: id });
  } catch (error) {
    console.error({ eventId: id, error: error instanceof Error ? error.name : 'unknown' });
    return answer(500, 'not started');
  }
  return answer(200, 'started');
}

function startOf(
  { type, data: { object } }: StripeEvent,
  belonging: Belonging | undefined,
): Start | 'nothing' | 'another sale' | 'not understood' {
  if ((afterPaymentEvents as readonly string[]).includes(type)) {
    const part = partOfPayment.safeParse(object);
    if (!part.success) return 'not understood';
    // What was paid in a Checkout Session has a PaymentIntent.
    return part.data.payment_intent ? { machine: 'payment change', id: part.data.id } : 'nothing';
  }
  const machine = machineFor(type, object);
  if (!machine) return 'nothing';
  const session = checkoutSession.safeParse(object);
  if (!session.success) return 'not understood';
  return isForRegistration(session.data, belonging) ? { machine, id: session.data.id } : 'another sale';
}

/**
 * What an event about a Checkout Session starts. A complete session that is not marked as unpaid may be paid, so it is not
 * ignored without a closer look. Of a page that expired, Stripe makes a PaymentIntent only if somebody tried to pay.
 */
function machineFor(type: string, object: unknown): Start['machine'] | undefined {
  const { payment_status, payment_intent } = (object ?? {}) as Record<string, unknown>;
  switch (type) {
    case 'checkout.session.async_payment_succeeded':
      return 'registration';
    case 'checkout.session.completed':
      return payment_status === 'unpaid' ? 'payment change' : 'registration';
    case 'checkout.session.async_payment_failed':
      return 'payment change';
    case 'checkout.session.expired':
      return payment_intent ? 'payment change' : undefined;
    default:
      return undefined;
  }
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

/** The answer to a request that is not verifiably Stripe's event: logged without any of the request's content. */
function refusal(statusCode: number, because: string): Answer {
  console.warn({ problem: webhookRefused, because });
  return answer(statusCode, because);
}

function answer(statusCode: number, body: string): Answer {
  return { statusCode, body };
}

import { inspect } from 'node:util';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createStripe } from '../../../lambdas/shared/clients/stripe.ts';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../../../lambdas/shared/domain/errors.ts';
import { type Fault, Faults } from '../../../local/faults.ts';
import { type StripeSandbox, startStripe } from '../../../local/stripe/server.ts';

const apiKey = 'sk_test_51SandboxKey';
const faults = new Faults();
let sandbox: StripeSandbox;
let sessionId: string;

beforeAll(async () => {
  sandbox = await startStripe({ faults, apiKey });
  const { hostname, port } = new URL(sandbox.url);
  const library = new Stripe(apiKey, { host: hostname, port, protocol: 'http' });
  const session = await library.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com/thanks',
    customer_email: 'parent@example.com',
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'USD',
          unit_amount: 9_500,
          product_data: { name: 'Color Belt Registration' },
        },
      },
    ],
  });
  sessionId = session.id;
});
afterEach(() => faults.clear());
afterAll(() => sandbox.stop());

const stripe = (options = {}) => createStripe({ apiKey, apiBase: sandbox.url, ...options });

test('a session is told by the facts a payment is confirmed by, and by nothing of the payer', async () => {
  const open = await stripe().retrieveSession(sessionId);
  expect(open).toEqual({
    id: sessionId,
    status: 'open',
    paymentStatus: 'unpaid',
    livemode: false,
    mode: 'payment',
    currency: 'usd',
    amountTotal: 9_500,
    paymentIntentId: null,
  });
  await fetch(`${sandbox.url}/pay/${sessionId}/card`, { method: 'POST' });
  const paid = await stripe().retrieveSession(sessionId);
  expect(paid).toMatchObject({ status: 'complete', paymentStatus: 'paid' });
  expect(paid.paymentIntentId).toMatch(/^pi_[A-Za-z0-9]{24}$/);
});

describe('what Stripe answers is translated by class and status', () => {
  const answer = (status: number, body = ''): Fault['behaviour'] => ({
    kind: 'answer',
    status,
    body,
    headers: {},
  });
  const stripeError = (error: object) => JSON.stringify({ error: { message: 'some words', ...error } });
  const translations: [string, Fault['behaviour'], new (message: string) => Error, string][] = [
    ['401', answer(401), StripeAccessDeniedError, 'Stripe refuses the key (401) for'],
    ['403', answer(403), StripeAccessDeniedError, 'Stripe refuses the key (403) for'],
    ['404', answer(404), CheckoutSessionNotFoundError, 'Stripe does not know'],
    [
      '400 resource_missing',
      answer(400, stripeError({ type: 'invalid_request_error', code: 'resource_missing' })),
      CheckoutSessionNotFoundError,
      'Stripe does not know',
    ],
    ['429', answer(429), RateLimitedError, 'Stripe asked to slow down (429) for'],
    [
      '400 rate_limit',
      answer(400, stripeError({ type: 'invalid_request_error', code: 'rate_limit' })),
      RateLimitedError,
      'Stripe asked to slow down (400) for',
    ],
    ['500', answer(500), ServiceUnavailableError, 'Stripe answered 500 for'],
    ['503', answer(503), ServiceUnavailableError, 'Stripe answered 503 for'],
    [
      'a page that is not JSON',
      answer(502, '<html>'),
      ServiceUnavailableError,
      'Stripe answered no JSON for',
    ],
    ['a cut connection', { kind: 'reset' }, ServiceUnavailableError, 'Stripe gave no answer for'],
    [
      'an answer lost on its way',
      { kind: 'lose-answer' },
      ServiceUnavailableError,
      'Stripe gave no answer for',
    ],
    ['no answer', { kind: 'hang' }, ServiceUnavailableError, 'Stripe gave no answer for'],
  ];
  test.each(translations)('%s', async (_title, behaviour, expected, message) => {
    const timeoutMs = behaviour.kind === 'hang' ? 60 : 10_000;
    // The library itself tries a cut connection once more, even without retries.
    faults.add({ service: 'stripe', operation: 'checkout.sessions.retrieve', times: 2, behaviour });
    const error = await thrownBy(stripe({ timeoutMs }).retrieveSession(sessionId));
    expect(error).toBeInstanceOf(expected);
    expect(error.message).toBe(`${message} ${sessionId}`);
    expect(error.cause).toBeInstanceOf(Stripe.errors.StripeError);
  });

  test('one call is one request: nothing but a cut connection is repeated', async () => {
    for (const status of [401, 429, 500, 503]) {
      faults.add({
        service: 'stripe',
        operation: '*',
        times: 2,
        behaviour: {
          kind: 'answer',
          status,
          headers: { 'stripe-should-retry': 'true' },
        },
      });
      await thrownBy(stripe().retrieveSession(sessionId));
      expect(faults.list()[0]?.times).toBe(1);
      faults.clear();
    }
  });

  test('one cut connection is got over within the call', async () => {
    faults.add({
      service: 'stripe',
      operation: 'checkout.sessions.retrieve',
      behaviour: { kind: 'reset' },
    });
    expect((await stripe().retrieveSession(sessionId)).id).toBe(sessionId);
  });

  test('what is none of these passes through', async () => {
    faults.add({
      service: 'stripe',
      operation: 'checkout.sessions.retrieve',
      behaviour: answer(400, stripeError({ type: 'invalid_request_error', code: 'parameter_invalid' })),
    });
    const error = await thrownBy(stripe().retrieveSession(sessionId));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  });
});

test('a wrong key is refused by the API, and neither the error nor its causes hold it', async () => {
  const wrong = 'sk_test_51AnotherKey';
  const error = await thrownBy(stripe({ apiKey: wrong }).retrieveSession(sessionId));
  expect(error).toBeInstanceOf(StripeAccessDeniedError);
  expect(inspect(error, { depth: 10 })).not.toContain('AnotherKey');
});

test('an unknown session is told from others by its id', async () => {
  const error = await thrownBy(stripe().retrieveSession('cs_test_unknown'));
  expect(error).toBeInstanceOf(CheckoutSessionNotFoundError);
  expect(error.message).toBe('Stripe does not know cs_test_unknown');
});

test('nobody listening is no answer', async () => {
  const elsewhere = createStripe({ apiKey, apiBase: 'http://127.0.0.1:1' });
  expect(await thrownBy(elsewhere.retrieveSession(sessionId))).toBeInstanceOf(ServiceUnavailableError);
});

function thrownBy(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: Error) => error,
  );
}

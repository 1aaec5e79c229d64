import { inspect } from 'node:util';
import { type Fault, Faults } from '@tkd-registration/local-cloud/faults';
import { type StripeSandbox, startStripe } from '@tkd-registration/sandboxes/stripe';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createStripe } from '../../../core/clients/stripe.ts';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../../../core/domain/errors.ts';
// Stripe's own fixture: https://github.com/stripe/openapi/blob/master/openapi/fixtures3.json (MIT licence).
import stripesOwn from '../../fixtures/stripe/checkout.session.json' with { type: 'json' };

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

test('a session is reduced to the facts that confirm a payment, with nothing about the payer', async () => {
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
    created: expect.any(Number),
  });
  await fetch(`${sandbox.url}/pay/${sessionId}/card`, { method: 'POST' });
  const paid = await stripe().retrieveSession(sessionId);
  expect(paid).toMatchObject({
    status: 'complete',
    paymentStatus: 'paid',
    charge: { created: expect.any(Number), questioned: false },
  });
  expect(paid.paymentIntentId).toMatch(/^pi_[A-Za-z0-9]{24}$/);
});

const answer = (status: number, body = ''): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  body,
  headers: {},
});

test.each([
  ['unchanged', {}, stripesOwn.payment_intent],
  ['with its PaymentIntent expanded', { payment_intent: { id: 'pi_1', object: 'payment_intent' } }, 'pi_1'],
  [
    'with a status that Stripe may add',
    { status: 'held', payment_status: 'held', mode: 'held' },
    expect.anything(),
  ],
])('the session in Stripe’s own example is accepted: %s', async (_, changes, paymentIntentId) => {
  const example = { ...stripesOwn, ...changes };
  faults.add({ service: 'stripe', operation: '*', behaviour: answer(200, JSON.stringify(example)) });
  const { status, payment_status: paymentStatus, mode, id, livemode } = example;
  expect(await stripe().retrieveSession(id)).toEqual({
    ...{ id, status, paymentStatus, livemode, mode, paymentIntentId },
    ...{ currency: null, amountTotal: null, created: stripesOwn.created },
  });
});

describe('Stripe’s answers are translated by class and status', () => {
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
    ['a cut connection', { kind: 'reset' }, ServiceUnavailableError, 'Stripe gave no answer for'],
    ['a lost answer', { kind: 'lose-answer' }, ServiceUnavailableError, 'Stripe gave no answer for'],
    ['no answer', { kind: 'hang' }, ServiceUnavailableError, 'Stripe gave no answer for'],
  ];
  test.each(translations)('%s', async (_title, behaviour, expected, message) => {
    const timeoutMs = behaviour.kind === 'hang' ? 60 : 10_000;
    // The library itself retries a cut connection once, even without retries.
    faults.add({ service: 'stripe', operation: 'checkout.sessions.retrieve', times: 2, behaviour });
    const error = await thrownBy(stripe({ timeoutMs }).retrieveSession(sessionId));
    expect(error).toBeInstanceOf(expected);
    expect(error.message).toBe(`${message} ${sessionId}`);
    expect(error.cause).toBeInstanceOf(Stripe.errors.StripeError);
  });

  const session = JSON.stringify(stripesOwn);
  test.each<[string, number, string]>([
    ['a page', 502, '<html><h1>Bad gateway</h1></html>'],
    ['a page with a good status', 200, '<html>Please log in</html>'],
    ['a page that refuses', 403, '<html>Blocked</html>'],
    ['nothing', 200, ''],
    ['JSON of a gateway, with a bad status', 502, '{"message":"Bad gateway"}'],
    ['JSON of a gateway, with a good status', 200, '{"message":"Service unavailable"}'],
    ['JSON of a gateway that does not know the path', 404, '{"error":{"message":"no route"}}'],
    ['JSON of a gateway that refuses', 401, '{"error":{"message":"who are you?"}}'],
    ['an error that is a text', 403, '{"error":"Forbidden"}'],
    ['an error that is a text, with a failure status', 503, '{"error":"Unavailable"}'],
    ['null', 200, 'null'],
    ['a list', 200, '[]'],
    ['a text', 503, '"upstream connect error"'],
    ['a number', 200, '1'],
    ['half an answer', 200, session.slice(0, session.length / 2)],
    ['a session with another id', 200, session],
    ['another object', 200, '{"id":"pi_1","object":"payment_intent"}'],
  ])(
    'what does not have Stripe’s shape is retried, never taken for a session: %s',
    async (_, status, body) => {
      // The sandbox replaces an empty body.
      const behaviour = answer(status, body || ' ');
      faults.add({ service: 'stripe', operation: 'checkout.sessions.retrieve', behaviour });
      await expect(stripe().retrieveSession(sessionId)).rejects.toThrow(ServiceUnavailableError);
    },
  );

  test('an answer without one of the facts that confirm a payment is not taken for a session', async () => {
    const whole: Record<string, unknown> = { ...stripesOwn, id: sessionId };
    const read = ['object', 'status', 'payment_status', 'livemode', 'mode', 'currency'];
    for (const name of [...read, 'amount_total', 'payment_intent']) {
      const { [name]: _, ...lacking } = whole;
      faults.add({
        service: 'stripe',
        operation: 'checkout.sessions.retrieve',
        behaviour: answer(200, JSON.stringify(lacking)),
      });
      await expect(stripe().retrieveSession(sessionId), name).rejects.toThrow(ServiceUnavailableError);
    }
  });

  test('one call is one request: only a cut connection is retried', async () => {
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

  test('one cut connection does not fail the call', async () => {
    faults.add({
      service: 'stripe',
      operation: 'checkout.sessions.retrieve',
      behaviour: { kind: 'reset' },
    });
    expect((await stripe().retrieveSession(sessionId)).id).toBe(sessionId);
  });

  test('any other error passes through', async () => {
    faults.add({
      service: 'stripe',
      operation: 'checkout.sessions.retrieve',
      behaviour: answer(400, stripeError({ type: 'invalid_request_error', code: 'parameter_invalid' })),
    });
    const error = await thrownBy(stripe().retrieveSession(sessionId));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  });
});

test('a wrong key is refused by the API, and neither the error nor its causes contain it', async () => {
  const wrong = 'sk_test_51AnotherKey';
  const error = await thrownBy(stripe({ apiKey: wrong }).retrieveSession(sessionId));
  expect(error).toBeInstanceOf(StripeAccessDeniedError);
  expect(inspect(error, { depth: 10 })).not.toContain('AnotherKey');
});

test('an unknown session is an error that names its id', async () => {
  const error = await thrownBy(stripe().retrieveSession('cs_test_unknown'));
  expect(error).toBeInstanceOf(CheckoutSessionNotFoundError);
  expect(error.message).toBe('Stripe does not know cs_test_unknown');
});

test('an unreachable API is no answer', async () => {
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

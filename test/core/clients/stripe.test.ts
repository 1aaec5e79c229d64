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
// As Stripe publishes it: https://github.com/stripe/openapi/blob/master/openapi/fixtures3.json (MIT licence).
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

const answer = (status: number, body = ''): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  body,
  headers: {},
});

test.each([
  ['as it is', {}, stripesOwn.payment_intent],
  ['with its PaymentIntent expanded', { payment_intent: { id: 'pi_1', object: 'payment_intent' } }, 'pi_1'],
  [
    'of a status that Stripe may add',
    { status: 'held', payment_status: 'held', mode: 'held' },
    expect.anything(),
  ],
])('the session of Stripe’s own example is taken: %s', async (_, changes, paymentIntentId) => {
  const example = { ...stripesOwn, ...changes };
  faults.add({ service: 'stripe', operation: '*', behaviour: answer(200, JSON.stringify(example)) });
  const { status, payment_status: paymentStatus, mode, id, livemode } = example;
  expect(await stripe().retrieveSession(id)).toEqual({
    ...{ id, status, paymentStatus, livemode, mode, paymentIntentId },
    ...{ currency: null, amountTotal: null },
  });
});

describe('what Stripe answers is translated by class and status', () => {
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

  const session = JSON.stringify(stripesOwn);
  test.each<[string, number, string]>([
    ['a page', 502, '<html><h1>Bad gateway</h1></html>'],
    ['a page of a good status', 200, '<html>Please log in</html>'],
    ['a page that refuses', 403, '<html>Blocked</html>'],
    ['nothing', 200, ''],
    ['JSON of a gateway, as bad', 502, '{"message":"Bad gateway"}'],
    ['JSON of a gateway, as good', 200, '{"message":"Service unavailable"}'],
    ['JSON of a gateway that knows no such path', 404, '{"error":{"message":"no route"}}'],
    ['JSON of a gateway that refuses', 401, '{"error":{"message":"who are you?"}}'],
    ['an error that is a text', 403, '{"error":"Forbidden"}'],
    ['an error that is a text, as a failure', 503, '{"error":"Unavailable"}'],
    ['null', 200, 'null'],
    ['a list', 200, '[]'],
    ['a text', 503, '"upstream connect error"'],
    ['a number', 200, '1'],
    ['half an answer', 200, session.slice(0, session.length / 2)],
    ['a session of another id', 200, session],
    ['another object', 200, '{"id":"pi_1","object":"payment_intent"}'],
  ])(
    'what is not of Stripe’s shape is tried again, never taken for a session: %s',
    async (_, status, body) => {
      // The sandbox fills an empty body in.
      const behaviour = answer(status, body || ' ');
      faults.add({ service: 'stripe', operation: 'checkout.sessions.retrieve', behaviour });
      await expect(stripe().retrieveSession(sessionId)).rejects.toThrow(ServiceUnavailableError);
    },
  );

  test('a session that lacks any of what a payment is confirmed by is not taken for one', async () => {
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

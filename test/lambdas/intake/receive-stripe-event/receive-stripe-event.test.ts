import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChangedPayment } from '../../../../core/clients/payment-changes.ts';
import type { Belonging } from '../../../../core/domain/belonging.ts';
import { RateLimitedError } from '../../../../core/domain/errors.ts';
import { afterPaymentEvents } from '../../../../core/domain/stripe-events.ts';
import { receiveStripeEvent } from '../../../../lambdas/intake/receive-stripe-event/receive-stripe-event.ts';
import stripesOwn from '../../../fixtures/stripe/checkout.session.json' with { type: 'json' };

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/receive-stripe-event/${name}.json`, import.meta.url), 'utf8');
const paidEvent = fixture('checkout.session.completed-paid');
const { id: eventId, data } = JSON.parse(paidEvent);
const sessionId: string = data.object.id;

const secret = 'whsec_current';
const nextSecret = 'whsec_next';
const now = 1_790_000_000_000;

let started: [string, string][];
let changes: ChangedPayment[];
const startChange = async (change: ChangedPayment) => {
  changes.push(change);
};
const start = async (entryId: string, cause: string) => {
  started.push([entryId, cause]);
};

beforeEach(() => {
  started = [];
  changes = [];
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

const logged = () =>
  [console.log, console.warn, console.error]
    .flatMap((log) => vi.mocked(log).mock.calls.flat())
    .map((line) => JSON.stringify(line));

/** What checks by these secrets. */
function by(...secrets: string[]): Parameters<typeof receiveStripeEvent>[1]['bySecrets'] {
  return async (check) => check(secrets);
}

function sign(payload: string, { key = secret, ageSeconds = 0 } = {}): string {
  const timestamp = now / 1000 - ageSeconds;
  return Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });
}

function receive(
  body: string | Buffer,
  signature: string | undefined,
  dependencies: Partial<Parameters<typeof receiveStripeEvent>[1]> = {},
) {
  return receiveStripeEvent(
    { rawBody: Buffer.from(body as string), signature },
    { bySecrets: by(secret), now: () => now, start, startChange, belonging: undefined, ...dependencies },
  );
}

function eventOf(
  change: (event: { type: string; data: { object: Record<string, unknown> } }) => void,
): string {
  const event = JSON.parse(paidEvent);
  change(event);
  return JSON.stringify(event, null, 2);
}

describe('an event that reports a payment starts the workflow for its session', () => {
  const reports: [string, string][] = [
    ['completed and paid', paidEvent],
    ['completed and nothing to pay', fixture('checkout.session.completed-no-payment-required')],
    ['a delayed payment that succeeded', fixture('checkout.session.async_payment_succeeded')],
  ];
  test.each(reports)('%s', async (_title, body) => {
    const event = JSON.parse(body);
    expect(await receive(body, sign(body))).toEqual({ statusCode: 200, body: 'started' });
    expect(started).toEqual([[event.data.object.id, event.id]]);
  });

  test('it answers only once the start is safe', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let answered = false;
    const answer = receive(paidEvent, sign(paidEvent), { start: () => promise }).then((it) => {
      answered = true;
      return it;
    });
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    resolve();
    expect((await answer).statusCode).toBe(200);
  });

  test('the same event twice asks for the same start twice, which is one', async () => {
    await receive(paidEvent, sign(paidEvent));
    await receive(paidEvent, sign(paidEvent, { ageSeconds: 10 }));
    expect(new Set(started.map(String)).size).toBe(1);
  });
});

/** An event as Stripe sends it about an object that is part of a payment. */
const eventAbout = (type: string, object: object) =>
  eventOf((event) => {
    event.type = type;
    event.data.object = { ...object };
  });

describe('an event that reports what else happened to a payment starts a payment change', () => {
  const ofSessions: [string, string][] = [
    [
      'legacy fault 1: completed but unpaid, a bank debit on its way',
      fixture('checkout.session.completed-unpaid'),
    ],
    ['a delayed payment that failed', fixture('checkout.session.async_payment_failed')],
    [
      'an expired page where somebody tried to pay',
      eventOf((event) => {
        event.type = 'checkout.session.expired';
        Object.assign(event.data.object, { status: 'expired', payment_status: 'unpaid' });
      }),
    ],
  ];
  test.each(ofSessions)('%s', async (_title, body) => {
    const { id, type, data } = JSON.parse(body);
    expect(await receive(body, sign(body))).toEqual({ statusCode: 200, body: 'started' });
    expect(changes).toEqual([{ happened: type, changed: data.object.id, cause: id }]);
    expect(started).toEqual([]);
  });

  test.each(afterPaymentEvents)('%s, by the id of its object', async (type) => {
    for (const payment_intent of ['pi_1', { id: 'pi_1', object: 'payment_intent' }]) {
      const body = eventAbout(type, { id: 're_3Qk9aB2eZvKYlo2C', payment_intent });
      expect(await receive(body, sign(body))).toEqual({ statusCode: 200, body: 'started' });
    }
    const change = { happened: type, changed: 're_3Qk9aB2eZvKYlo2C', cause: eventId };
    expect(changes).toEqual([change, change]);
    expect(started).toEqual([]);
  });

  test.each([{ id: 'Jane Doe' }, { id: undefined }, { payment_intent: 7 }])(
    'one about an object of no known shape is answered 500, and logged by the event alone (%j)',
    async (wrong) => {
      const body = eventAbout('refund.created', { id: 're_1', payment_intent: 'pi_1', ...wrong });
      expect(await receive(body, sign(body))).toEqual({ statusCode: 500, body: 'not understood' });
      expect(changes).toEqual([]);
      expect(logged()).toEqual([JSON.stringify({ eventId, problem: 'its object is of no known shape' })]);
    },
  );

  test('one that cannot be started is answered 500', async () => {
    const body = eventAbout('refund.created', { id: 're_1', payment_intent: 'pi_1' });
    const failing = async () => Promise.reject(new RateLimitedError('Jane Doe, 555-0100'));
    expect(await receive(body, sign(body), { startChange: failing })).toEqual({
      statusCode: 500,
      body: 'not started',
    });
    expect(logged()).toEqual([JSON.stringify({ eventId, error: 'RateLimitedError' })]);
  });

  test('one about another sale starts nothing, as far as the event tells', async () => {
    const belonging = { clientReferencePrefix: 'reg-' };
    for (const [, body] of ofSessions) {
      expect(await receive(body, sign(body), { belonging })).toEqual({ statusCode: 200, body: 'ignored' });
    }
    expect(changes).toEqual([]);
    expect(logged()).toHaveLength(ofSessions.length);
  });
});

describe('an event that reports nothing about a payment is acknowledged and starts nothing', () => {
  const others: [string, string][] = [
    ['legacy fault 2: expired before anybody tried to pay', fixture('checkout.session.expired')],
    ['a PaymentIntent that succeeded', fixture('payment_intent.succeeded')],
    ['a type nobody asked for', eventAbout('customer.created', { id: 'cus_1' })],
    [
      'a refund of a charge without a PaymentIntent, which was made outside Checkout',
      eventAbout('charge.refunded', { id: 'ch_1', payment_intent: null }),
    ],
  ];
  test.each(others)('%s', async (_title, body) => {
    expect(await receive(body, sign(body))).toEqual({ statusCode: 200, body: 'ignored' });
    expect([...started, ...changes]).toEqual([]);
    expect(logged()).toEqual([]);
  });
});

describe('a sale of something else is answered 200, counted by the log, and starts nothing', () => {
  const sale = (session: object) => eventOf(({ data }) => Object.assign(data.object, session));
  const ignored = { statusCode: 200, body: 'ignored' };
  const started200 = { statusCode: 200, body: 'started' };
  const rules: [string, Belonging, object, object[]][] = [
    [
      'by metadata',
      { metadata: { key: 'for', value: 'registration' } },
      { metadata: { for: 'registration', more: 'of it' } },
      [
        { metadata: { for: 'shirt' } },
        { metadata: { For: 'registration' } },
        { metadata: {} },
        { metadata: null },
      ],
    ],
    [
      'by the client reference',
      { clientReferencePrefix: 'reg-' },
      { client_reference_id: 'reg-17' },
      [
        { client_reference_id: 'shop-17' },
        { client_reference_id: 'a-reg-17' },
        { client_reference_id: null },
      ],
    ],
    [
      'by the success URL',
      { successUrlPrefix: 'https://register.example.com/' },
      { success_url: 'https://register.example.com/success?id={CHECKOUT_SESSION_ID}' },
      [{ success_url: 'https://shop.example.com/' }, { success_url: null }, { success_url: undefined }],
    ],
  ];
  test.each(rules)('recognised %s', async (_, belonging, ours, others) => {
    const own = sale(ours);
    expect(await receive(own, sign(own), { belonging })).toEqual(started200);
    expect(logged()).toEqual([]);
    for (const other of others) {
      const body = sale(other);
      expect(await receive(body, sign(body), { belonging }), JSON.stringify(other)).toEqual(ignored);
    }
    expect(started).toHaveLength(1);
    const line = JSON.stringify({ eventId, outcome: 'other sale ignored' });
    expect(logged()).toEqual(others.map(() => line));
  });

  test.each(['subscription', 'setup'])(
    'of the kind %s, if there is no rule to distinguish sales',
    async (mode) => {
      const body = sale({ mode });
      expect(await receive(body, sign(body))).toEqual(ignored);
      expect(started).toEqual([]);
      expect(logged()).toEqual([JSON.stringify({ eventId, outcome: 'other sale ignored' })]);
    },
  );

  test.each([{ mode: 'subscription' }, { currency: 'eur' }, { livemode: true }])(
    'but one of ours that does not fit the stage is started, to be seen (%j)',
    async (change) => {
      const belonging = { metadata: { key: 'for', value: 'registration' } };
      const body = sale({ metadata: { for: 'registration' }, ...change });
      expect(await receive(body, sign(body), { belonging })).toEqual(started200);
    },
  );

  test.each([{ currency: 'eur' }, { livemode: true }, { mode: 'a kind that Stripe may add' }])(
    'and so is what just does not match, if there is no rule to distinguish sales (%j)',
    async (change) => {
      const body = sale(change);
      expect(await receive(body, sign(body))).toEqual(started200);
    },
  );

  test('Stripe’s own example of a session is understood', async () => {
    const body = sale(stripesOwn);
    expect(await receive(body, sign(body), { belonging: { clientReferencePrefix: 'x' } })).toEqual(ignored);
    const paid = sale({ ...stripesOwn, payment_status: 'paid' });
    expect(await receive(paid, sign(paid))).toEqual(started200);
    expect(started).toEqual([[stripesOwn.id, eventId]]);
  });
});

describe('an event that reports a payment of a session of no known shape', () => {
  test.each<[string, (session: Record<string, unknown>) => void]>([
    ['an id that is none', (session) => Object.assign(session, { id: 'Jane Doe' })],
    ['no id', (session) => delete session.id],
    ['no payment status', (session) => delete session.payment_status],
    ['a payment status that Stripe may add', (session) => Object.assign(session, { payment_status: 'held' })],
    ['no kind', (session) => delete session.mode],
    ['metadata that is none', (session) => Object.assign(session, { metadata: 'for registration' })],
  ])(
    '%s: is answered 500, so that it shows as failed at Stripe, and logged by the event alone',
    async (_, change) => {
      const body = eventOf(({ data }) => change(data.object));
      expect(await receive(body, sign(body))).toEqual({ statusCode: 500, body: 'not understood' });
      expect(started).toEqual([]);
      expect(logged()).toEqual([JSON.stringify({ eventId, problem: 'its object is of no known shape' })]);
    },
  );
});

/** What is logged of a request that is refused: nothing that it holds. */
const refusalLogged = (because: string) => [JSON.stringify({ problem: 'webhook refused', because })];

describe('what Stripe did not sign is refused with nothing done and nothing of it logged', () => {
  const refused = { statusCode: 400, body: 'signature refused' };

  afterEach(() => {
    expect(started).toEqual([]);
    expect(new Set(logged()).size).toBe(1);
  });

  const signatures: [string, string | undefined][] = [
    ['no signature', undefined],
    ['an empty one', ''],
    ['one that is none', 'hello'],
    ['one without a time', sign(paidEvent).replace(/t=\d+,/, '')],
    ['one of an unknown scheme only', sign(paidEvent).replace('v1=', 'v0=')],
    ['one by another secret', sign(paidEvent, { key: 'whsec_forged' })],
    ['one of another body', sign('{}')],
    ['one with another time', sign(paidEvent, { ageSeconds: 400 }).replace(/t=\d+/, `t=${now / 1000}`)],
    ['one 301 seconds old', sign(paidEvent, { ageSeconds: 301 })],
  ];
  test.each(signatures)('%s', async (_title, signature) => {
    expect(await receive(paidEvent, signature)).toEqual(refused);
    expect(logged()).toEqual(refusalLogged('signature refused'));
  });

  test('no secret to check it by', async () => {
    expect(await receive(paidEvent, sign(paidEvent), { bySecrets: by() })).toEqual(refused);
  });

  test('a body with any one byte changed', async () => {
    const original = Buffer.from(paidEvent);
    const signature = sign(paidEvent);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: original.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const altered = Buffer.from(original);
          altered[place] = (altered[place] ?? 0) ^ change;
          expect(await receive(altered, signature)).toEqual(refused);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('bytes that only a lenient decoder would read as the signed ones', async () => {
    const signed = eventOf(({ data }) => {
      data.object.client_reference_id = 'a\u{FFFD}b';
    });
    const altered = Buffer.from(signed);
    altered[altered.indexOf(0xef)] = 0xf0;
    expect(altered.toString()).toBe(signed);
    expect(await receive(altered, sign(signed))).toEqual(refused);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(signed)]);
    expect(await receive(marked, sign(signed))).toEqual(refused);
  });

  test('a body over 256 kB is refused before it is looked at', async () => {
    const body = `"${'x'.repeat(256 * 1024)}"`;
    expect(await receive(body, sign(body))).toEqual({ statusCode: 413, body: 'too large' });
    expect(logged()).toEqual(refusalLogged('too large'));
  });
});

describe('a signature counts', () => {
  test('up to 300 seconds after it was made', async () => {
    expect((await receive(paidEvent, sign(paidEvent, { ageSeconds: 300 }))).statusCode).toBe(200);
  });

  test.each([[secret], [nextSecret]])(
    'by either secret while one takes over from the other (%s)',
    async (key) => {
      const answer = await receive(paidEvent, sign(paidEvent, { key }), {
        bySecrets: by(secret, nextSecret),
      });
      expect(answer.statusCode).toBe(200);
      expect(started).toEqual([[sessionId, eventId]]);
    },
  );

  test('when it is one of several, as it is while Stripe signs with both secrets', async () => {
    const other = sign(paidEvent, { key: 'whsec_old' }).replace(/t=\d+,/, '');
    expect((await receive(paidEvent, `${sign(paidEvent)},${other}`)).statusCode).toBe(200);
  });
});

describe('what is signed but is not an event is refused', () => {
  test.each([['{"id": "evt_1", '], ['null'], ['[]'], ['{"id": "evt_1"}'], ['{"object": "v2.core.event"}']])(
    '%s',
    async (body) => {
      expect(await receive(body, sign(body))).toEqual({ statusCode: 400, body: 'not an event' });
      expect(started).toEqual([]);
      expect(logged()).toEqual(refusalLogged('not an event'));
    },
  );
});

test('a start that fails is answered with 500, so that Stripe sends again, and logged without its text', async () => {
  const answer = await receive(paidEvent, sign(paidEvent), {
    start: async () => {
      throw new RateLimitedError('Jane Doe, 555-0100');
    },
  });
  expect(answer).toEqual({ statusCode: 500, body: 'not started' });
  expect(logged()).toEqual([JSON.stringify({ eventId, error: 'RateLimitedError' })]);
});

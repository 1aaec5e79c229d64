import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { newId } from '@tkd-registration/sandboxes/stripe/ids';
import type Stripe from 'stripe';
import { describe, expect, inject, test } from 'vitest';
import { paymentChangeNameOf } from '../../core/domain/ids.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { cloud, ended, faultsLeft, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import { adminMails, executionsOf, fulfilled, holdings, untouched } from './inspect.ts';
import { competitor } from './people.ts';
import { completed, delivered, post, sessionEvent, sign, submitUnpaid } from './stripe-events.ts';

const paymentChanges = new Outcomes(cloud, cloud.outputs.PaymentChangeArn ?? '');

/** What has become of an entry, whenever its payment was last read. */
async function outcomeOf(entryId: string) {
  const { registration, ...outcome } = await outcomes.of(entryId);
  return { ...outcome, registration: { ...registration, payment_read_at: undefined } };
}

/** The logs of all Lambdas so far. */
async function logs(): Promise<string> {
  const directory = inject('logDir');
  const files = await readdir(directory);
  return (await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')))).join('');
}

test('other sales on the same Stripe account are answered with 200 and start nothing', async () => {
  const shop = { success_url: 'https://shop.example/thanks' };
  const sessionId = await frontEnd.openSession(competitor(), shop);
  await frontEnd.press('card', sessionId);
  for (const mode of ['payment', 'subscription', 'setup']) {
    expect(await post(completed(sessionId, { ...shop, mode }))).toBe(200);
  }
  const telltale = await submitUnpaid(competitor());
  await frontEnd.press('card', telltale);
  await ended(telltale);
  expect(await executionsOf(sessionId)).toEqual([]);
});

describe('a webhook signed by Stripe’s own library', () => {
  test.each(cloud.secret.stripe.webhookSecrets)(
    'starts the execution of its session, with either of two secrets during a rotation (%s)',
    async (secret) => {
      const body = competitor();
      const sessionId = await submitUnpaid(body);
      const event = completed(sessionId);
      expect(await post(event, sign(event, { secret }))).toBe(200);
      const { status, input } = (await outcomes.execution(sessionId)) ?? {};
      expect({ status, input }).toEqual({ status: 'RUNNING', input: JSON.stringify({ entryId: sessionId }) });
      await frontEnd.press('card', sessionId);
      await ended(sessionId);
      expect(await holdings(sessionId, body)).toEqual(fulfilled);
    },
  );

  test('with one byte altered is answered with 400, and nothing else happens', async () => {
    const body = competitor();
    const sessionId = await submitUnpaid(body);
    const marker = newId('req_');
    const event = completed(sessionId, { client_reference_id: marker });
    const signature = sign(event);
    for (const place of [0, event.indexOf('"paid"') + 2, event.length - 1]) {
      const altered = `${event.slice(0, place)}~${event.slice(place + 1)}`;
      expect(await post(altered, signature)).toBe(400);
    }
    expect(await holdings(sessionId, body)).toEqual(untouched);

    // The log of this event comes after anything those would have logged.
    const telltale = completed('no session');
    expect(await post(telltale)).toBe(500);
    const eventId: string = JSON.parse(telltale).id;
    const written = await waitFor('the log', async () => {
      const text = await logs();
      return text.includes(eventId) ? text : undefined;
    });
    expect(written).toContain(inspect({ problem: 'webhook refused', because: 'signature refused' }));
    for (const secret of [marker, sessionId, JSON.parse(event).id]) expect(written).not.toContain(secret);
  });

  test.each<[string, (event: string) => string | null, number]>([
    ['absent', () => null, 400],
    ['empty', () => '', 400],
    ['no signature at all', () => 'forged', 400],
    ['from another secret', (event) => sign(event, { secret: 'whsec_other' }), 400],
    ['for another body', (event) => sign(`${event} `), 400],
    ['301 seconds old', (event) => sign(event, { secondsAgo: 301 }), 400],
    ['290 seconds old', (event) => sign(event, { secondsAgo: 290 }), 200],
  ])('whose signature is %s', async (_, signatureOf, status) => {
    const sessionId = newId('cs_test_');
    // The accepted one starts nothing.
    const event = completed(sessionId, status === 200 ? { payment_status: 'unpaid' } : {});
    expect(await post(event, signatureOf(event))).toBe(status);
    expect(await executionsOf(sessionId)).toEqual([]);
  });

  test.each([
    ['over 256 KB', 257 * 1024],
    ['over API Gateway’s limit of 10 MB', 10 * 1024 * 1024 + 1],
  ])('%s is answered with 413', async (_, size) => {
    const sessionId = newId('cs_test_');
    expect(await post(completed(sessionId, { client_reference_id: 'x'.repeat(size) }))).toBe(413);
    expect(await executionsOf(sessionId)).toEqual([]);
  });

  test.each([
    ['broken JSON', (event: string) => event.slice(0, -1)],
    ['JSON that is not an event', (event: string) => `[${event}]`],
    ['nothing', () => ''],
  ])('that is %s is answered with 400', async (_, breaking) => {
    const sessionId = newId('cs_test_');
    expect(await post(breaking(completed(sessionId)))).toBe(400);
    expect(await executionsOf(sessionId)).toEqual([]);
  });

  test.each([
    'payment_intent.succeeded',
    'customer.created',
    'charge.refunded',
    'checkout.session.expired',
    'checkout.session.async_payment_failed',
  ])('of the type %s, which is not subscribed to, is accepted and ignored', async (type) => {
    const sessionId = newId('cs_test_');
    expect(await post(sessionEvent(type, sessionId))).toBe(200);
    expect(await executionsOf(sessionId)).toEqual([]);
  });
});

describe('events that arrive more than once', () => {
  test('the same event during and after its execution: one execution, one mail, one file', async () => {
    const body = competitor();
    const sessionId = await submitUnpaid(body);
    const event = completed(sessionId);
    expect(await Promise.all(Array.from({ length: 5 }, () => post(event)))).toEqual(Array(5).fill(200));
    expect(await holdings(sessionId, body)).toEqual({ ...untouched, executions: ['RUNNING'] });
    await frontEnd.press('card', sessionId);
    await ended(sessionId);
    expect(await post(event)).toBe(200);
    expect(await holdings(sessionId, body)).toEqual(fulfilled);
  });

  test('two different events of one session fulfil it once', async () => {
    const body = competitor();
    const { entryId } = await register(body);
    expect(await post(sessionEvent('checkout.session.async_payment_succeeded', entryId))).toBe(200);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
  });

  test('a failure after the success, an expiry after the completion: a paid session stays fulfilled', async () => {
    const body = competitor();
    const { entryId } = await register(body);
    const before = await outcomeOf(entryId);
    for (const type of [
      'checkout.session.async_payment_failed',
      'checkout.session.expired',
      'checkout.session.completed',
    ]) {
      const event = sessionEvent(type, entryId, { payment_status: 'unpaid' });
      expect(await post(event)).toBe(200);
      const change = paymentChangeNameOf(type, entryId, JSON.parse(event).id);
      expect(await paymentChanges.ended(change)).toMatchObject({ status: 'SUCCEEDED' });
    }
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await outcomeOf(entryId)).toEqual(before);
  });
});

describe('a bank debit', () => {
  test('starts no registration while complete but unpaid, and is fulfilled by its later success', async () => {
    const body = competitor();
    const sessionId = await submitUnpaid(body);
    await frontEnd.press('bank', sessionId);
    await delivered('checkout.session.completed', sessionId);
    expect(await holdings(sessionId, body)).toEqual(untouched);
    await frontEnd.press('bank-succeeds', sessionId);
    await ended(sessionId);
    expect(await holdings(sessionId, body)).toEqual(fulfilled);
  });

  test('that the bank refuses starts no registration', async () => {
    const body = competitor();
    const sessionId = await submitUnpaid(body);
    await frontEnd.press('bank', sessionId);
    await frontEnd.press('bank-fails', sessionId);
    await delivered('checkout.session.completed', sessionId);
    await delivered('checkout.session.async_payment_failed', sessionId);
    expect(await holdings(sessionId, body)).toEqual(untouched);
  });
});

describe('when the execution cannot be started', () => {
  const denied = {
    kind: 'answer',
    status: 400,
    body: '{"__type":"AccessDeniedException"}',
    headers: {},
  } as const;

  test('the webhook answers with 5xx, and starts it when the event is sent again', async () => {
    const body = competitor();
    const sessionId = await submitUnpaid(body);
    await misbehave({
      service: 'states',
      operation: 'StartExecution',
      contains: sessionId,
      behaviour: denied,
    });
    const event = completed(sessionId);
    expect(await post(event)).toBe(500);
    expect(await holdings(sessionId, body)).toEqual(untouched);
    expect(await post(event)).toBe(200);
    await frontEnd.press('card', sessionId);
    await ended(sessionId);
    expect(await holdings(sessionId, body)).toEqual(fulfilled);
  });

  // More often than the SDK itself retries, so that the first delivery fails.
  describe.concurrent('Stripe sends again', () => {
    test.each<[string, number, Fault['behaviour']]>([
      ['throttled', 4, { ...denied, body: '{"__type":"ThrottlingException"}' }],
      ['failing', 4, { ...denied, status: 500, body: '{"__type":"InternalFailure"}' }],
      ['denied', 2, denied],
      ['cut off', 4, { kind: 'reset' }],
    ])('%s', async (_, times, behaviour) => {
      const body = competitor();
      const sessionId = await submitUnpaid(body);
      await misbehave({
        service: 'states',
        operation: 'StartExecution',
        contains: sessionId,
        times,
        behaviour,
      });
      await frontEnd.press('card', sessionId);
      await ended(sessionId);
      expect(await faultsLeft(sessionId)).toEqual([]);
      expect(await holdings(sessionId, body)).toEqual(fulfilled);
    });
  });
});

test('a failed execution is run again by a new event, once for each event', async () => {
  const body = competitor();
  const sessionId = await submitUnpaid(body);
  const refused = { kind: 'answer', status: 401, body: '', headers: {} } as const;
  const type: Stripe.Event.Type = 'checkout.session.completed';
  await misbehave({
    service: 'stripe',
    operation: 'checkout.sessions.retrieve',
    contains: sessionId,
    behaviour: refused,
  });
  await frontEnd.press('card', sessionId);
  expect(await ended(sessionId)).toMatchObject({ status: 'FAILED', error: 'StripeAccessDeniedError' });
  await delivered(type, sessionId);

  const event = sessionEvent(type, sessionId);
  expect(await post(event)).toBe(200);
  const [second = '', ...others] = await executionsOf(sessionId);
  expect([second, ...others]).toEqual([expect.stringMatching(`^${sessionId}-[0-9a-f]{8}$`), sessionId]);
  await ended(second);
  expect(await post(event)).toBe(200);
  expect(await holdings(sessionId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
  expect(await adminMails(sessionId)).toHaveLength(1);
});

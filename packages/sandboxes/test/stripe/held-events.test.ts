import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paid, type Started, started } from './started.ts';

let running: Started;

beforeEach(async () => {
  running = await started();
});
afterEach(() => running.stop());

const typesReceived = () => running.received.map(({ event }) => event.type);
const hold = (...types: string[]) =>
  running.press('/_events/hold', Object.fromEntries(types.map((type, index) => [`types[${index}]`, type])));
const release = async (form: Record<string, string> = {}) => {
  const answer = await running.press('/_events/release', form);
  return ((await answer.json()) as { events: { id: string; type: string }[] }).events.map(({ type }) => type);
};
const expireOne = async () => {
  const { id } = await running.order(500);
  await running.stripe.checkout.sessions.expire(id);
};

describe('events that are held back', () => {
  test('are recorded and never come', async () => {
    expect(await (await hold()).json()).toEqual({ holds: [{ types: ['*'] }] });
    await paid(running);
    await running.sandbox.idle();
    expect(typesReceived()).toEqual([]);
    const undelivered = await running.stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map(({ type }) => type)).toContain('checkout.session.completed');
    expect(await release({ times: '0' })).toHaveLength(undelivered.data.length);
    await running.sandbox.idle();
    expect(typesReceived()).toEqual([]);
    await expireOne();
    await running.sandbox.idle();
    expect(typesReceived()).toEqual(['checkout.session.expired']);
  });

  test('are only those of the types given, from the start if the sandbox is started so', async () => {
    await running.stop();
    running = await started({ heldEvents: ['checkout.session.*'] });
    await hold('charge.updated');
    await paid(running);
    await running.sandbox.idle();
    expect(typesReceived().toSorted()).toEqual([
      'charge.succeeded',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    expect(await release()).toEqual(['checkout.session.completed', 'charge.updated']);
  });

  test('come late, in their order or the other way round', async () => {
    const inOrder = [
      ...['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'],
      ...['checkout.session.completed', 'charge.updated'],
    ];
    for (const [order, expected] of [
      ['oldest', inOrder],
      ['newest', inOrder.toReversed()],
    ] as const) {
      await hold();
      await paid(running);
      expect(await release({ order })).toEqual(expected);
      expect(typesReceived()).toEqual(expected);
      running.received.splice(0);
    }
    expect((await running.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test('come twice', async () => {
    await hold('checkout.session.expired');
    await expireOne();
    await release({ times: '2' });
    expect(typesReceived()).toEqual(['checkout.session.expired', 'checkout.session.expired']);
    expect(new Set(running.received.map(({ event }) => event.id)).size).toBe(1);
  });

  test('are those of some sessions and their payments, and come back for each of them alone', async () => {
    const [one, two, other] = [await running.order(500), await running.order(500), await running.order(500)];
    await running.press('/_events/hold', { 'sessions[0]': one.id, 'sessions[1]': two.id });
    for (const { id } of [one, two, other]) await running.press(`/pay/${id}/card`);
    await running.sandbox.idle();
    expect(typesReceived()).toHaveLength(5);
    const { payment_intent } = await running.stripe.checkout.sessions.retrieve(two.id);
    await running.stripe.refunds.create({ payment_intent: String(payment_intent) });
    const held = await release({ 'sessions[0]': two.id });
    expect(held).toHaveLength(7);
    expect(held.slice(-2)).toEqual(['refund.created', 'charge.refunded']);
    running.received.splice(0);
    await running.stripe.refunds.create({
      payment_intent: String((await running.stripe.checkout.sessions.retrieve(one.id)).payment_intent),
    });
    await running.sandbox.idle();
    expect(typesReceived()).toEqual([]);
    expect(await release()).toHaveLength(7);
  });

  test('can be sent one by one while the others wait', async () => {
    await hold();
    await expireOne();
    const [event] = (await running.stripe.events.list()).data;
    await running.press(`/_events/${event?.id}/resend`);
    expect(typesReceived()).toEqual(['checkout.session.expired']);
  });
});

test('the overview says what is held back, with buttons to send it', async () => {
  const page = async () => (await fetch(running.sandbox.url)).text();
  expect(await page()).toContain('<button>Hold all events back</button>');
  const browser = { method: 'POST', headers: { accept: 'text/html' } };
  await fetch(`${running.sandbox.url}/_events/hold`, browser);
  await expireOne();
  expect(await page()).toContain('not sent: all. 1 wait.');
  expect(await page()).toContain(' held back</span>');
  await fetch(`${running.sandbox.url}/_events/release`, browser);
  expect(await page()).toContain(' delivered</span>');
});

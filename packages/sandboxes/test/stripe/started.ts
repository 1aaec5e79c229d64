import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '@tkd-registration/local-cloud/clock';
import { Faults } from '@tkd-registration/local-cloud/faults';
import Stripe from 'stripe';
import { type StripeSandboxOptions, startStripe } from '../../stripe/server.ts';
import type { Answer } from './stripe-types.ts';

export const apiKey = 'sk_test_sandbox';
const secret = 'whsec_sandbox';

export interface Received {
  event: Stripe.Event;
  headers: NodeJS.Dict<string | string[]>;
}

/** A sandbox, Stripe's library to call it, and a webhook endpoint that subscribes to everything. */
export async function started(options: Partial<StripeSandboxOptions> = {}) {
  const faults = new Faults();
  const answers: Answer[] = [];
  const received: Received[] = [];
  const time = { now: Date.now() };
  const endpoint = createServer(async (request, response) => {
    const body = await buffer(request);
    const event = Stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature']), secret);
    received.push({ event, headers: request.headers });
    answers.push({ title: `webhook ${event.type}`, body: JSON.parse(body.toString()) });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/stripe`;
  const sandbox = await startStripe({
    faults,
    apiKey,
    retryDelaysMs: [],
    clock: { ...systemClock, now: () => time.now },
    webhook: { url, secret, enabledEvents: ['*'] },
    ...options,
  });

  /** Keeps every answer as it came over the wire. */
  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const title = `${init?.method} ${new URL(String(input)).pathname}`;
    const text = await response.clone().text();
    if (text.startsWith('{')) answers.push({ title, body: JSON.parse(text) });
    return response;
  };
  const { hostname, port } = new URL(sandbox.url);
  const stripe = new Stripe(apiKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(recording),
  });

  return {
    sandbox,
    stripe,
    faults,
    answers,
    received,
    time,
    /** The events of these kinds in the order in which they came about. */
    async events(...prefixes: string[]): Promise<string[]> {
      const all = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      const types = all.map(({ type }) => String(type)).toReversed();
      return types.filter(
        (type) => prefixes.length === 0 || prefixes.some((prefix) => type.startsWith(prefix)),
      );
    },
    /** Presses a button of the sandbox's pages. */
    async press(path: string, form: Record<string, string> = {}): Promise<Response> {
      const body = new URLSearchParams(form);
      return recording(`${sandbox.url}${path}`, { method: 'POST', body, redirect: 'manual' });
    },
    /** A call without the library. */
    call(path: string, init: RequestInit = {}): Promise<Response> {
      const headers = { authorization: `Bearer ${apiKey}`, ...init.headers };
      return recording(`${sandbox.url}/v1${path}`, { method: 'GET', ...init, headers });
    },
    async order(cents: number, changes: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
      const product_data = { name: 'Color Belt Registration' };
      return stripe.checkout.sessions.create({
        mode: 'payment',
        success_url: 'http://127.0.0.1:9/thanks',
        line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: cents, product_data } }],
        ...changes,
      });
    },
    async stop() {
      await sandbox.stop();
      endpoint.close();
      endpoint.closeAllConnections();
    },
  };
}

export type Started = Awaited<ReturnType<typeof started>>;

/** An order paid by this button: its session, PaymentIntent and charge. */
export async function paid({ order, press, stripe }: Started, cents = 10_000, button = 'card') {
  const { id } = await order(cents);
  await press(`/pay/${id}/${button}`);
  const session = await stripe.checkout.sessions.retrieve(id);
  const intent = await stripe.paymentIntents.retrieve(String(session.payment_intent));
  return { session: id, intent: intent.id, charge: String(intent.latest_charge) };
}

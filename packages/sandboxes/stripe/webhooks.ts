import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import type { WireEvent } from './wire.ts';

export interface Endpoint {
  url: string;
  /** The endpoint's signing secret, `whsec_…`. */
  secret: string;
  /** The types of event the endpoint subscribes to; `*` is every type. Default: those a payment needs. */
  enabledEvents?: readonly string[];
}

const eventsOfPayment = [
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
];

function wants({ enabledEvents = eventsOfPayment }: Endpoint, type: string): boolean {
  return enabledEvents.includes(type) || enabledEvents.includes('*');
}

/** The result of one attempt; no status when there was no answer. */
export interface Delivery {
  delivered: boolean;
  status?: number;
}

const answerWithinMs = 10_000;

/**
 * Delivers events to the endpoint, signed by Stripe's own library, and retries after each of the delays until the
 * answer is 2xx. Deliveries do not wait for each other, so like Stripe's they may arrive in any order.
 */
export class Webhooks {
  endpoint: Endpoint | undefined;
  readonly #retryDelaysMs: readonly number[];
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(retryDelaysMs: readonly number[], now: () => number, onChange: () => void) {
    this.#retryDelaysMs = retryDelaysMs;
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Whether the endpoint gets events of this type; without an endpoint, whether one may. */
  subscribesTo(type: string): boolean {
    return this.endpoint === undefined || wants(this.endpoint, type);
  }

  /**
   * Sends an event the endpoint subscribes to; any other counts as delivered. Resolves with the first attempt; retries
   * continue in the background.
   */
  send(event: WireEvent): Promise<Delivery> {
    if (!this.subscribesTo(event.type)) {
      event.pending_webhooks = 0;
      this.#onChange();
      return Promise.resolve({ delivered: true });
    }
    const first = this.#attempt(event);
    const whole = first.then((delivery) => this.#repeat(event, delivery));
    this.#underWay.add(whole);
    void whole.finally(() => this.#underWay.delete(whole));
    return first;
  }

  /** Resolves once no event is being delivered or waiting for another attempt. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.idle();
  }

  async #repeat(event: WireEvent, { delivered }: Delivery): Promise<void> {
    const { signal } = this.#stopping;
    for (const delayMs of this.#retryDelaysMs) {
      if (delivered) return;
      const awake = await sleep(delayMs, true, { signal }).catch(() => false);
      if (!awake) return;
      ({ delivered } = await this.#attempt(event));
    }
  }

  async #attempt(event: WireEvent): Promise<Delivery> {
    if (!this.endpoint) return { delivered: false };
    const { url, secret } = this.endpoint;
    const payload = JSON.stringify(event, null, 2);
    const timestamp = Math.floor(this.#now() / 1000);
    const status = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        accept: '*/*; q=0.5, application/xml',
        'cache-control': 'no-cache',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureOf({ payload, secret, timestamp }),
      },
      body: payload,
    })
      .then(async (response) => {
        await response.body?.cancel();
        return response.status;
      })
      .catch(() => undefined);
    const delivered = status !== undefined && status >= 200 && status < 300;
    if (delivered) {
      event.pending_webhooks = 0;
      this.#onChange();
    }
    return { delivered, status };
  }
}

/** In test mode Stripe adds a signature of another scheme, to be ignored. Source: https://docs.stripe.com/webhooks/signature */
function signatureOf(signed: { payload: string; secret: string; timestamp: number }): string {
  return `${Stripe.webhooks.generateTestHeaderString(signed)},v0=${randomBytes(32).toString('hex')}`;
}

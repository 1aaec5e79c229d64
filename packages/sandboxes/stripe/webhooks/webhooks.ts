import { randomBytes } from 'node:crypto';
import { type Clock, sleep } from '@tkd-registration/local-cloud/clock';
import Stripe from 'stripe';
import type { Records } from '../state.ts';
import type { WireEndpoint, WireEvent } from '../wire.ts';
import { subscribes } from './endpoints.ts';
import { HeldEvents } from './held-events.ts';

/** The result of one attempt; no status when there was no answer. */
export interface Delivery {
  delivered: boolean;
  status?: number;
}

export interface Release {
  /** In which order the events that were held back are sent, each once the one before it was answered. */
  order: 'oldest' | 'newest';
  /** How often each is sent; 0 leaves them undelivered. */
  times: number;
  /** Only events about these sessions and their payments. */
  sessions?: readonly string[];
}

const answerWithinMs = 10_000;

/**
 * Delivers events to the endpoints that subscribe to them, signed by Stripe's own library, and retries after each of the
 * delays until the answer is 2xx. Deliveries do not wait for each other, so like Stripe's they may arrive in any order.
 */
export class Webhooks {
  readonly #records: Records;
  readonly #retryDelaysMs: readonly number[];
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #reach: (url: string) => string;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  /** The ids of the endpoints that have yet to take an event, by its id. */
  readonly #pending = new Map<string, Set<string>>();
  readonly held: HeldEvents;
  /** Events from before there was any endpoint; at first those that the previous start left undelivered. */
  #early: WireEvent[];

  constructor(options: {
    records: Records;
    retryDelaysMs: readonly number[];
    clock: Clock;
    /** The types of event to hold back from the start. */
    heldTypes: readonly string[];
    onChange: () => void;
    /** Where an endpoint with this URL is to be found. */
    reach?: (url: string) => string;
  }) {
    this.#records = options.records;
    this.#retryDelaysMs = options.retryDelaysMs;
    this.#clock = options.clock;
    this.held = new HeldEvents(options.records, options.heldTypes);
    this.#onChange = options.onChange;
    this.#reach = options.reach ?? ((url) => url);
    this.#early = options.records.events.filter((event) => event.pending_webhooks > 0);
  }

  /** Whether an endpoint gets events of this type; without an endpoint, whether one may. */
  subscribesTo(type: string): boolean {
    const { endpoints } = this.#records;
    return endpoints.length === 0 || endpoints.some((endpoint) => subscribes(endpoint, type));
  }

  /**
   * Sends a new event to the endpoints that subscribe to it, unless it is held back; without such an endpoint it counts as
   * delivered.
   */
  announce(event: WireEvent): void {
    if (this.held.keep(event)) return;
    if (this.#records.endpoints.length === 0) this.#early.push(event);
    else void this.send(event);
  }

  /** Sends the events from before there was an endpoint. */
  announceEarly(): void {
    for (const event of this.#early.splice(0)) this.announce(event);
  }

  /**
   * Sends the events that were held back, and holds back no others like them.
   * @returns the events in the order in which they were sent, once each was answered or its first attempt failed.
   */
  async release({ order, times, sessions }: Release): Promise<WireEvent[]> {
    const released = this.held.release(sessions);
    const events = order === 'oldest' ? released : released.toReversed();
    for (const event of events) {
      for (let sent = 0; sent < times; sent += 1) await this.send(event);
    }
    return events;
  }

  /** Sends an event, held back or not. Resolves with the first attempts; retries continue in the background. */
  async send(event: WireEvent): Promise<Delivery> {
    const endpoints = this.#records.endpoints.filter((endpoint) => subscribes(endpoint, event.type));
    const pending = this.#pending.get(event.id) ?? new Set();
    this.#pending.set(event.id, pending);
    for (const { id } of endpoints) pending.add(id);
    this.#note(event, pending);
    const deliveries = await Promise.all(endpoints.map((endpoint) => this.#begin(event, endpoint)));
    return deliveries.find(({ delivered }) => !delivered) ?? deliveries[0] ?? { delivered: true };
  }

  /** Resolves once no event is being delivered or waiting for another attempt. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.idle();
  }

  #begin(event: WireEvent, endpoint: WireEndpoint): Promise<Delivery> {
    const first = this.#attempt(event, endpoint);
    const whole = first.then((delivery) => this.#repeat(event, endpoint, delivery));
    this.#underWay.add(whole);
    void whole.finally(() => this.#underWay.delete(whole));
    return first;
  }

  async #repeat(event: WireEvent, endpoint: WireEndpoint, { delivered }: Delivery): Promise<void> {
    const { signal } = this.#stopping;
    for (const delayMs of this.#retryDelaysMs) {
      if (delivered) return;
      const awake = await sleep(this.#clock, delayMs, signal).then(
        () => true,
        () => false,
      );
      const isThere = this.#records.endpoints.includes(endpoint) && endpoint.status === 'enabled';
      if (!awake || !isThere) return;
      ({ delivered } = await this.#attempt(event, endpoint));
    }
  }

  async #attempt(event: WireEvent, endpoint: WireEndpoint): Promise<Delivery> {
    const { id, url, secret, api_version } = endpoint;
    const payload = JSON.stringify({ ...event, api_version: api_version ?? event.api_version }, null, 2);
    const timestamp = Math.floor(this.#clock.now() / 1000);
    const status = await fetch(this.#reach(url), {
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
    const pending = this.#pending.get(event.id);
    if (delivered && pending?.delete(id)) this.#note(event, pending);
    return { delivered, status };
  }

  #note(event: WireEvent, pending: ReadonlySet<string>): void {
    event.pending_webhooks = pending.size;
    if (pending.size === 0) this.#pending.delete(event.id);
    this.#onChange();
  }
}

/** In test mode Stripe adds a signature of another scheme, to be ignored. Source: https://docs.stripe.com/webhooks/signature */
function signatureOf(signed: { payload: string; secret: string; timestamp: number }): string {
  return `${Stripe.webhooks.generateTestHeaderString(signed)},v0=${randomBytes(32).toString('hex')}`;
}

import type Stripe from 'stripe';
import { newEvent } from './objects.ts';
import type { State } from './state.ts';
import type { WireEvent } from './wire.ts';

/** The `request` of an event that no API request caused, such as a payer's action. */
export const noRequest: Stripe.Event.Request = { id: null, idempotency_key: null };

export interface AccountOptions {
  state: State;
  livemode: boolean;
  /** Epoch milliseconds. */
  now: () => number;
  onEvent: (event: WireEvent) => void;
  /** Where the sandbox's pages are. */
  baseUrl: () => string;
}

/** The Stripe account that the sandbox plays: its state, its clock and the events it emits. */
export class Account {
  readonly state: State;
  readonly livemode: boolean;
  readonly #options: AccountOptions;
  #moment: number | undefined;

  constructor(options: AccountOptions) {
    this.state = options.state;
    this.livemode = options.livemode;
    this.#options = options;
  }

  get records() {
    return this.state.records;
  }

  /** Epoch seconds. */
  now(): number {
    return this.#moment ?? Math.floor(this.#options.now() / 1000);
  }

  /**
   * Does something as if at another time.
   * @param moment epoch seconds.
   */
  at<T>(moment: number, act: () => T): T {
    this.#moment = moment;
    try {
      return act();
    } finally {
      this.#moment = undefined;
    }
  }

  /** The address of a page. */
  urlOf(path: `/${string}`): string {
    return `${this.#options.baseUrl()}${path}`;
  }

  /** What every new object is created with. */
  origin(): { livemode: boolean; created: number } {
    return { livemode: this.livemode, created: this.now() };
  }

  /** @param previous the former values of what changed, for an event of an update. */
  emit(type: Stripe.Event.Type, object: unknown, request = noRequest, previous?: object): void {
    const event = newEvent(type, object, request, this.origin(), previous);
    this.records.events.push(event);
    this.state.changed();
    this.#options.onEvent(event);
  }
}

/** Changes an object; returns the former values of what is different now and was there before. */
export function change<T extends object>(object: T, changes: Partial<T>): Partial<T> {
  const names = Object.keys(changes) as (keyof T)[];
  const different = names.filter((name) => name in object && object[name] !== changes[name]);
  const previous = Object.fromEntries(different.map((name) => [name, object[name]]));
  Object.assign(object, changes);
  return previous as Partial<T>;
}

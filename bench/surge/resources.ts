/** What registrations share: the account's Lambdas, the turns that are kept in the progress table, and the services' own limits. */
import type { SimulatedClock } from './clock.ts';

/** Lambdas that run at once: as many as the account may, and of some functions as many as are reserved for each. */
export class Lambdas {
  /** The most that ran at once. */
  peak = 0;
  invoked = 0;
  throttled = 0;
  #running = 0;
  #unreserved: number;
  readonly #reserved: ReadonlyMap<string, number>;
  readonly #runningOf = new Map<string, number>();
  #unreservedRunning = 0;

  constructor(account: number, reserved: ReadonlyMap<string, number>) {
    this.#reserved = reserved;
    this.#unreserved = account - [...reserved.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Begins to run one, if there is room for it. */
  begin(name: string): boolean {
    const reserved = this.#reserved.get(name);
    const running = this.#runningOf.get(name) ?? 0;
    const full = reserved === undefined ? this.#unreservedRunning >= this.#unreserved : running >= reserved;
    if (full) {
      this.throttled += 1;
      return false;
    }
    this.#count(name, 1);
    this.invoked += 1;
    this.peak = Math.max(this.peak, this.#running);
    return true;
  }

  end(name: string): void {
    this.#count(name, -1);
  }

  #count(name: string, by: 1 | -1): void {
    this.#running += by;
    this.#runningOf.set(name, (this.#runningOf.get(name) ?? 0) + by);
    if (!this.#reserved.has(name)) this.#unreservedRunning += by;
  }
}

/** Turns as core/progress/call-pace.ts gives them. */
export class Turns {
  /** Of updates of the item; DynamoDB takes a thousand. */
  mostInASecond = 0;
  readonly #clock: SimulatedClock;
  readonly #msPerCall: number;
  /** In milliseconds, as the item has it. */
  #pace = 0;
  #second = 0;
  #inSecond = 0;

  constructor(clock: SimulatedClock, callsPerSecond: number) {
    this.#clock = clock;
    this.#msPerCall = Math.ceil(1_000 / callsPerSecond);
  }

  /**
   * @param ahead how far ahead of the pace the caller may be, in seconds.
   * @returns when to try again; undefined when it is the caller's turn.
   */
  take(ahead: number): number | undefined {
    const now = Math.round(this.#clock.now * 1_000);
    this.#count(Math.floor(now / 1_000));
    if (this.#pace > now + ahead * 1_000) return Math.max(this.#pace / 1_000 - ahead / 2, this.#clock.now);
    this.#pace = Math.max(this.#pace, now) + this.#msPerCall;
    return undefined;
  }

  #count(second: number): void {
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.mostInASecond = Math.max(this.mostInASecond, this.#inSecond);
  }
}

/** A service that takes so many calls a second, and as many at once after a quiet time. */
export class Service {
  refused = 0;
  readonly #clock: SimulatedClock;
  readonly #perSecond: number;
  readonly #atOnce: number;
  #left: number;
  #at = 0;

  constructor(clock: SimulatedClock, perSecond: number, atOnce: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#atOnce = atOnce;
    this.#left = atOnce;
  }

  call(): boolean {
    const { now } = this.#clock;
    this.#left = Math.min(this.#atOnce, this.#left + (now - this.#at) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) {
      this.refused += 1;
      return false;
    }
    this.#left -= 1;
    return true;
  }
}

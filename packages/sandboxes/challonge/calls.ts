/** The calls that came, and how many more may come. */
import type { Version } from './api/call.ts';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

export interface CallRecord {
  /** Epoch milliseconds. */
  at: number;
  version: Version;
  /** `tournaments.create`, `tournaments.start`, `participants.bulkAdd`; `unknown` for an address that does not exist. */
  operation: string;
  method: string;
  /** Without its query, which may hold a key. */
  path: string;
  /** What it was answered with; absent when a fault kept it from being answered. */
  status?: number;
  /** Whether it came so far that the API acted on it or refused it. */
  reached: boolean;
}

const mostKept = 20_000;

export class Calls {
  readonly #store: Store;
  #recent: CallRecord[] = [];
  /** When the calls of the last minute were let through. */
  #lastMinute: number[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** The latest ones, in order of their arrival. */
  get recent(): readonly CallRecord[] {
    return this.#recent;
  }

  add(record: CallRecord): void {
    this.#recent.push(record);
    if (this.#recent.length > 2 * mostKept) this.#recent = this.#recent.slice(-mostKept);
  }

  /** How many calls have counted in this month (`2026-11`, UTC). */
  get used(): number {
    return this.#store.records.used[this.#month] ?? 0;
  }

  set used(count: number) {
    this.#store.records.used[this.#month] = count;
    this.#store.changed();
  }

  /** @throws Refusal 429 when the month or the minute has had its calls. */
  check({ callsPerMonth, callsPerMinute }: Settings): void {
    const now = this.#store.now();
    this.#lastMinute = this.#lastMinute.filter((at) => at > now - 60_000);
    if (callsPerMinute > 0 && this.#lastMinute.length >= callsPerMinute) {
      throw new Refusal(429, { text: 'Too Many Requests' });
    }
    if (callsPerMonth > 0 && this.used >= callsPerMonth) {
      throw new Refusal(429, { text: 'Monthly API request limit reached' });
    }
    this.#lastMinute.push(now);
  }

  get #month(): string {
    return new Date(this.#store.now()).toISOString().slice(0, 7);
  }
}

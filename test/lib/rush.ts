/** A rush of entries at the registration workflow, played in simulated time with the retries of its definition. */
import TinyQueue from 'tinyqueue';
import type { Retrier } from './machines.ts';

export interface Rush {
  retriersOf(step: string): readonly Retrier[];
  /** How many there are, and in how many seconds their executions start. */
  entries: number;
  withinSeconds: number;
  /** Lambdas that the account may run at once. */
  concurrency: number;
  seed: number;
}

/** Seconds that each step's Lambda runs. */
const runs: Record<string, number> = {
  'Validate entry': 0.06,
  'Confirm payment': 0.45,
  'Store profile': 0.08,
  'Send confirmation': 0.35,
  'Render badge': 0.9,
  'Push to Drive': 2.5,
};
/** How many calls a second SES accepts, and our own pace for Drive allows; any more have to wait. */
const rates: Record<string, number> = { 'Send confirmation': 14, 'Push to Drive': 3 };
/** Seconds after which the form's queue gives out an entry whose execution the webhook has started. */
const entryAfter = 60;

/** @returns how many entries were completed and how many parked, and the minutes until the last. */
export async function playRush({ retriersOf, entries, withinSeconds, concurrency, seed }: Rush) {
  const random = randomFrom(seed);
  const clock = new SimulatedClock();
  const limits = new Map(Object.entries(rates).map(([step, rate]) => [step, new RateLimit(rate, clock)]));
  const ends = { completed: 0, parked: 0, minutes: 0 };
  let running = 0;

  /** Invokes a step's Lambda once. @returns the name of its error, if it has one. */
  async function attempt(step: string, entryAt: number): Promise<string | undefined> {
    if (running >= concurrency) return 'Lambda.TooManyRequestsException';
    running += 1;
    const limited = limits.get(step)?.take() === false;
    await clock.sleep(limited ? 0.15 : (runs[step] ?? 0));
    running -= 1;
    if (limited) return step === 'Push to Drive' ? 'DrivePacedError' : 'RateLimitedError';
    return step === 'Validate entry' && clock.now < entryAt ? 'EntryNotFoundError' : undefined;
  }

  /** Carries out steps in a row, each with its retries. @returns whether all went well in the end. */
  async function carryOut(steps: readonly string[], entryAt: number): Promise<boolean> {
    for (const step of steps) {
      const made = new Map<Retrier, number>();
      for (;;) {
        const error = await attempt(step, entryAt);
        if (error === undefined) break;
        const retrier = retriersOf(step).find(({ ErrorEquals }) => ErrorEquals.includes(error));
        const retries = (retrier && made.get(retrier)) ?? 0;
        if (!retrier || retries >= retrier.MaxAttempts) return false;
        made.set(retrier, retries + 1);
        const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
        const wait = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds);
        await clock.sleep(JitterStrategy === 'FULL' ? random() * wait : wait);
      }
    }
    return true;
  }

  async function register(): Promise<void> {
    await clock.sleep(random() * withinSeconds);
    const entryAt = clock.now + entryAfter;
    const stored = await carryOut(['Validate entry', 'Confirm payment', 'Store profile'], entryAt);
    const branches = stored ? [['Send confirmation'], ['Render badge', 'Push to Drive']] : [];
    const done = await Promise.all(branches.map((steps) => carryOut(steps, entryAt)));
    ends[stored && done.every(Boolean) ? 'completed' : 'parked'] += 1;
    ends.minutes = clock.now / 60;
  }

  const all = Array.from({ length: entries }, register);
  await clock.run();
  await Promise.all(all);
  return ends;
}

class SimulatedClock {
  /** Seconds. */
  now = 0;
  readonly #sleepers = new TinyQueue<{ at: number; wake(): void }>([], (one, other) => one.at - other.at);

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.now + seconds, wake });
    });
  }

  /** Lets time pass until nothing is waiting any more. */
  async run(): Promise<void> {
    for (let next = this.#sleepers.pop(); next; next = this.#sleepers.pop()) {
      this.now = next.at;
      next.wake();
      // Whatever woke up does all it can before time goes on.
      await new Promise(setImmediate);
    }
  }
}

/** A limit of so many a second, and as many at once. */
class RateLimit {
  readonly #rate: number;
  readonly #clock: SimulatedClock;
  #left: number;
  #at = 0;

  constructor(rate: number, clock: SimulatedClock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#left = rate;
  }

  take(): boolean {
    const { now } = this.#clock;
    this.#left = Math.min(this.#rate, this.#left + (now - this.#at) * this.#rate);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Numbers from 0 to 1, always the same for a seed: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

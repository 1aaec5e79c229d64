/**
 * The embedded cloud's one clock, which can be moved ahead: what waits for a time is then due that much earlier, and
 * everything that asks for the time gets the later one.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readSaved, SavedFile } from './saved-file.ts';

/** Time, for everything in the embedded cloud. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /**
   * Calls back after the given milliseconds.
   * @param keepsAlive whether the process is kept alive until then; it is by default.
   * @returns what cancels it.
   */
  after: (ms: number, then: () => void, keepsAlive?: boolean) => () => void;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now(), after };

/** A Node.js timer holds 2^31 ms at most. */
const longestTimerMs = 2_147_483_647;

function after(ms: number, then: () => void, keepsAlive = true): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const next = left > longestTimerMs ? () => wait(left - longestTimerMs) : then;
    timer = setTimeout(next, Math.min(left, longestTimerMs));
    if (!keepsAlive) timer.unref();
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** Rejects with the signal's reason when it is aborted. */
export function sleep({ after }: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = after(Math.max(0, ms), () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Calls `run` at an interval, first after one interval, with the time at which the call was due. Of several that were missed,
 * because the machine slept or the clock was moved past them, only the first is made. The process is not kept alive.
 * @returns a function that ends it, and that `run` may call as well.
 */
export function repeat(clock: Clock, ms: number, run: (due: Date) => void): () => void {
  let due = clock.now() + ms;
  let cancel: () => void;
  const wait = () => {
    cancel = clock.after(Math.max(0, due - clock.now()), arrive, false);
  };
  const arrive = () => {
    const now = clock.now();
    const arrived = due;
    if (now >= due) due += ms * Math.floor((now - due) / ms + 1);
    wait();
    if (now >= arrived) run(new Date(arrived));
  };
  wait();
  return () => cancel();
}

/** A clock that may be ahead of the machine's. */
export type MovableClock = Pick<CloudClock, 'now' | 'aheadMs'>;

/** One that is never ahead. */
export const stillClock: MovableClock = { now: () => Date.now(), aheadMs: 0 };

interface Timer {
  due: number;
  then: () => void;
  keepsAlive: boolean;
  cancel: () => void;
}

/** A move of any length is made in this many steps, so that what one step causes can become due in a later one. */
const steps = 30;
const shortestStepMs = 10_000;
/** After each step: the time that what has become due is given to begin, and the longest it is given to end. */
const beginMs = 100;
const endMs = 1_000;

/**
 * A clock that can be moved ahead, and not back. It stays ahead after a restart on the same data, because what is
 * stored has times by it.
 */
export class CloudClock implements Clock {
  #aheadMs: number;
  #toGoMs = 0;
  #moving: Promise<void> = Promise.resolve();
  readonly #timers = new Set<Timer>();
  readonly #passed: ((ms: number) => void)[] = [];
  readonly #stopping = new AbortController();
  readonly #isBusy: () => boolean;
  readonly #file: SavedFile;

  /** @param options.isBusy whether anything is being worked on, which each step of a move waits for. */
  constructor(options: { dataDir?: string; isBusy?: () => boolean } = {}) {
    const path = options.dataDir && join(options.dataDir, 'clock.json');
    this.#aheadMs = (readSaved(path) as { aheadMs: number } | undefined)?.aheadMs ?? 0;
    this.#file = new SavedFile(path, () => ({ aheadMs: this.#aheadMs }));
    this.#isBusy = options.isBusy ?? (() => false);
  }

  /** How far it is ahead of the machine's time, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** What is left of the moves that were asked for, in milliseconds. */
  get toGoMs(): number {
    return this.#toGoMs;
  }

  readonly now = (): number => Date.now() + this.#aheadMs;

  readonly after: Clock['after'] = (ms, then, keepsAlive = true) => {
    const timer: Timer = { due: this.now() + ms, then, keepsAlive, cancel: () => undefined };
    this.#timers.add(timer);
    this.#start(timer, ms);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  };

  /** Calls `listener` with each step of a move, for what keeps time by itself. */
  onPassed(listener: (ms: number) => void): void {
    this.#passed.push(listener);
  }

  /**
   * Moves the clock ahead, after earlier moves, in steps.
   * @returns once it is there and what became due was given time to happen.
   */
  advance(ms: number): Promise<void> {
    this.#toGoMs += ms;
    this.#moving = this.#moving.then(() => this.#move(ms));
    return this.#moving;
  }

  /** Ends a move that is under way. What waits for a time is not called off. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#moving;
    this.#file.save();
  }

  async #move(ms: number): Promise<void> {
    const stepMs = Math.max(shortestStepMs, Math.ceil(ms / steps));
    for (let left = ms; left > 0 && !this.#stopping.signal.aborted; left -= stepMs) {
      this.#pass(Math.min(left, stepMs));
      await this.#settled();
    }
  }

  #pass(ms: number): void {
    this.#aheadMs += ms;
    this.#toGoMs -= ms;
    this.#file.changed();
    const now = this.now();
    // In the order in which they are due: timers of one length are called in the order of their start.
    for (const timer of [...this.#timers].sort((one, other) => one.due - other.due)) {
      timer.cancel();
      this.#start(timer, Math.max(0, timer.due - now));
    }
    for (const listener of this.#passed) listener(ms);
  }

  #start(timer: Timer, ms: number): void {
    const arrive = () => {
      this.#timers.delete(timer);
      timer.then();
    };
    timer.cancel = after(ms, arrive, timer.keepsAlive);
  }

  async #settled(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = () => delay(beginMs, undefined, { signal }).catch(() => undefined);
    const until = Date.now() + endMs;
    do await pause();
    while (this.#isBusy() && Date.now() < until && !signal.aborted);
  }
}

/** Time, and chance, as an execution meets them; tests run faster ones. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Calls back after so many milliseconds. @returns what calls it off. */
  after: (ms: number, then: () => void) => () => void;
  /** At least 0 and less than 1: the jitter of a retry. */
  random: () => number;
  /** Milliseconds, in place of each wait before a retry and of each Wait state. */
  retryIntervalMs?: number;
}

export const systemClock: Clock = { now: Date.now, after, random: Math.random };

/** A Node.js timer holds 2^31 ms at most. */
const longestTimerMs = 2_147_483_647;

function after(ms: number, then: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const next = left > longestTimerMs ? () => wait(left - longestTimerMs) : then;
    timer = setTimeout(next, Math.min(left, longestTimerMs));
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

/** A clock on which nothing has to be waited for. */
export const sleepless: Clock = {
  ...systemClock,
  after: (_, then) => {
    const immediate = setImmediate(then);
    return () => clearImmediate(immediate);
  },
};

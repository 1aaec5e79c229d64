/** The least that a crowd has to wait: where no Lambda idles, nobody asks in vain, and whoever paid first is served first. */

export interface Crowd {
  count: number;
  /** Seconds over which they come, evenly. */
  within: number;
  /** Seconds that each takes alone. */
  alone: number;
  /** Seconds of Lambdas that each takes. */
  lambdaSeconds: number;
  /** Lambdas at once. */
  lambdas: number;
  /** What the service at the end takes a second, and how many at once after a quiet time. */
  perSecond: number;
  atOnce: number;
}

export interface Waits {
  /** Seconds that half of them wait at most, and all but one in a hundred. */
  p50: number;
  p99: number;
  /** Seconds from the first until the last is done. */
  drained: number;
}

export function leastWaits({
  count,
  within,
  alone,
  lambdaSeconds,
  lambdas,
  perSecond,
  atOnce,
}: Crowd): Waits {
  const busy = Math.max((count * lambdaSeconds) / lambdas, (count - atOnce) / perSecond);
  // Whoever comes last waits for all who came before, less the time in which they came.
  const longest = Math.max(0, busy - within);
  return { p50: alone + 0.5 * longest, p99: alone + 0.99 * longest, drained: alone + Math.max(within, busy) };
}

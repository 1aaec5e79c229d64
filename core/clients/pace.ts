import { setTimeout as delay } from 'node:timers/promises';

/** Runs a call, when it is its turn. */
export type Pace = <T>(call: () => Promise<T>) => Promise<T>;

/** Begins at most so many calls a second, in the order in which they were asked for. */
export function paced(
  perSecond: number,
  { now = Date.now, wait = delay }: { now?: () => number; wait?: (ms: number) => Promise<unknown> } = {},
): Pace {
  let next = 0;
  return async (call) => {
    const turn = Math.max(next, now());
    next = turn + 1_000 / perSecond;
    if (turn > now()) await wait(turn - now());
    return call();
  };
}

import { setTimeout as delay } from 'node:timers/promises';

/** How often to look, and when to stop (epoch milliseconds). */
export interface Patience {
  everyMs: number;
  until: number;
}

/** Looks again and again until there is something, or time is up. @returns what there is. */
export async function lookUntil<T>(
  { everyMs, until }: Patience,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() >= until) return seen;
    await delay(everyMs);
  }
}

import { hexHash } from '../domain/ids.ts';

/** Mulberry32: from 0 to 1. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The lots of a draw: the same for the same text. */
export const lotsFor = (text: string) => numbersFrom(Number.parseInt(hexHash(text, 8), 16));

/** Everybody in an order drawn by lot. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

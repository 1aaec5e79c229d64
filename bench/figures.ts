/** Order statistics of what was measured. */

/**
 * The value that `share` of the values do not exceed, by the nearest rank: always one of the values.
 * @param share 0.5 is the median, 0.99 the 99th percentile.
 * @returns undefined without values.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export interface Spread {
  median?: number;
  p95?: number;
  p99?: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
});

/**
 * The value that `share` of the values do not exceed, by nearest rank: always one of the values.
 * @param share 0.5 is the median, 0.99 the 99th percentile.
 * @returns undefined without values.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

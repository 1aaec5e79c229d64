/**
 * Several items for each child.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */

export interface BatchLimits {
  /** No limit when left out. */
  maxItems?: number;
  /** Of the child's whole input, as JSON; at most what any input may have. */
  maxBytes?: number;
}

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const largestInputBytes = 262_144;

/**
 * The inputs of the children, in the order of the items, each item once.
 * @param batchInput what every batch is given besides its items; nothing when undefined.
 */
export function batchesOf<Item>(
  items: readonly Item[],
  { maxItems = Number.POSITIVE_INFINITY, maxBytes = largestInputBytes }: BatchLimits,
  batchInput?: unknown,
): { BatchInput?: unknown; Items: Item[] }[] {
  const empty = { ...(batchInput !== undefined && { BatchInput: batchInput }), Items: [] };
  const limit = Math.min(maxBytes, largestInputBytes);
  const batches: { BatchInput?: unknown; Items: Item[] }[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item));
    const last = batches.at(-1);
    // One more for the comma.
    if (last && last.Items.length < maxItems && bytes + 1 + size <= limit) {
      last.Items.push(item);
      bytes += 1 + size;
    } else {
      batches.push({ ...empty, Items: [item] });
      bytes = Buffer.byteLength(JSON.stringify(empty)) + size;
    }
  }
  return batches;
}

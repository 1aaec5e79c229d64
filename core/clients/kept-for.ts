/**
 * Reads a value when it is first asked for, and again when it is older than `ms` milliseconds. Who asks while it is
 * being read shares that reading; one that failed is not kept.
 */
export function keptFor<T>(
  ms: number,
  read: () => Promise<T>,
  now: () => number = Date.now,
): () => Promise<T> {
  let kept: { value: Promise<T>; since: number } | undefined;
  return () => {
    if (kept === undefined || now() - kept.since >= ms) {
      const reading = { value: read(), since: now() };
      kept = reading;
      reading.value.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept.value;
  };
}

/**
 * Caches a value for `ms` milliseconds after it is first needed. Concurrent callers share one read; a failed read is
 * not cached.
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

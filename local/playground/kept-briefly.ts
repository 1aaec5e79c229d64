/** A page that is asked for every second may read a whole table only as long as that is quick. */
const share = 10;

/** The answer of `ask`, which is asked again once ten times as long has gone by as its last answer took. */
export function keptBriefly<T>(
  ask: () => Promise<T>,
  now: () => number = performance.now.bind(performance),
): () => Promise<T> {
  let kept: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (kept && now() < until) return kept;
    const began = now();
    until = Number.POSITIVE_INFINITY;
    const asked = ask().finally(() => {
      until = now() + share * (now() - began);
    });
    // An answer that failed is not kept.
    asked.catch(() => {
      if (kept === asked) kept = undefined;
    });
    kept = asked;
    return asked;
  };
}

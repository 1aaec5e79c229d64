/**
 * How alike two texts are, from 0 to 1: twice the characters they have in common, in the longest runs, divided by the
 * characters of both. It is what Python's `SequenceMatcher.ratio` gives for texts of under 200 characters.
 * https://docs.python.org/3/library/difflib.html#difflib.SequenceMatcher.ratio
 */
export function nameSimilarity(a: string, b: string): number {
  const [one, other] = [Array.from(a), Array.from(b)];
  if (one.length + other.length === 0) return 1;
  return (2 * inCommon(one, other)) / (one.length + other.length);
}

/** The longest run that both have, and the same again on either side of it. */
function inCommon(a: readonly string[], b: readonly string[]): number {
  let longest = { length: 0, inA: 0, inB: 0 };
  for (let inA = 0; inA < a.length; inA += 1) {
    for (let inB = 0; inB < b.length; inB += 1) {
      let length = 0;
      while (inA + length < a.length && inB + length < b.length && a[inA + length] === b[inB + length]) {
        length += 1;
      }
      if (length > longest.length) longest = { length, inA, inB };
    }
  }
  const { length, inA, inB } = longest;
  if (length === 0) return 0;
  return (
    length +
    inCommon(a.slice(0, inA), b.slice(0, inB)) +
    inCommon(a.slice(inA + length), b.slice(inB + length))
  );
}

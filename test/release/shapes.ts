/** The first of all values that have the same fields, with values of the same kind. */
export function firstOfEachShape<T>(values: readonly T[]): T[] {
  return [...new Map(values.toReversed().map((value) => [shapeOf(value), value])).values()].toReversed();
}

/** Words are kept, as they say which case it is; whatever has a digit, or is a sentence, is a text like any other. */
const word = /^[a-z]+(?:[ -][a-z]+)?$/;

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join()}]`;
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' && word.test(value) ? value : typeof value;
  const fields = Object.entries(value).map(([name, inside]) => `${name}:${shapeOf(inside)}`);
  return `{${fields.sort().join()}}`;
}

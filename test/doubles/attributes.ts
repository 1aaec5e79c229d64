import fc from 'fast-check';

/** Texts and numbers, each as the bare and the typed attribute. */
const attribute = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => ({ bare: text, typed: { S: text } })),
  fc
    .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
    .filter((number) => number === 0 || Math.abs(number) > 1e-100)
    .map((number) => ({ bare: number, typed: { N: String(number) } })),
);
/** An item’s attributes, by name. */
export const attributes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), attribute), {
  selector: ([name]) => name,
});

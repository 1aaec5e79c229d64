/**
 * The 18 intrinsic functions, as functions of their arguments.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

/** A wrong argument, or a wrong number of them. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

type Intrinsic = (...given: unknown[]) => unknown;

const algorithms: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const mostElements = 1_000;
const longestText = 10_000;

export const functions: Record<string, Intrinsic> = {
  'States.Array': (...items) => items,

  'States.ArrayContains': counted(2, (list, wanted) =>
    array(list).some((item) => isDeepStrictEqual(item, wanted)),
  ),

  'States.ArrayGetItem': counted(2, (list, place) => {
    const items = array(list);
    const index = integer(place);
    if (index < 0 || index >= items.length) throw new ArgumentError(`the index ${index} is out of bounds`);
    return items[index];
  }),

  'States.ArrayLength': counted(1, (list) => array(list).length),

  'States.ArrayPartition': counted(2, (list, size) => {
    const items = array(list);
    const length = integer(size);
    if (length < 1) throw new ArgumentError('the chunk size must be positive');
    const chunks = Math.ceil(items.length / length);
    return Array.from({ length: chunks }, (_, chunk) => items.slice(chunk * length, (chunk + 1) * length));
  }),

  'States.ArrayRange': counted(3, (first, last, step) => range(integer(first), integer(last), integer(step))),

  'States.ArrayUnique': counted(1, (list) =>
    array(list).filter(
      (item, index, all) => all.findIndex((earlier) => isDeepStrictEqual(earlier, item)) === index,
    ),
  ),

  'States.Base64Decode': counted(1, (encoded) =>
    Buffer.from(limited(text(encoded)), 'base64').toString('utf8'),
  ),

  'States.Base64Encode': counted(1, (plain) => Buffer.from(limited(text(plain))).toString('base64')),

  'States.Format': (template, ...values) => format(text(template), values),

  'States.Hash': counted(2, (data, algorithm) => hash(data, text(algorithm))),

  'States.JsonMerge': counted(3, (left, right, deep) => {
    if (deep !== false)
      throw new ArgumentError('only a shallow merge is supported: the third argument must be false');
    return { ...object(left), ...object(right) };
  }),

  'States.JsonToString': counted(1, (value) => JSON.stringify(value)),

  'States.MathAdd': counted(2, (a, b) => integer(a) + integer(b)),

  'States.MathRandom': (start, end, seed, ...more) => {
    if (more.length > 0) throw new ArgumentError('it takes 2 or 3 arguments');
    const from = integer(start);
    const to = integer(end);
    if (from >= to) throw new ArgumentError('the start must be less than the end');
    // AWS does not say whether the end is included; here it is not.
    return seed === undefined ? randomInt(from, to) : from + (seeded(integer(seed)) % (to - from));
  },

  'States.StringSplit': counted(2, (whole, separators) => {
    const each = new Set(text(separators));
    const parts = [''];
    for (const character of text(whole)) {
      if (each.has(character)) parts.push('');
      else parts[parts.length - 1] += character;
    }
    return parts.filter((part) => part !== '');
  }),

  'States.StringToJson': counted(1, (json) => {
    const given = text(json);
    if (given.trim() === '') return null;
    try {
      return JSON.parse(given);
    } catch (error) {
      if (error instanceof SyntaxError) throw new ArgumentError('the argument is not JSON');
      throw error;
    }
  }),

  'States.UUID': counted(0, () => randomUUID()),
};

function counted(count: number, carryOut: Intrinsic): Intrinsic {
  return (...given) => {
    if (given.length === count) return carryOut(...given);
    throw new ArgumentError(`it takes ${count} arguments, but was given ${given.length}`);
  };
}

/** Every number from the first to the last, both included. Also JSONata's `$range`. */
export function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new ArgumentError('the step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > mostElements)
    throw new ArgumentError(`the array would have more than ${mostElements} elements`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/** The digest in lower-case hexadecimal; anything but a string is digested as JSON. Also JSONata's `$hash`. */
export function hash(data: unknown, algorithm: string): string {
  const chosen = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  if (!chosen) throw new ArgumentError(`the algorithm ${algorithm} is not supported`);
  return createHash(chosen)
    .update(limited(typeof data === 'string' ? data : JSON.stringify(data)))
    .digest('hex');
}

/** `{}` stands for the next value; `\{`, `\}`, `\'` and `\\` for the character itself. */
function format(template: string, values: unknown[]): string {
  let used = 0;
  const filled = template.replace(/\\(.)|\{\}/gsu, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return "{}\\'".includes(escaped) ? escaped : part;
    const value = values[used];
    used += 1;
    return printed(value);
  });
  if (used === values.length) return filled;
  throw new ArgumentError(`the template has ${used} places for ${values.length} values`);
}

/** AWS prints objects and arrays as Java does: `{a=1, b=[x, null]}`. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const fields = Object.entries(value).map(([name, inner]) => `${name}=${printed(inner)}`);
  return `{${fields.join(', ')}}`;
}

/** A whole number of 0 or more that depends on the seed alone. */
const seeded = (seed: number): number => createHash('sha256').update(String(seed)).digest().readUIntBE(0, 6);

function array(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new ArgumentError(`an array was expected, but ${JSON.stringify(value)} was given`);
}

function object(value: unknown): object {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw new ArgumentError(`an object was expected, but ${JSON.stringify(value)} was given`);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ArgumentError(`a string was expected, but ${JSON.stringify(value)} was given`);
}

/** AWS rounds numbers with a fraction to the nearest whole number. */
function integer(value: unknown): number {
  if (typeof value === 'number') return Math.round(value);
  throw new ArgumentError(`a number was expected, but ${JSON.stringify(value)} was given`);
}

function limited(value: string): string {
  if (value.length <= longestText) return value;
  throw new ArgumentError(`the text has more than ${longestText} characters`);
}

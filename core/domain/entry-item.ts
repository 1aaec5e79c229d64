import type { AttributeValue } from './attribute-value.ts';
import { InputInvalidError } from './errors.ts';

/**
 * An item of the entries table, or a legacy message body: each attribute typed (`{"S": …}`, `{"N": …}`) or bare, as
 * the form sends the phone number and the document client reads everything.
 */
export type EntryItem = Record<string, unknown>;

/** The value of an attribute that holds something other than text or a number. */
export const unreadable = Symbol('unreadable');

/** The text of an attribute that holds text or a number; undefined when it is absent or NULL. */
export function textOf(value: unknown): string | undefined | typeof unreadable {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : unreadable;
  const typed = typedOf(value);
  if (typed?.type === 'NULL' || typed?.content === null) return undefined;
  if (typed?.type !== 'S' && typed?.type !== 'N') return unreadable;
  return typeof typed.content === 'string' || typeof typed.content === 'number'
    ? textOf(typed.content)
    : unreadable;
}

/** DynamoDB's limit for an item. Measured here on its JSON, which is always a little larger than what DynamoDB counts. */
const largestItemBytes = 400 * 1024;
const deepestNesting = 32;

/**
 * The item as DynamoDB accepts it: bare text becomes S, a bare number N, typed attributes stay. A typed null, which the
 * form sends for a choice that nobody made (`{"S": null}`), becomes NULL. Whatever DynamoDB would not accept, such as
 * an N that is not a number, is kept as text: no entry is refused for the content of an attribute.
 *
 * @throws InputInvalidError when an attribute has no name, or the item is too large.
 */
export function toAttributeValues(item: EntryItem): Record<string, AttributeValue> {
  const values = Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      if (name === '') throw new InputInvalidError('an attribute has no name');
      return [name, attributeValueOf(value, 1)];
    }),
  );
  if (Buffer.byteLength(JSON.stringify(values)) > largestItemBytes) {
    throw new InputInvalidError('the attributes together are over the 400 KB of an item');
  }
  return values;
}

/**
 * Whether two messages have the same content, apart from `entryId`.
 * @throws InputInvalidError like `toAttributeValues`.
 */
export function sameContent(a: EntryItem, b: EntryItem): boolean {
  return canonicalForm(a) === canonicalForm(b);
}

/**
 * The item's content as one text: the same whatever the order of the attributes, whether they are typed or bare, and
 * however numbers are written. `entryId`, which is ours and not content, is left out.
 *
 * @throws InputInvalidError like `toAttributeValues`.
 */
export function canonicalForm(item: EntryItem): string {
  const { entryId: _, ...content } = item;
  return JSON.stringify(canonicalMap(toAttributeValues(content)));
}

function attributeValueOf(value: unknown, depth: number): AttributeValue {
  const { type, content } = typedOf(value) ?? bareOf(value);
  if (content === null) return { NULL: true };
  if (depth > deepestNesting) return asText(value);
  switch (type) {
    case 'N':
      return decimalOf(String(content)) ? { N: String(content) } : asText(content);
    case 'BOOL':
      return typeof content === 'boolean' ? { BOOL: content } : asText(content);
    case 'NULL':
      return { NULL: true };
    case 'L':
      if (!Array.isArray(content)) return asText(content);
      return { L: content.map((element) => attributeValueOf(element, depth + 1)) };
    case 'M': {
      if (!isPlainObject(content) || Object.hasOwn(content, '')) return asText(content);
      const members = Object.entries(content).map(
        ([member, inner]) => [member, attributeValueOf(inner, depth + 1)] as const,
      );
      return { M: Object.fromEntries(members) };
    }
    default:
      return asText(content);
  }
}

/** Text as it is, anything else as its JSON. */
function asText(value: unknown): AttributeValue {
  return { S: (typeof value === 'string' ? value : jsonOf(value)).toWellFormed() };
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return 'nested too deeply to be kept';
  }
}

interface Typed {
  type: string;
  content: unknown;
}

/** A typed attribute is an object whose only key is one of DynamoDB's types. */
function typedOf(value: unknown): Typed | undefined {
  if (!isPlainObject(value)) return undefined;
  const [type, ...others] = Object.keys(value);
  if (type === undefined || others.length > 0) return undefined;
  return /^(?:S|N|B|BOOL|NULL|L|M|SS|NS|BS)$/.test(type) ? { type, content: value[type] } : undefined;
}

function bareOf(value: unknown): Typed {
  if (typeof value === 'number') return { type: 'N', content: value };
  if (typeof value === 'boolean') return { type: 'BOOL', content: value };
  if (Array.isArray(value)) return { type: 'L', content: value };
  return { type: isPlainObject(value) ? 'M' : 'S', content: value };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A number written in one way: `-0.855e2`. Undefined when DynamoDB does not accept it (38 digits, 1e-130 to 1e126). */
function decimalOf(text: string): string | undefined {
  if (text.length > 200) return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const written = whole + fraction;
  if (written === '') return undefined;
  const withoutLeading = written.replace(/^0+/, '');
  const digits = withoutLeading.replace(/0+$/, '');
  if (digits === '') return '0';
  const magnitude = Number(exponent) + whole.length - (written.length - withoutLeading.length);
  if (digits.length > 38 || magnitude < -129 || magnitude > 126) return undefined;
  return `${sign === '-' ? '-' : ''}0.${digits}e${magnitude}`;
}

/** Maps become lists of pairs, sorted by name: no key can hide in an object's order or prototype. */
function canonicalMap(values: Record<string, AttributeValue>): unknown[] {
  return Object.keys(values)
    .sort()
    .map((name) => [name, canonicalValue(values[name])]);
}

function canonicalValue(value: AttributeValue | undefined): unknown {
  if (value?.N !== undefined) return { N: decimalOf(value.N) };
  if (value?.L !== undefined) return { L: value.L.map(canonicalValue) };
  if (value?.M !== undefined) return { M: canonicalMap(value.M) };
  return value;
}

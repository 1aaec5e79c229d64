/** Values as clients send them: text in a query or a form, or JSON. */

export type Values = Record<string, unknown>;

export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOf = (value: unknown): Values => (isObject(value) ? value : {});

/** The text of a value; undefined when it is not given. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** undefined when it is not given or blank, `NaN` for what is no number. */
export function number(value: unknown): number | undefined {
  const given = text(value)?.trim();
  return given ? Number(given) : undefined;
}

const falseWords = new Set(['', '0', 'f', 'F', 'false', 'FALSE', 'off', 'OFF']);

/** As Rails reads it: `False`, which Python sends, is not one of the words for false, so it is true. */
export function flag(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'boolean' ? value : !falseWords.has(text(value) ?? '');
}

/** ISO 8601 in UTC; null for what is blank or no time, undefined when it is not given. */
export function time(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  const at = Date.parse(text(value) ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** Without the keys whose value is undefined. */
export function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/**
 * The parameters of a query or a form as Rails nests them: `tournament[name]=N`, and
 * `participants[][name]=A&participants[][seed]=1&participants[][name]=B`, in which a key that comes again begins the next
 * entry.
 */
export function nested(parameters: Iterable<[string, string]>): Values {
  const values: Values = {};
  for (const [key, value] of parameters) {
    const [first = key, ...rest] = key.replaceAll(']', '').split('[');
    put(values, first, rest, value);
  }
  return values;
}

function put(values: Values, key: string, rest: readonly string[], value: string): void {
  const [next, ...after] = rest;
  if (next === undefined) values[key] = value;
  else if (next === '') putIntoList(values, key, after, value);
  else {
    if (!isObject(values[key])) values[key] = {};
    put(values[key] as Values, next, after, value);
  }
}

function putIntoList(values: Values, key: string, rest: readonly string[], value: string): void {
  if (!Array.isArray(values[key])) values[key] = [];
  const list = values[key] as unknown[];
  const [field, ...after] = rest;
  if (field === undefined) {
    list.push(value);
    return;
  }
  const last = list.at(-1);
  if (!isObject(last) || field in last) list.push({});
  put(list.at(-1) as Values, field, after, value);
}

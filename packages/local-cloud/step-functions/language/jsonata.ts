/**
 * JSONata in the fields of JSONata states, restricted and extended as on AWS.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StateError } from './errors.ts';
import { ArgumentError, hash, range } from './intrinsic-functions.ts';

type Fields = Record<string, unknown>;

/** An expression in a state's field failed; `location` is the field, such as `Output/name`, where it is one. */
export class QueryEvaluationError extends StateError {
  readonly location: string | undefined;

  constructor(location: string | undefined, cause: string) {
    super('States.QueryEvaluationError', cause);
    this.location = location;
  }
}

/** `{% … %}`, with nothing around it; anything else is a plain text. */
export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4;

/** What is between `{%` and `%}`. */
export const expressionIn = (value: string): string => value.slice(2, -2).trim();

/**
 * The value with every expression in it replaced by what it gives, at any depth.
 * @param field the field's name, for the cause of a failure.
 * @param states what the expressions see as `$states`.
 * @throws QueryEvaluationError when an expression fails, gives nothing, or gives something that is not JSON.
 */
export async function evaluateJsonata(
  field: string,
  value: unknown,
  states: object,
  variables: Record<string, unknown>,
): Promise<unknown> {
  if (isExpression(value)) return evaluateOne(field, value, states, variables);
  if (!holdsExpression(value)) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      items.push(await evaluateJsonata(`${field}[${index}]`, item, states, variables));
    }
    return items;
  }
  const filled: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    filled.push([name, await evaluateJsonata(`${field}/${name}`, inner, states, variables)]);
  }
  return Object.fromEntries(filled);
}

/** An expression that never ends must not stop everything else: milliseconds, and calls within calls. */
const limits = { timeout: 10_000, stack: 10_000 };

const holdsExpression = (value: unknown): value is object =>
  value !== null &&
  typeof value === 'object' &&
  Object.values(value).some((inner) => isExpression(inner) || holdsExpression(inner));

async function evaluateOne(
  field: string,
  value: string,
  states: object,
  variables: Fields,
): Promise<unknown> {
  const text = expressionIn(value);
  const given = `The JSONata expression '${text}' specified for the field '${field}'`;
  let result: unknown;
  try {
    const expression = jsonata(text, limits);
    // AWS does not offer it.
    expression.assign('eval', undefined);
    for (const [name, carryOut] of Object.entries(added)) expression.assign(name, carryOut);
    // Without an input, `$` and names without `$` find nothing, as on AWS.
    result = await expression.evaluate(undefined, { ...variables, states });
  } catch (error) {
    throw new QueryEvaluationError(field, `${given} threw an error during evaluation. ${reason(error)}`);
  }
  if (result === undefined) throw new QueryEvaluationError(field, `${given} returned nothing (undefined).`);
  if (!isJson(result)) throw new QueryEvaluationError(field, `${given} returned an unsupported result type.`);
  // JSONata's arrays carry hidden properties, and a result may be a part of the input.
  return JSON.parse(JSON.stringify(result));
}

/**
 * A result of another type than its field needs.
 * @param value the field as the definition has it.
 */
export function unexpectedType(field: string, value: unknown, expected: string, result: unknown): StateError {
  const text = isExpression(value) ? expressionIn(value) : JSON.stringify(value);
  const given = `The JSONata expression '${text}' specified for the field '${field}'`;
  const shown = JSON.stringify(result);
  return new QueryEvaluationError(
    field,
    `${given} returned an unexpected result type. Expected '${expected}', but was '${typeOf(result)}' for value: ${shown}`,
  );
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ? `${code}: ${message}` : String(message);
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || !isPlain(value)) return false;
  return Object.values(value).every(isJson);
}

/** JSONata's functions and regular expressions are objects with marks of its own. */
const isPlain = (value: object): boolean => !('_jsonata_function' in value || '_jsonata_lambda' in value);

/** The functions that AWS adds; the other intrinsic functions have counterparts in JSONata. */
const added: Record<string, (...given: never[]) => unknown> = {
  partition: (list: unknown[] | undefined, size: number) => {
    if (list === undefined) return undefined;
    const length = Math.round(size);
    if (!Array.isArray(list) || !(length >= 1))
      throw new ArgumentError('$partition takes an array and a size');
    const chunks = Math.ceil(list.length / length);
    return Array.from({ length: chunks }, (_, chunk) => list.slice(chunk * length, (chunk + 1) * length));
  },
  range: (first: number, last: number, step: number) => range(first, last, step),
  hash: (data: unknown, algorithm = 'SHA-1') => (data === undefined ? undefined : hash(data, algorithm)),
  random: (seed?: number) => (seed === undefined ? Math.random() : seeded(seed)),
  uuid: () => randomUUID(),
  parse: (json: string | undefined) => (json === undefined ? undefined : JSON.parse(json)),
};

/** At least 0, less than 1, and the same for the same seed. */
const seeded = (seed: number): number =>
  Number.parseInt(hash(String(seed), 'SHA-256').slice(0, 12), 16) / 2 ** 48;

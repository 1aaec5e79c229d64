/** Reads requests as Step Functions does, and refuses them with its errors. */

/** An error of the API, answered with status 400 and `type` as `__type`. */
export class ApiError extends Error {
  readonly type: string;
  /** Why a ValidationException is one. */
  readonly reason: string | undefined;

  constructor(type: string, message: string, reason?: string) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
    this.reason = reason;
  }
}

export type Body = Record<string, unknown>;

function violation(value: unknown, field: string, constraint: string): ApiError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return new ApiError(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${field}' failed to satisfy constraint: ${constraint}`,
  );
}

/** @throws ApiError ValidationException when it is present but not a string, or longer than `longest`. */
export function optionalText(
  body: Body,
  field: string,
  longest = Number.POSITIVE_INFINITY,
): string | undefined {
  const value = body[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw violation(value, field, 'Member must be a string');
  if (value.length > longest) {
    throw violation('…', field, `Member must have length less than or equal to ${longest}`);
  }
  return value;
}

export function text(body: Body, field: string): string {
  const value = optionalText(body, field);
  if (value === undefined) throw violation(value, field, 'Member must not be null');
  return value;
}

export function oneOf<T extends string>(body: Body, field: string, values: readonly T[]): T | undefined {
  const value = optionalText(body, field);
  if (value === undefined) return undefined;
  const known = values.find((candidate) => candidate === value);
  if (!known) throw violation(value, field, `Member must satisfy enum value set: [${values.join(', ')}]`);
  return known;
}

/** @throws ApiError ValidationException when it is present but no number from `least` to `most`. */
export function numberOf(
  body: Body,
  field: string,
  least: number,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  const value = body[field] ?? undefined;
  if (value === undefined || (typeof value === 'number' && value >= least && value <= most)) return value;
  throw violation(value, field, `Member must have value between ${least} and ${most}`);
}

const arnKinds = { stateMachine: 7, execution: 8, mapRun: 8 } as const;

/** An ARN of the named kind. @throws ApiError InvalidArn */
export function arn(body: Body, field: string, kind: keyof typeof arnKinds): string {
  const value = text(body, field);
  const parts = value.split(':');
  if (parts[0] !== 'arn') throw new ApiError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
  // The children of a Distributed Map may be Express executions.
  const given = parts[5] === 'express' ? 'execution' : parts[5];
  if (given !== kind || parts.length < arnKinds[kind]) {
    const message = `Invalid Arn: 'Resource type not valid in this context: ${parts[5] ?? ''}'`;
    throw new ApiError('InvalidArn', message);
  }
  return value;
}

/** An execution's ARN, which is made of its state machine's and its name. */
export const executionArnOf = (stateMachineArn: string, name: string) =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** White space, brackets, wildcards, special and control characters, unpaired surrogates. */
const forbiddenInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]|\p{Cs}|\p{Noncharacter_Code_Point}/u;

/** An execution's name. @throws ApiError InvalidName */
export function executionName(body: Body): string | undefined {
  const name = optionalText(body, 'name');
  if (name === undefined) return undefined;
  if (name === '' || name.length > 80 || forbiddenInNames.test(name)) {
    throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
  }
  return name;
}

/** An execution's input, unchanged. @throws ApiError InvalidExecutionInput when it is not JSON. */
export function executionInput(body: Body): string {
  const input = optionalText(body, 'input', 262_144) ?? '{}';
  try {
    JSON.parse(input);
  } catch {
    // The parser's message would quote the input.
    throw new ApiError(
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Invalid execution input.'",
    );
  }
  return input;
}

/**
 * The page of `items` that the request asks for: `maxResults` of them (100 if 0 or absent) after the one that `nextToken`
 * names.
 * @param keyOf a number that identifies an item and stays the same while others are added.
 */
export function page<T>(
  body: Body,
  items: T[],
  keyOf: (item: T) => number,
): { items: T[]; nextToken?: string } {
  const size = Number(body.maxResults ?? 0);
  if (!(size <= 1000)) {
    throw violation(body.maxResults, 'maxResults', 'Member must have value less than or equal to 1000');
  }
  if (!(size >= 0)) {
    throw violation(body.maxResults, 'maxResults', 'Member must have value greater than or equal to 0');
  }
  const token = optionalText(body, 'nextToken', 3096);
  const after = token === undefined ? -1 : items.findIndex((item) => tokenOf(keyOf(item)) === token);
  if (token !== undefined && after === -1)
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  const start = after + 1;
  const end = start + (size || 100);
  const last = items[end - 1];
  const more = end < items.length && last !== undefined;
  return { items: items.slice(start, end), ...(more && { nextToken: tokenOf(keyOf(last)) }) };
}

const tokenOf = (key: number) => Buffer.from(`after ${key}`).toString('base64url');

/** The machine with the role of this one: the children of a Distributed Map have the role of its machine. */
export const roleOwnerOf = (stateMachineArn: string): string =>
  stateMachineArn.split('/')[0] ?? stateMachineArn;

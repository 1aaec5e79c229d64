/** Which way a Choice state of JSONPath goes; a rule of JSONata is one condition. */
import { runtimeError } from './errors.ts';
import { lookUp } from './paths.ts';
import type { Scope } from './scope.ts';
import { instantOf } from './timestamps.ts';

/** A rule as the definition has it: a comparison, or `And`, `Or`, `Not`. */
export interface ChoiceRule {
  Next?: string;
  Variable?: string;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  [field: string]: unknown;
}

/**
 * The first rule that fits; undefined when none does.
 * Source: https://states-language.net/spec.html#choice-state
 * @throws StateError States.Runtime when a path leads to nothing.
 */
export const chooseNext = <Rule extends ChoiceRule>(rules: readonly Rule[], scope: Scope): Rule | undefined =>
  rules.find((rule) => fits(rule, scope));

function fits(rule: ChoiceRule, scope: Scope): boolean {
  if (rule.And) return rule.And.every((one) => fits(one, scope));
  if (rule.Or) return rule.Or.some((one) => fits(one, scope));
  if (rule.Not) return !fits(rule.Not, scope);
  const operator = Object.keys(rule).find((field) => Object.hasOwn(comparisons, field.replace(/Path$/, '')));
  const compare = comparisons[operator?.replace(/Path$/, '') ?? ''];
  if (!operator || !compare) throw runtimeError('The choice rule has no comparison.');
  const variable = rule.Variable ?? '$';
  if (operator === 'IsPresent') return (lookUp(variable, scope) !== undefined) === rule.IsPresent;
  const expected = operator.endsWith('Path') ? read(String(rule[operator]), scope) : rule[operator];
  return compare(read(variable, scope), expected);
}

function read(path: string, scope: Scope): unknown {
  const value = lookUp(path, scope);
  if (value !== undefined) return value;
  throw runtimeError(
    `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  );
}

type Comparison = (value: unknown, expected: unknown) => boolean;

/** What a type's comparisons order; undefined for another type, which fits nothing. */
const comparable: Record<string, (value: unknown) => string | number | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Timestamp: instantOf,
};

type Test = (value: string | number, expected: string | number) => boolean;

const ordered: Record<string, Test> = {
  Equals: (value, expected) => value === expected,
  LessThan: (value, expected) => value < expected,
  GreaterThan: (value, expected) => value > expected,
  LessThanEquals: (value, expected) => value <= expected,
  GreaterThanEquals: (value, expected) => value >= expected,
};

const comparisons: Record<string, Comparison> = {
  ...Object.fromEntries(
    Object.entries(comparable).flatMap(([type, comparableOf]) =>
      Object.entries(ordered).map(([name, test]) => [`${type}${name}`, ofType(comparableOf, test)]),
    ),
  ),
  BooleanEquals: (value, expected) => typeof value === 'boolean' && value === expected,
  StringMatches: (value, pattern) =>
    typeof value === 'string' && typeof pattern === 'string' && stringMatches(value, pattern),
  IsBoolean: (value, expected) => (typeof value === 'boolean') === expected,
  IsNull: (value, expected) => (value === null) === expected,
  IsNumeric: (value, expected) => (typeof value === 'number') === expected,
  /** Answered before the value is read, which has to be there for every other comparison. */
  IsPresent: () => true,
  IsString: (value, expected) => (typeof value === 'string') === expected,
  IsTimestamp: (value, expected) => (instantOf(value) !== undefined) === expected,
};

function ofType(comparableOf: (value: unknown) => string | number | undefined, test: Test): Comparison {
  return (value, expected) => {
    const left = comparableOf(value);
    const right = comparableOf(expected);
    return left !== undefined && right !== undefined && test(left, right);
  };
}

/** `*` stands for any characters, `\*` for a star, `\\` for a backslash. */
function stringMatches(value: string, pattern: string): boolean {
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|./gs)) {
    if (token === '*') parts.push('');
    else parts.push(`${parts.pop()}${token.at(-1)}`);
  }
  const [start = '', ...others] = parts;
  const end = others.pop();
  if (end === undefined) return value === start;
  if (!value.startsWith(start)) return false;
  let at = start.length;
  for (const part of others) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - at >= end.length && value.endsWith(end);
}

/** What is wrong with the expressions in a state's fields, as far as that can be seen before they are evaluated. */
import jsonata from 'jsonata';
import { StateError } from './errors.ts';
import { functions } from './intrinsic-functions.ts';
import { type Expression, parseExpression } from './intrinsics.ts';
import { expressionIn, isExpression } from './jsonata.ts';
import { parsePath } from './path-syntax.ts';
import { isReferencePath } from './paths.ts';

/** Of a path, or where a field may have either, of a call of intrinsic functions. */
export function expressionProblems(text: unknown): string[] {
  if (typeof text !== 'string') return [`the expression ${JSON.stringify(text)}`];
  try {
    if (!text.startsWith('States.')) return pathProblems(text);
    return callProblems(parseExpression(text)).map((problem) => `${problem} in ${text}`);
  } catch (error) {
    if (error instanceof StateError) return [`the expression ${text}`];
    throw error;
  }
}

function callProblems(expression: Expression): string[] {
  if (expression.kind === 'path') return pathProblems(expression.path);
  if (expression.kind === 'value') return [];
  const known = Object.hasOwn(functions, expression.name);
  return [
    ...(known ? [] : [`the function ${expression.name}()`]),
    ...expression.arguments.flatMap(callProblems),
  ];
}

export function pathProblems(path: unknown): string[] {
  if (typeof path !== 'string' || !path.startsWith('$')) return [`the expression ${JSON.stringify(path)}`];
  try {
    parsePath(path);
    return [];
  } catch (error) {
    if (error instanceof StateError) return [`the path ${path}`];
    throw error;
  }
}

/** Of a path that a value is written to. */
export const referencePathProblems = (path: unknown): string[] =>
  typeof path === 'string' && /^\$(?:$|[.[])/.test(path) && isReferencePath(path)
    ? []
    : [`the path ${path}, which names no place in the input`];

/** Of a payload template. */
export function templateProblems(template: unknown): string[] {
  if (template === null || typeof template !== 'object') return [];
  return Object.entries(template).flatMap(([field, value]) =>
    field.endsWith('.$') ? expressionProblems(value) : templateProblems(value),
  );
}

/** Of every expression in a value of a JSONata state. */
export function jsonataProblems(value: unknown): string[] {
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(jsonataProblems);
  if (!isExpression(value)) return [];
  try {
    jsonata(expressionIn(value));
    return [];
  } catch (error) {
    return [`the expression ${value}: ${(error as { message?: string }).message}`];
  }
}

/** Payload templates: JSON in which the fields that end with `.$` are computed. */
import { runtimeError, type StateError } from './errors.ts';
import { evaluate } from './intrinsics.ts';
import { lookUp } from './paths.ts';
import type { Scope } from './scope.ts';

/**
 * The template with every field `name.$` replaced by `name` and what its expression gives.
 * Source: https://states-language.net/spec.html#payload-template
 * @throws StateError States.Runtime, naming the field.
 */
export function fillTemplate(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(
    Object.entries(template).map(([field, value]) =>
      field.endsWith('.$')
        ? [field.slice(0, -2), readField(field, value, scope)]
        : [field, fillTemplate(value, scope)],
    ),
  );
}

/**
 * What the path or intrinsic function in a field gives.
 * @param field as it is called in the cause of a failure, such as `v.$` or `ErrorPath`.
 * @throws StateError States.Runtime, naming the field.
 */
export function readField(field: string, expression: unknown, scope: Scope): unknown {
  if (typeof expression !== 'string') throw notAnExpression(field, expression);
  if (expression.startsWith('States.')) return evaluate(expression, scope);
  if (!expression.startsWith('$')) throw notAnExpression(field, expression);
  const found = lookUp(expression, scope);
  if (found !== undefined) return found;
  const within = JSON.stringify(scope.input);
  throw runtimeError(
    `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${within}'`,
  );
}

const notAnExpression = (field: string, value: unknown): StateError =>
  runtimeError(
    `The value for the field '${field}' must be a valid JSONPath or intrinsic function, but was ${JSON.stringify(value)}`,
  );

/**
 * How data goes through a state in JSONPath: InputPath, Parameters, the work, ResultSelector, ResultPath into the state's raw
 * input, OutputPath. A Catch puts its error into the raw input too.
 * Source: https://states-language.net/spec.html#filters
 */
import { chooseNext } from '../language/choice.ts';
import { runtimeError } from '../language/errors.ts';
import { lookUp, readPath, writePath } from '../language/paths.ts';
import type { Scope } from '../language/scope.ts';
import { fillTemplate, readField } from '../language/templates.ts';
import { instantOf } from '../language/timestamps.ts';
import type { DataFlow, Outgoing } from './data-flow.ts';
import { type At, contextOf, variablesOf } from './run.ts';

/** What an expression of the state reads, with `input` as its `$`. */
const scopeOf = (at: At, input: unknown): Scope => ({
  ...{ input, context: contextOf(at), variables: variablesOf(at) },
});

/** The input after InputPath: `{}` when the path is null. */
function effectiveInput(at: At): unknown {
  const { InputPath } = at.state;
  if (InputPath === undefined || InputPath === '$') return at.visit.input;
  return InputPath === null ? {} : readPath(InputPath, scopeOf(at, at.visit.input));
}

function outputOf(at: At, placed: unknown): unknown {
  const { OutputPath } = at.state;
  if (OutputPath === undefined || OutputPath === '$') return placed;
  return OutputPath === null ? {} : readPath(OutputPath, scopeOf(at, placed));
}

/** The raw input with the result at `path`; null drops the result. */
function placed(at: At, path: string | null | undefined, result: unknown): unknown {
  if (path === undefined || path === '$') return result;
  return path === null ? at.visit.input : writePath(path, at.visit.input, result);
}

const assignedOf = (at: At, assign: unknown, input: unknown): Pick<Outgoing, 'assigned'> =>
  assign === undefined
    ? {}
    : { assigned: fillTemplate(assign, scopeOf(at, input)) as Record<string, unknown> };

/** What the field's `…Path` points to, with the path; undefined when the state has no such field. */
function referred(at: At, field: string): { path: string; value: unknown } | undefined {
  const path = at.state[`${field}Path`];
  if (typeof path !== 'string') return undefined;
  const value = lookUp(path, scopeOf(at, effectiveInput(at)));
  if (value === undefined) {
    throw runtimeError(`The ${field}Path parameter does not reference an input value: ${path}`);
  }
  return { path, value };
}

/** AWS takes text for a number, where it can be read as one. */
const numeric = /^-?\d+(\.\d+)?$/;

export const jsonPathFlow: DataFlow = {
  work(at) {
    const input = effectiveInput(at);
    const { Parameters } = at.state;
    return Parameters === undefined ? input : fillTemplate(Parameters, scopeOf(at, input));
  },

  items(at) {
    const path = at.state.ItemsPath ?? '$';
    const items = readPath(path, scopeOf(at, effectiveInput(at)));
    if (!Array.isArray(items)) {
      throw runtimeError(`Reference path "${path.replace('$$', '$')}" must point to array.`);
    }
    return items.map((Value: unknown, Index) => ({ Index, Value }));
  },

  itemInput(at, item) {
    const selector = at.state.ItemSelector ?? at.state.Parameters;
    if (selector === undefined) return item.Value;
    const inside = { ...at, item };
    return fillTemplate(selector, scopeOf(inside, effectiveInput(at)));
  },

  result(at, result) {
    const { ResultSelector, ResultPath, Assign } = at.state;
    const selected =
      ResultSelector === undefined ? result : fillTemplate(ResultSelector, scopeOf(at, result));
    return {
      output: outputOf(at, placed(at, ResultPath, selected)),
      ...assignedOf(at, Assign, result),
    };
  },

  passed(at, rule) {
    const input = effectiveInput(at);
    const assign = rule ? rule.Assign : at.state.Assign;
    return { output: outputOf(at, input), ...assignedOf(at, assign, input) };
  },

  caught(at, { ResultPath, Assign }, error) {
    return { output: placed(at, ResultPath, error), ...assignedOf(at, Assign, error) };
  },

  choose(at) {
    return chooseNext(at.state.Choices ?? [], scopeOf(at, effectiveInput(at)));
  },

  number(at, field, kind = 'integer') {
    const found = referred(at, field);
    if (!found) return at.state[field] as number | undefined;
    const { path, value } = found;
    const number = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
    if (typeof number === 'number' && (kind === 'float' || Number.isInteger(number))) return number;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw runtimeError(
      `The ${field}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`,
    );
  },

  filled(at, _, value) {
    return fillTemplate(value, scopeOf(at, effectiveInput(at)));
  },

  text(at, field) {
    const path = at.state[`${field}Path`];
    if (typeof path !== 'string') return at.state[field] as string | undefined;
    const value = readField(`${field}Path`, path, scopeOf(at, effectiveInput(at)));
    if (typeof value === 'string') return value;
    throw runtimeError(`The ${field}Path field must refer to a string: ${path}`);
  },

  waitUntil(at, now) {
    const { Seconds, Timestamp } = at.state;
    const found = referred(at, 'Seconds') ?? (Seconds === undefined ? undefined : { value: Seconds });
    if (!found) {
      const { path, value } = referred(at, 'Timestamp') ?? { path: '', value: Timestamp };
      const time = instantOf(value);
      if (time !== undefined) return time;
      throw runtimeError(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${value}`,
      );
    }
    const { path = '', value } = found as { path?: string; value: unknown };
    const seconds = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
    if (!Number.isInteger(seconds)) {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      throw runtimeError(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown}`);
    }
    if (Number(seconds) < 0) {
      throw runtimeError(`The SecondsPath parameter references a negative value: ${path} == ${seconds}`);
    }
    return now + Number(seconds) * 1000;
  },
};

/**
 * How data goes through a state in JSONata: Arguments, the work, then Output and Assign, which see the same values. Expressions
 * read `$states` and the variables.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { evaluateJsonata, QueryEvaluationError, unexpectedType } from '../language/jsonata.ts';
import { instantOf } from '../language/timestamps.ts';
import type { DataFlow, Outgoing } from './data-flow.ts';
import { type At, contextOf, variablesOf } from './run.ts';

/** The value of a field, with what `$states` has beside input and context. */
const evaluate = (at: At, field: string, value: unknown, more: object = {}): Promise<unknown> =>
  evaluateJsonata(field, value, { input: at.visit.input, context: contextOf(at), ...more }, variablesOf(at));

interface Fields {
  Output?: unknown;
  Assign?: unknown;
}

/** What Output and Assign of a state, a rule or a catcher make; without an Output, `otherwise`. */
async function outgoing(
  at: At,
  { Output, Assign }: Fields,
  otherwise: unknown,
  more?: object,
): Promise<Outgoing> {
  const output = Output === undefined ? otherwise : await evaluate(at, 'Output', Output, more);
  if (Assign === undefined) return { output };
  const assigned = await evaluate(at, 'Assign', Assign, more);
  return { output, assigned: assigned as Record<string, unknown> };
}

export const jsonataFlow: DataFlow = {
  work(at) {
    const { Arguments } = at.state;
    return Arguments === undefined ? at.visit.input : evaluate(at, 'Arguments', Arguments);
  },

  async items(at) {
    const { Items } = at.state;
    const items = Items === undefined ? at.visit.input : await evaluate(at, 'Items', Items);
    if (Items === undefined && !Array.isArray(items)) {
      const cause = `Map state input must be an array but was: ${JSON.stringify(items)}`;
      throw new QueryEvaluationError(undefined, cause);
    }
    if (Array.isArray(items)) return items.map((Value: unknown, Index) => ({ Index, Value }));
    if (items === null || typeof items !== 'object') throw unexpectedType('Items', Items, 'array', items);
    return Object.entries(items).map(([Key, Value], Index) => ({ Index, Value, Key }));
  },

  itemInput(at, item) {
    const { ItemSelector } = at.state;
    if (ItemSelector === undefined) return item.Value;
    return evaluate({ ...at, item }, 'ItemSelector', ItemSelector);
  },

  result(at, result) {
    const more = at.state.Type === 'Pass' ? undefined : { result };
    const { Output, Assign } = at.state;
    return outgoing(at, { Output, Assign }, result, more);
  },

  passed(at, rule) {
    const { Output, Assign } = at.state;
    const chosen = rule ? { Output: rule.Output, Assign: rule.Assign } : { Output, Assign };
    return outgoing(at, chosen, at.visit.input);
  },

  caught(at, catcher, errorOutput) {
    return outgoing(at, catcher, errorOutput, { errorOutput });
  },

  async choose(at) {
    for (const rule of at.state.Choices ?? []) {
      const fits = await evaluate(at, 'Condition', rule.Condition);
      if (typeof fits !== 'boolean') throw unexpectedType('Condition', rule.Condition, 'boolean', fits);
      if (fits) return rule;
    }
    return undefined;
  },

  async number(at, field, kind = 'integer') {
    const given = at.state[field];
    if (given === undefined) return undefined;
    const value = await evaluate(at, field, given);
    const fits = typeof value === 'number' && (kind === 'float' || Number.isInteger(value));
    if (!fits) throw unexpectedType(field, given, kind === 'float' ? 'number' : kind, value);
    return value;
  },

  filled(at, field, value) {
    return evaluate(at, field, value);
  },

  async text(at, field) {
    const given = at.state[field];
    if (given === undefined) return undefined;
    const value = await evaluate(at, field, given);
    if (typeof value !== 'string') throw unexpectedType(field, given, 'string', value);
    return value;
  },

  async waitUntil(at, now) {
    const seconds = await jsonataFlow.number(at, 'Seconds');
    if (seconds !== undefined) {
      if (seconds >= 0) return now + seconds * 1000;
      throw new QueryEvaluationError('Seconds', 'The Seconds field is negative.');
    }
    const value = await evaluate(at, 'Timestamp', at.state.Timestamp);
    const time = instantOf(value);
    if (time !== undefined) return time;
    throw new QueryEvaluationError(
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
    );
  },
};

/** When a way is taken, in words short enough for a picture: which rule of a Choice fits, or after which errors. */
import type { Catcher, ChoiceRule, Retrier } from '../../step-functions/definition.ts';

const comparisons: Record<string, string> = {
  Equals: 'is',
  GreaterThan: '>',
  GreaterThanEquals: '≥',
  LessThan: '<',
  LessThanEquals: '≤',
  Matches: 'is like',
};

const kinds: Record<string, string> = {
  IsPresent: 'there',
  IsNull: 'null',
  IsString: 'text',
  IsNumeric: 'a number',
  IsBoolean: 'true or false',
  IsTimestamp: 'a time',
};

export const anyError = 'any error';

/** The errors that are caught or retried. */
export const errorsOf = ({ ErrorEquals }: Retrier | Catcher): string =>
  ErrorEquals.map((error) => (error === 'States.ALL' ? anyError : error)).join(', ');

const notOperators = new Set(['Variable', 'Next', 'Condition', 'Output', 'Assign', 'Comment']);

/** Such as `plan.items > 0`; of a condition in JSONata the expression itself. */
export function conditionOf(rule: Record<string, unknown> | ChoiceRule): string {
  if (rule.Condition !== undefined) return String(rule.Condition).replace(/^\{%\s*|\s*%\}$/g, '');
  if (Array.isArray(rule.And)) return rule.And.map(within).join(' and ');
  if (Array.isArray(rule.Or)) return rule.Or.map(within).join(' or ');
  if (rule.Not) return negated(rule.Not as Record<string, unknown>);
  const variable = nameOf(rule.Variable);
  const [operator, value] = Object.entries(rule).find(([field]) => !notOperators.has(field)) ?? [''];
  const kind = kinds[operator];
  if (kind) return `${variable} is ${value === false ? 'not ' : ''}${kind}`;
  const [, comparison = '', path] = /^(?:String|Numeric|Boolean|Timestamp)(.+?)(Path)?$/.exec(operator) ?? [];
  if (operator === 'BooleanEquals') return value === false ? `not ${variable}` : variable;
  const word = comparisons[comparison] ?? operator;
  return `${variable} ${word} ${path ? nameOf(value) : shown(value)}`;
}

const within = (rule: unknown): string => {
  const text = conditionOf(rule as Record<string, unknown>);
  return / (and|or) /.test(text) ? `(${text})` : text;
};

function negated(rule: Record<string, unknown>): string {
  const text = conditionOf(rule);
  const plain = !/ (and|or) /.test(text) && !/ is not /.test(text);
  return plain && text.includes(' is ') ? text.replace(' is ', ' is not ') : `not (${text})`;
}

const nameOf = (path: unknown) => String(path).replace(/^\$\./, '');

const shown = (value: unknown) =>
  typeof value === 'string' && !/^[\w*-]+$/.test(value) ? `“${value}”` : String(value);

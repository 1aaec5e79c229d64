/**
 * The Condition of a policy's statement.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { isPlain } from '../template/intrinsics.ts';
import { arns, texts } from './wildcards.ts';

/** What is known of a request, by condition keys in lower case. */
export type Context = Readonly<Record<string, string>>;

export type Condition = (context: Context) => boolean;

/** Whether a value in the request fits those in the policy. */
const comparisons: Record<string, (values: string[]) => (value: string) => boolean> = {
  StringEquals: (values) => (value) => values.includes(value),
  StringEqualsIgnoreCase: (values) => {
    const small = values.map((value) => value.toLowerCase());
    return (value) => small.includes(value.toLowerCase());
  },
  StringLike: (values) => {
    const pattern = texts(values);
    return (value) => pattern.test(value);
  },
  Bool: (values) => (value) => values.includes(value),
  // Both compare in the same way.
  ArnEquals: (values) => {
    const pattern = arns(values);
    return (value) => pattern.test(value);
  },
  ArnLike: (values) => {
    const pattern = arns(values);
    return (value) => pattern.test(value);
  },
};

const negated: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** The keys whose values the embedded cloud knows; for any other, a statement would be read as if there were no value. */
const knownKeys = new Set([
  'aws:principalarn',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
  'iam:passedtoservice',
  's3:delimiter',
  's3:prefix',
  'ses:fromaddress',
]);

/**
 * All conditions must hold.
 * @throws Error that names an operator or key that is not known here.
 */
export function conditionsOf(written: unknown): Condition[] {
  if (written === undefined) return [];
  if (!isPlain(written)) throw new Error('a Condition must be an object');
  return Object.entries(written).flatMap(([operator, keys]) => {
    if (!isPlain(keys)) throw new Error(`the condition operator ${operator} needs keys`);
    return Object.entries(keys).map(([key, values]) =>
      conditionOf(operator, key, [values].flat().map(withoutVariables)),
    );
  });
}

function conditionOf(operator: string, key: string, values: string[]): Condition {
  const name = key.toLowerCase();
  if (!knownKeys.has(name)) throw new Error(`the condition key ${key} is not known here`);
  if (operator === 'Null') return (context) => values.includes(String(context[name] === undefined));
  // Of a key that may have several values, at most one is known here; without any, all of them fit.
  const forAll = operator.startsWith('ForAllValues:');
  const ifExists = forAll || operator.endsWith('IfExists');
  const base = operator.replace(/^ForAllValues:|IfExists$/g, '');
  const opposite = negated[base];
  const fits = comparisons[opposite ?? base]?.(values);
  if (!fits) throw new Error(`the condition operator ${operator} is not known here`);
  return (context) => {
    const value = context[name];
    // Without a value, nothing is equal to it and everything is unequal.
    if (value === undefined) return ifExists || opposite !== undefined;
    return fits(value) !== (opposite !== undefined);
  };
}

/** @throws Error for a policy variable, such as `${aws:username}`: none is known here. */
export function withoutVariables(value: unknown): string {
  const text = String(value);
  const [variable] = /\$\{[^}]*\}/.exec(text) ?? [];
  if (variable) throw new Error(`the policy variable ${variable} is not known here`);
  return text;
}

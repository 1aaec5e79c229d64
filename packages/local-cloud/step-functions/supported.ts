/**
 * The part of Amazon States Language that runs here as it does on AWS. It is a list of what is supported: the engine
 * ignores fields it does not know, so a definition with anything else is refused before it runs.
 *
 * Source: https://states-language.net/spec.html
 */
import {
  allDefinitions,
  type Definition,
  innerOf,
  lambdaFunction,
  lambdaInvoke,
  type State,
} from './definition.ts';

type Fields = Record<string, unknown>;

const transition = ['Next', 'End'];
const paths = ['InputPath', 'OutputPath'];
const work = [...transition, ...paths, 'ResultSelector', 'ResultPath', 'Retry', 'Catch'];
const stateFields: Record<string, string[]> = {
  Choice: [...paths, 'Choices', 'Default'],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Map: [...work, 'ItemProcessor', 'ItemsPath', 'ItemSelector', 'MaxConcurrency'],
  Parallel: [...work, 'Branches', 'Parameters'],
  Pass: [...transition, ...paths, 'Parameters', 'Result', 'ResultPath'],
  Succeed: paths,
  Task: [...work, 'Resource', 'Parameters', 'TimeoutSeconds'],
  Wait: [...transition, ...paths, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
};
const definitionFields = ['Comment', 'QueryLanguage', 'StartAt', 'States'];
const machineFields = [...definitionFields, 'TimeoutSeconds', 'Version'];
const retrierFields = [
  ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate'],
  ...['MaxDelaySeconds', 'JitterStrategy'],
];
const catcherFields = ['Comment', 'ErrorEquals', 'Next', 'ResultPath'];
/** Supported parameters of Lambda's Invoke; others, such as `InvocationType`, change what it does. */
const invokeParameters = ['FunctionName', 'FunctionName.$', 'Payload', 'Payload.$'];

const comparisons = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const operators = [
  ...['String', 'Numeric', 'Timestamp'].flatMap((type) => comparisons.map((one) => `${type}${one}`)),
  'BooleanEquals',
].flatMap((operator) => [operator, `${operator}Path`]);
operators.push('StringMatches', 'IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp');
const combinations = ['And', 'Or', 'Not'];

const intrinsicFunctions = [
  ...['Format', 'StringToJson', 'JsonToString', 'Array', 'ArrayPartition', 'ArrayContains', 'ArrayRange'],
  ...['ArrayGetItem', 'ArrayLength', 'ArrayUnique', 'Base64Encode', 'Base64Decode', 'Hash', 'JsonMerge'],
  ...['MathRandom', 'MathAdd', 'StringSplit', 'UUID'],
].map((name) => `States.${name}`);

const contextFields = [
  ...['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount'].map((name) => `Execution.${name}`),
  ...['StateMachine.Id', 'StateMachine.Name', 'State.Name', 'State.EnteredTime'],
  ...['Map.Item.Index', 'Map.Item.Value'],
];

/**
 * What cannot run here in a state machine's definition, by the state's name; empty when everything can.
 * @param machine a definition in Amazon States Language.
 */
export function unsupported(machine: object): string[] {
  const definition = machine as Definition;
  const found = [...unknown(definition, machineFields), ...languageProblems(definition)];
  for (const one of allDefinitions(definition)) {
    for (const [name, state] of Object.entries(one.States ?? {})) {
      found.push(...stateProblems(state).map((problem) => `${name}: ${problem}`));
    }
  }
  return found;
}

const unknown = (fields: object, known: readonly string[]): string[] =>
  Object.keys(fields)
    .filter((field) => !known.includes(field))
    .map((field) => `the field ${field}`);

const languageProblems = ({ QueryLanguage = 'JSONPath' }: Fields): string[] =>
  QueryLanguage === 'JSONPath' ? [] : [`the query language ${QueryLanguage}`];

function stateProblems(state: State): string[] {
  const known = Object.hasOwn(stateFields, state.Type) ? stateFields[state.Type] : undefined;
  if (!known) return [`the state type ${state.Type}`];
  const { Retry = [], Catch = [], Choices = [] } = state;
  return [
    ...unknown(state, ['Type', 'Comment', 'QueryLanguage', ...known]),
    ...languageProblems(state),
    ...(state.Type === 'Task' ? taskProblems(state) : []),
    ...innerOf(state).flatMap((inner) => innerProblems(inner, state)),
    ...(Retry as Fields[]).flatMap((retrier) => unknown(retrier, retrierFields)),
    ...Catch.flatMap((catcher) => unknown(catcher, catcherFields)),
    ...(Choices as Fields[]).flatMap((rule) => ruleProblems(rule, ['Next'])),
    ...expressionsOf(state).flatMap((expression) => expressionProblems(expression, state)),
  ];
}

function taskProblems({ Resource = '', Parameters = {} }: State): string[] {
  if (lambdaFunction.test(Resource)) return [];
  if (!lambdaInvoke.test(Resource)) return [`the integration ${Resource}`];
  return unknown(Parameters as object, invokeParameters).map((problem) => `${problem} of Lambda's Invoke`);
}

function innerProblems(inner: Definition, { Type }: State): string[] {
  const config = (inner.ProcessorConfig ?? {}) as Fields;
  return [
    ...unknown(inner, [...definitionFields, ...(Type === 'Map' ? ['ProcessorConfig'] : [])]),
    ...languageProblems(inner),
    ...unknown(config, ['Mode']),
    ...((config.Mode ?? 'INLINE') === 'INLINE' ? [] : [`the mode ${config.Mode}`]),
  ];
}

/** @param more what a rule may have beside its comparison; one within another has no `Next`. */
function ruleProblems(rule: Fields, more: readonly string[] = []): string[] {
  const found = unknown(rule, [...more, 'Comment', 'Variable', ...operators, ...combinations]);
  const tests = Object.keys(rule).filter((field) => [...operators, ...combinations].includes(field));
  if (tests.length !== 1) found.push(`a choice with ${tests.length} comparisons`);
  const inner = [rule.And, rule.Or, rule.Not].flat().filter((one) => one !== undefined) as Fields[];
  return [...found, ...inner.flatMap((one) => ruleProblems(one))];
}

/** Every path and intrinsic function call of a state, its inner states left out. */
function expressionsOf({ Result: _, Branches, ItemProcessor, ...state }: State): string[] {
  const expressions: string[] = [];
  const collect = (value: unknown, isExpression: (field: string) => boolean) => {
    if (value === null || typeof value !== 'object') return;
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && isExpression(field)) expressions.push(inner);
      else collect(inner, isExpression);
    }
  };
  const { Parameters, ResultSelector, ItemSelector, ...rest } = state;
  collect([Parameters, ResultSelector, ItemSelector], (field) => field.endsWith('.$'));
  collect(rest, (field) => field.endsWith('Path') || field === 'Variable');
  return expressions;
}

function expressionProblems(expression: string, { Type }: State): string[] {
  // Anything in quotes is text or a field's name.
  const bare = expression.replace(/'(?:\\.|[^'\\])*'/g, "''");
  const found: string[] = [];
  if (!/^(\$|States\.)/.test(bare)) found.push(`the expression ${expression}`);
  for (const [, name = ''] of bare.matchAll(/([^\s,()]*)\(/g)) {
    if (!intrinsicFunctions.includes(name)) found.push(`the function ${name}() in ${expression}`);
  }
  // The engine finds nothing where AWS finds an empty list.
  if (/\.\.|\.\*|\[[^\]]*[*?:,][^\]]*\]/.test(bare))
    found.push(`${expression}, which may find several values`);
  for (const [path] of bare.matchAll(/\$[^\s,()]*/g)) {
    if (path.startsWith('$$')) found.push(...contextProblems(path, Type));
    else if (!/^\$(?:$|[.[])/.test(path)) found.push(`the variable ${path}`);
  }
  return found;
}

function contextProblems(path: string, type: string): string[] {
  const known = type === 'Task' ? [...contextFields, 'State.RetryCount'] : contextFields;
  const fits = (field: string) => isWithin(path, `$$.${field}`) || isWithin(`$$.${field}`, path);
  return known.some(fits) ? [] : [`the context's ${path}`];
}

const isWithin = (path: string, outer: string) =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);

/**
 * What is wrong with a definition, or cannot run here, before anything of it runs.
 * Source: https://states-language.net/spec.html
 */
import {
  expressionProblems,
  jsonataProblems,
  pathProblems,
  referencePathProblems,
  templateProblems,
} from './check-expressions.ts';
import { mapProblems, processorOf, unknownFields } from './check-map.ts';
import {
  branchFields,
  catcherFields,
  choiceOperators,
  commonFields,
  exclusiveFields,
  machineFields,
  numbers,
  processorFields,
  retrierFields,
  stateFields,
} from './state-fields.ts';
import { instantOf } from './timestamps.ts';

type Fields = Record<string, unknown>;
type QueryLanguage = 'JSONPath' | 'JSONata';

/** What is wrong with a Task: which integrations there are is known elsewhere. */
export type TaskProblems = (state: Fields, language: QueryLanguage) => string[];

/**
 * What is wrong with a state machine, by the state's name; empty when it can run.
 * @param machine a definition in Amazon States Language.
 */
export function problemsOf(machine: object, taskProblems: TaskProblems): string[] {
  const definition = machine as Fields;
  const checker = new Checker((definition.QueryLanguage ?? 'JSONPath') as QueryLanguage, taskProblems);
  return [
    ...unknownFields(definition, machineFields),
    ...numberProblems(definition, 'JSONPath'),
    ...checker.sequence(definition),
  ];
}

class Checker {
  readonly #language: QueryLanguage;
  readonly #taskProblems: TaskProblems;
  /** Names are unique in a whole machine. */
  readonly #names = new Set<string>();

  constructor(language: QueryLanguage, taskProblems: TaskProblems) {
    this.#language = language;
    this.#taskProblems = taskProblems;
  }

  /** @param owner the state that the sequence belongs to. */
  sequence(definition: Fields, owner?: string): string[] {
    const { StartAt, States = {} } = definition as { StartAt?: string; States?: Record<string, Fields> };
    const own = languageProblems(definition.QueryLanguage, this.#language);
    if (Object.keys(States).length === 0) own.push('no states');
    if (!Object.hasOwn(States, StartAt ?? '')) own.push(`StartAt is ${StartAt}, which is no state here`);
    const found = owner === undefined ? own : inState(owner, own);
    for (const [name, state] of Object.entries(States)) {
      if (this.#names.has(name)) found.push(...inState(name, ['two states have this name']));
      this.#names.add(name);
      found.push(...inState(name, this.#state(state, States)));
      for (const [inner, known] of innerOf(state)) {
        found.push(...inState(name, unknownFields(inner, known)), ...this.sequence(inner, name));
      }
    }
    return found;
  }

  #state(state: Fields, siblings: object): string[] {
    const type = String(state.Type);
    const known = Object.hasOwn(stateFields, type) ? stateFields[type] : undefined;
    if (!known) return [`the state type ${type}`];
    const language = (state.QueryLanguage ?? this.#language) as QueryLanguage;
    if (language !== 'JSONPath' && language !== 'JSONata') return [`the query language ${language}`];
    const { Retry = [], Catch = [], Choices = [] } = state as { [list: string]: Fields[] };
    return [
      ...languageProblems(state.QueryLanguage, this.#language),
      ...unknownFields(state, [...commonFields, ...known.both, ...known[language]]),
      ...exclusiveProblems(state),
      ...numberProblems(state, language),
      ...requiredProblems(type, state),
      ...transitionProblems([state, ...Catch, ...Choices], siblings, type),
      ...fieldProblems(state, language),
      ...errorListProblems(Retry),
      ...errorListProblems(Catch),
      ...Retry.flatMap((one) => [...unknownFields(one, retrierFields), ...numberProblems(one, 'JSONPath')]),
      ...Catch.flatMap((one) => [
        ...unknownFields(one, [...catcherFields.both, ...catcherFields[language]]),
        ...fieldProblems(one, language),
      ]),
      ...Choices.flatMap((rule) =>
        language === 'JSONata'
          ? conditionProblems(rule)
          : [...ruleProblems(rule, ['Next', 'Assign']), ...templateProblems(rule.Assign)],
      ),
      ...(type === 'Map' ? mapProblems(state, language) : []),
      ...(type === 'Task' ? this.#taskProblems(state, language) : []),
    ];
  }
}

const inState = (name: string, problems: string[]): string[] =>
  problems.map((problem) => `${name}: ${problem}`);

/** The definitions inside a state, with the fields that each may have. */
function innerOf(state: Fields): [Fields, readonly string[]][] {
  const { Branches = [] } = state as { Branches?: Fields[] };
  const processor = processorOf(state);
  return [
    ...Branches.map((branch): [Fields, readonly string[]] => [branch, branchFields]),
    ...(processor ? [[processor, processorFields] as [Fields, readonly string[]]] : []),
  ];
}

/** A machine of JSONPath may have states of JSONata, but not the other way round. */
function languageProblems(own: unknown, machine: QueryLanguage): string[] {
  if (own === undefined || own === 'JSONata') return [];
  if (own !== 'JSONPath') return [`the query language ${own}`];
  return machine === 'JSONata' ? ['the query language JSONPath in a machine of JSONata'] : [];
}

const exclusiveProblems = (state: Fields): string[] =>
  exclusiveFields
    .map((fields) => fields.filter((field) => field in state && state[field] !== false))
    .filter((there) => there.length > 1)
    .map((there) => `${there.join(' and ')} together`);

function numberProblems(fields: Fields, language: QueryLanguage): string[] {
  return Object.entries(numbers).flatMap(([field, { from, to, fraction }]) => {
    const value = fields[field];
    if (value === undefined || (language === 'JSONata' && typeof value === 'string')) return [];
    const fits =
      typeof value === 'number' &&
      value >= from &&
      value <= (to ?? value) &&
      (fraction || Number.isInteger(value));
    return fits ? [] : [`the ${field} ${JSON.stringify(value)}`];
  });
}

const required: Record<string, readonly string[][]> = {
  Choice: [['Choices']],
  Map: [['ItemProcessor', 'Iterator']],
  Parallel: [['Branches']],
  Task: [['Resource']],
  Wait: [['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']],
};

function requiredProblems(type: string, state: Fields): string[] {
  const found = (required[type] ?? [])
    .filter((alternatives) => !alternatives.some((field) => field in state))
    .map((alternatives) => `no ${alternatives.join(' or ')}`);
  for (const field of ['Choices', 'Branches']) {
    if (Array.isArray(state[field]) && state[field].length === 0) found.push(`no ${field}`);
  }
  if (!['Choice', 'Fail', 'Succeed'].includes(type) && state.Next === undefined && state.End !== true) {
    found.push('neither Next nor End');
  }
  const { Timestamp } = state;
  const isLiteral = typeof Timestamp === 'string' && !Timestamp.startsWith('{%');
  if (isLiteral && instantOf(Timestamp) === undefined) found.push(`the Timestamp ${Timestamp}`);
  return found;
}

/** @param all the state itself, its catchers and its rules. */
function transitionProblems(all: Fields[], siblings: object, type: string): string[] {
  const targets = all
    .flatMap(({ Next, Default }) => [Next, Default])
    .filter((target) => target !== undefined);
  const missing = targets.filter((target) => !Object.hasOwn(siblings, String(target)));
  const [, ...others] = all;
  const without = others.filter(({ Next }) => Next === undefined);
  return [
    ...missing.map((target) => `${target} is no state here`),
    ...without.map(() => (type === 'Choice' ? 'a choice without Next' : 'a catcher without Next')),
  ];
}

/** Of Retry or Catch. */
function errorListProblems(list: Fields[]): string[] {
  return list.flatMap(({ ErrorEquals, JitterStrategy = 'NONE' }, index) => {
    if (!Array.isArray(ErrorEquals) || ErrorEquals.length === 0) return ['no ErrorEquals'];
    const found: string[] = [];
    const all = ErrorEquals.includes('States.ALL');
    if (all && (ErrorEquals.length > 1 || index < list.length - 1)) {
      found.push('States.ALL, which is neither alone nor last');
    }
    if (JitterStrategy !== 'NONE' && JitterStrategy !== 'FULL')
      found.push(`the JitterStrategy ${JitterStrategy}`);
    return found;
  });
}

const templates = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign'];
const errorPaths = ['ErrorPath', 'CausePath'];
/** Their own checks look at these. */
const checkedElsewhere = [
  ...['Branches', 'ItemProcessor', 'Iterator', 'Choices', 'Retry', 'Catch', 'Result'],
  ...['ItemReader', 'ItemBatcher', 'ResultWriter'],
];

/** The expressions in a state's or a catcher's own fields. */
function fieldProblems(fields: Fields, language: QueryLanguage): string[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (checkedElsewhere.includes(field)) return [];
    if (language === 'JSONata') return jsonataProblems(value);
    if (templates.includes(field)) return templateProblems(value);
    if (field === 'ResultPath') return value === null ? [] : referencePathProblems(value);
    if (errorPaths.includes(field)) return expressionProblems(value);
    if (value === null && (field === 'InputPath' || field === 'OutputPath')) return [];
    return field.endsWith('Path') ? pathProblems(value) : [];
  });
}

const combinations = ['And', 'Or', 'Not'];

/** @param more what a rule may have beside its comparison; one within another has none of it. */
function ruleProblems(rule: Fields, more: readonly string[] = []): string[] {
  const known = [...more, 'Comment', 'Variable', ...choiceOperators, ...combinations];
  const found = unknownFields(rule, known);
  const tests = Object.keys(rule).filter(
    (field) => choiceOperators.includes(field) || combinations.includes(field),
  );
  if (tests.length !== 1) found.push(`a choice with ${tests.length} comparisons`);
  const inner = [rule.And, rule.Or, rule.Not].flat().filter((one) => one !== undefined) as Fields[];
  const compares = tests.some((field) => choiceOperators.includes(field));
  if (compares) found.push(...pathProblems(rule.Variable));
  for (const field of tests) if (field.endsWith('Path')) found.push(...pathProblems(rule[field]));
  return [...found, ...inner.flatMap((one) => ruleProblems(one))];
}

const conditionProblems = (rule: Fields): string[] => [
  ...unknownFields(rule, ['Comment', 'Condition', 'Next', 'Assign', 'Output']),
  ...('Condition' in rule ? [] : ['a choice without Condition']),
  ...jsonataProblems(rule),
];

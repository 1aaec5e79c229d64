/**
 * The part of Amazon States Language that is read here, and the changes that make the local engine run a definition as
 * AWS does.
 */
import { debugging } from '../debugging.ts';

/** One state; only the fields read here are spelt out. */
export interface State {
  Type: string;
  Resource?: string;
  Branches?: Definition[];
  ItemProcessor?: Definition & { ProcessorConfig?: { Mode?: string } };
  ItemSelector?: Record<string, unknown>;
  ItemsPath?: string;
  MaxConcurrency?: number;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string; ErrorEquals: string[]; ResultPath?: string | null }[];
  TimeoutSeconds?: number;
  [field: string]: unknown;
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
  Comment?: string;
  TimeoutSeconds?: number;
  [field: string]: unknown;
}

/** AWS waits 99,999,999 s when no timeout is given; a Node.js timer holds 2^31 ms at most, about 24 days. */
const longestTimeoutSeconds = 2_147_483;

/** The integration that CDK's LambdaInvoke uses: `Parameters` name the function, the result is its whole answer. */
export const lambdaInvoke = /^arn:[^:]+:states:::lambda:invoke$/;
export const lambdaFunction = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/;

/** The definitions inside a state: a Parallel's branches, or what a Map does to each item. */
export const innerOf = ({ Branches = [], ItemProcessor }: State): Definition[] =>
  ItemProcessor ? [...Branches, ItemProcessor] : Branches;

/** A definition and all those inside its states. */
export const allDefinitions = (definition: Definition): Definition[] => [
  definition,
  ...Object.values(definition.States ?? {})
    .flatMap(innerOf)
    .flatMap(allDefinitions),
];

/**
 * The definition in the form given to the engine. It makes up for these differences from AWS:
 * - a Parallel becomes a Task whose handler runs each branch as an engine run of its own, so that every branch has
 *   its own log and an inner state sees the execution's context, not the branch's;
 * - a Map becomes such a Task too, whose handler gets `{ items, input }`: what `ItemsPath` and `InputPath` give;
 * - a Task without a timeout has none (the engine would take 60 s), and nothing has one while debugging;
 * - `ResultPath: "$"` replaces the state, a falsy `Result` of a Pass is a result, an intrinsic in `ErrorPath` or
 *   `CausePath` is evaluated;
 * - `$$` becomes `$$.<contextKey>.<state>`, where the runner keeps the Context Object as this state sees it.
 */
export function forEngine(definition: Definition, contextKey: string): Definition {
  const States = Object.fromEntries(
    Object.entries(definition.States).map(([name, state], index) => [
      name,
      pointToContext(adapt(state), `$$.${contextKey}.${stateKey(index)}`),
    ]),
  );
  const limit = definition.TimeoutSeconds;
  return { StartAt: definition.StartAt, States, ...(limit && { TimeoutSeconds: atMostLongest(limit) }) };
}

/** The name of the state at this place of `States` within the context. */
export const stateKey = (index: number) => `s${index}`;

const atMostLongest = (seconds: number) =>
  debugging() ? longestTimeoutSeconds : Math.min(seconds, longestTimeoutSeconds);

function adapt(original: State): State {
  const state: State = { ...original };
  if (state.ResultPath === '$') delete state.ResultPath;
  if (state.Catch) {
    state.Catch = state.Catch.map(({ ResultPath, ...catcher }) =>
      ResultPath === undefined || ResultPath === '$' ? catcher : { ...catcher, ResultPath },
    );
  }
  if (state.Type === 'Parallel') {
    delete state.Branches;
    return { ...state, Type: 'Task', Resource: 'Parallel', TimeoutSeconds: longestTimeoutSeconds };
  }
  if (state.Type === 'Map') {
    const { ItemProcessor, ItemSelector, MaxConcurrency, ItemsPath = '$', ...rest } = state;
    const Parameters = { 'items.$': ItemsPath, 'input.$': '$' };
    return { ...rest, Type: 'Task', Resource: 'Map', Parameters, TimeoutSeconds: longestTimeoutSeconds };
  }
  if (state.Type === 'Task') {
    state.TimeoutSeconds = atMostLongest(state.TimeoutSeconds ?? longestTimeoutSeconds);
  }
  if (state.Type === 'Pass' && 'Result' in state && !state.Result) state.Parameters = state.Result;
  if (state.Type === 'Fail') {
    const intrinsic = (path: unknown) => typeof path === 'string' && path.startsWith('States.');
    const { ErrorPath, CausePath } = state;
    if (intrinsic(ErrorPath) || intrinsic(CausePath)) {
      const reported = {
        ...(ErrorPath ? { 'Error.$': ErrorPath } : {}),
        ...(CausePath ? { 'Cause.$': CausePath } : {}),
      };
      state.Parameters = reported;
      if (ErrorPath) state.ErrorPath = '$.Error';
      if (CausePath) state.CausePath = '$.Cause';
    }
  }
  return state;
}

/** Points every `$$` of the state's paths to `target`; literals (a Result, a Comment, plain template values) stay. */
function pointToContext(state: State, target: string): State {
  const aim = (path: string) =>
    path.replace(/'(?:\\.|[^'\\])*'|\$\$/g, (part) => (part === '$$' ? target : part));
  const template = (value: unknown): unknown => walk(value, (key) => key.endsWith('.$'), aim);
  const fields = (value: unknown): unknown =>
    walk(value, (key) => key.endsWith('Path') || key === 'Variable', aim);
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => {
      if (key === 'Parameters' || key === 'ResultSelector') return [key, template(value)];
      if (key === 'Result') return [key, value];
      return Object.entries(fields({ [key]: value }) as object)[0] as [string, unknown];
    }),
  ) as State;
}

/** A copy of `value` in which the strings under the chosen keys went through `change`. */
function walk(value: unknown, chosen: (key: string) => boolean, change: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, chosen, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && chosen(key) ? change(inner) : walk(inner, chosen, change),
    ]),
  );
}

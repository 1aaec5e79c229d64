/**
 * TestState: what one state does with an input, without an execution; the work of a Task, a Map or a Parallel may be mocked.
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
import type { Definition, State } from './definition.ts';
import { sleepless } from './engine/clock.ts';
import { flowOf } from './engine/flow-of.ts';
import { newVisit } from './engine/frames.ts';
import { catcherOf, retrierOf, retryDelay } from './engine/retry.ts';
import type { At, Run } from './engine/run.ts';
import { type Exit, withoutWork } from './engine/states.ts';
import { runTask } from './engine/task.ts';
import { StateError } from './language/errors.ts';
import { ApiError } from './requests.ts';

export interface TestedState {
  name: string;
  state: State;
  input: unknown;
  /** The language of the machine around the state. */
  language: Run['language'];
  variables: Record<string, unknown>;
  /** A Context Object in place of a made-up one. */
  context?: Record<string, unknown>;
  mock?: { result: unknown } | { error?: string; cause?: string };
  /** Retries before this attempt, by the retrier that the mocked error would use. */
  retries: number;
}

type Inspection = Record<string, unknown>;

const mockable = ['Task', 'Map', 'Parallel'];

/** @param integrationOf what a Task without a mock does. @throws ApiError ValidationException */
export async function testState(
  tested: TestedState,
  integrationOf: Run['integrationOf'],
  withInspection: boolean,
): Promise<Record<string, unknown>> {
  const { state, mock, input } = tested;
  if (mock && !mockable.includes(state.Type)) {
    throw validation(`State type '${state.Type}' is not supported when a mock is specified`);
  }
  if (['Map', 'Parallel'].includes(state.Type)) checkMock(tested);
  const at = placeOf(tested, integrationOf);
  const inspection: Inspection = { input };
  const shown = () => (withInspection ? { inspectionData: asTexts(inspection) } : {});
  try {
    const { output, assigned, next } = await carriedOut(at, tested, inspection);
    inspection.variables = { ...tested.variables, ...assigned };
    const nextState = next === undefined ? {} : { nextState: next };
    return { status: 'SUCCEEDED', output: JSON.stringify(output), ...nextState, ...shown() };
  } catch (thrown) {
    if (!(thrown instanceof StateError)) throw thrown;
    return { ...(await failed(at, thrown, inspection)), ...shown() };
  }
}

/** Recorded from AWS by LocalStack (test_state_mock_validation.snapshot.json). */
function checkMock({ mock, state }: TestedState): void {
  if (!mock) {
    const known = '[Task, Wait, Pass, Succeed, Fail, Choice]';
    const what = `TestState API does not support Map or Parallel states. Supported state types include: ${known}`;
    throw validation(what);
  }
  if (!('result' in mock)) return;
  if (!Array.isArray(mock.result)) throw validation('Mocked result must be an array.');
  if (state.Branches && mock.result.length !== state.Branches.length) {
    throw validation('Mocked result must contain the same number of items as number of Parallel branches.');
  }
}

const validation = (message: string) => new ApiError('ValidationException', message);

/** A place in an execution that is nowhere recorded. */
function placeOf(tested: TestedState, integrationOf: Run['integrationOf']): At {
  const { name, state, input, language, variables, context = {}, retries } = tested;
  const { Execution, StateMachine, Task } = { ...madeUp(input), ...context } as ReturnType<typeof madeUp>;
  const definition: Definition = { StartAt: name, States: { [name]: state } };
  const retriesBy = (state.Retry ?? []).map(() => retries);
  const attempt = Task && { input: undefined, token: Task.Token };
  const visit = { ...newVisit(name, input), enteredAt: Date.now(), retries, retriesBy, attempt };
  const frame = { id: 1, variables, lastEventId: 0, visit };
  let events = 0;
  const run = {
    ...{ language, context: { Execution, StateMachine }, integrationOf, clock: sleepless },
    write: () => {
      events += 1;
      return events;
    },
    changed: () => undefined,
    save: () => undefined,
  } as unknown as Run;
  return { run, frame, definition, outer: {}, signal: new AbortController().signal, visit, state };
}

/** The Context Object of an execution that there is not. */
export const madeUp = (input: unknown) => ({
  Execution: {
    Id: 'arn:aws:states:us-east-1:000000000000:express:TestState:test:test',
    Input: input,
    Name: 'test',
  },
  StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:TestState', Name: 'TestState' },
  Task: undefined as { Token: string } | undefined,
});

async function carriedOut(at: At, { mock }: TestedState, inspection: Inspection): Promise<Exit> {
  const { state } = at;
  if (state.Type === 'Pass' || !withoutWork[state.Type]) await inspectWork(at, inspection);
  const done = withoutWork[state.Type]?.(at);
  if (done) return done;
  if (mock && !('result' in mock)) throw new StateError(mock.error, mock.cause);
  const result = mock ? mock.result : await runTask(at);
  await inspectResult(at, result, inspection);
  return { ...(await flowOf(at).result(at, result)), next: state.Next };
}

/** The steps of the state's data before the work: what the state would work on with fewer fields. */
async function inspectWork(at: At, inspection: Inspection): Promise<void> {
  const flow = flowOf(at);
  if (at.state.Type === 'Map') return;
  if (isJsonata(at)) {
    inspection.afterArguments = await flow.work(at);
    return;
  }
  inspection.afterInputPath = await flow.work({ ...at, state: { ...at.state, Parameters: undefined } });
  inspection.afterParameters = await flow.work(at);
}

/** The steps after the work. */
async function inspectResult(at: At, result: unknown, inspection: Inspection): Promise<void> {
  inspection.result = result;
  if (isJsonata(at)) return;
  const flow = flowOf(at);
  const fewer = { ...at.state, OutputPath: undefined, Assign: undefined };
  const selected = await flow.result({ ...at, state: { ...fewer, ResultPath: undefined } }, result);
  inspection.afterResultSelector = selected.output;
  inspection.afterResultPath = (await flow.result({ ...at, state: fewer }, result)).output;
}

const isJsonata = ({ state, run }: At) => (state.QueryLanguage ?? run.language) === 'JSONata';

/** Whether the failure would be retried, caught or neither. */
async function failed(at: At, failure: StateError, inspection: Inspection): Promise<Record<string, unknown>> {
  const { state, visit, run } = at;
  const { error, cause, terminal } = failure;
  const said = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  if (terminal) return { status: 'FAILED', ...said };
  const retryIndex = retrierOf(state, failure);
  const delay = retryDelay(state, visit, failure, run.clock);
  if (delay !== undefined) {
    inspection.errorDetails = { retryIndex, retryBackoffIntervalSeconds: delay / 1000 };
    return { status: 'RETRIABLE', ...said };
  }
  if (retryIndex >= 0) inspection.errorDetails = { retryIndex };
  const catcher = catcherOf(state, failure);
  if (!catcher) return { status: 'FAILED', ...said };
  inspection.errorDetails = { catchIndex: state.Catch?.indexOf(catcher) };
  const { output, assigned } = await flowOf(at).caught(at, catcher, {
    Error: error ?? '',
    Cause: cause ?? '',
  });
  inspection.variables = { ...at.frame.variables, ...assigned };
  return { status: 'CAUGHT_ERROR', output: JSON.stringify(output), nextState: catcher.Next, ...said };
}

/** The inspected values as the API has them: JSON in strings, but for what is about errors. */
const asTexts = ({ errorDetails, ...values }: Inspection): Inspection => ({
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
  ...(errorDetails !== undefined && { errorDetails }),
});

/** The API's call that tests one state. */
import { allDefinitions, type Definition, type State } from './definition.ts';
import { integrationOf, type Outside } from './integrations/integrations.ts';
import { unsupported } from './integrations/supported.ts';
import { ApiError, type Body, oneOf, optionalText, text } from './requests.ts';
import { madeUp, type TestedState, testState } from './test-state.ts';

/** @throws ApiError InvalidDefinition, ValidationException */
export async function testStateRequest(body: Body, outside: Outside): Promise<object> {
  const given = parsed(body, 'definition') as State | Definition;
  const stateName = optionalText(body, 'stateName', 80);
  const { name, state, language } = stateOf(given, stateName);
  const level = oneOf(body, 'inspectionLevel', ['INFO', 'DEBUG', 'TRACE']) ?? 'INFO';
  const { retrierRetryCount = 0 } = (body.stateConfiguration ?? {}) as { retrierRetryCount?: number };
  const tested: TestedState = {
    ...{ name, state, language, mock: mockOf(body.mock), retries: retrierRetryCount },
    input: parsed(body, 'input', '{}'),
    variables: parsed(body, 'variables', '{}') as Record<string, unknown>,
    context: body.context === undefined ? undefined : (parsed(body, 'context') as Record<string, unknown>),
  };
  const { StateMachine } = madeUp(tested.input);
  const run = (resource: string) => integrationOf(resource, StateMachine.Id, outside);
  return testState(tested, run, level !== 'INFO');
}

/** The state under test: the definition's own, or the one of this name within a machine. */
function stateOf(given: State | Definition, stateName: string | undefined) {
  const language = given.QueryLanguage ?? 'JSONPath';
  const name = stateName ?? 'StateName';
  const machine = stateName === undefined ? machineAround(given as State, name) : (given as Definition);
  const problems = unsupported(machine);
  if (problems.length > 0) {
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join('; ')}'`);
  }
  const state = allDefinitions(machine)
    .map(({ States }) => States[name])
    .find((one) => one !== undefined);
  if (state) return { name, state, language } as const;
  throw new ApiError('ValidationException', `State not found in state machine definition: '${name}'`);
}

/** A machine of the state alone, in which the states that it goes on to do nothing. */
function machineAround(state: State, name: string): Definition {
  const targets = [
    ...[state.Next, state.Default],
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ];
  const others = targets.flatMap((target) => (target === undefined ? [] : [[target, { Type: 'Succeed' }]]));
  return { StartAt: name, States: { ...Object.fromEntries(others), [name]: state } };
}

function mockOf(mock: unknown): TestedState['mock'] {
  if (mock === undefined || mock === null) return undefined;
  const { result, errorOutput } = mock as Body & { errorOutput?: { error?: string; cause?: string } };
  if ((result === undefined) === (errorOutput === undefined)) {
    throw new ApiError(
      'ValidationException',
      'A test mock should have only one of the following fields: [result, errorOutput].',
    );
  }
  return errorOutput ?? { result: parsed(mock as Body, 'result') };
}

function parsed(body: Body, field: string, otherwise?: string): unknown {
  const json = otherwise === undefined ? text(body, field) : (optionalText(body, field) ?? otherwise);
  try {
    return JSON.parse(json);
  } catch {
    // The parser's message would quote the data.
    throw new ApiError('ValidationException', `The field '${field}' is not valid JSON`);
  }
}

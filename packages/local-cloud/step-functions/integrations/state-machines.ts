/** Step Functions' own API as a task calls it: starting an execution, and waiting for its end. */
import type { TaskRequest } from '../engine/integration.ts';
import { LeftError } from '../engine/stopped.ts';
import { StateError } from '../language/errors.ts';
import { executionArnOf } from '../requests.ts';
import { metadataOf } from './aws-calls.ts';

/** An operation of the API. A refusal has status 400, with `__type` and `message`. */
export type Operation = (operation: string, body: Fields) => Promise<{ status: number; body: object }>;

type Fields = Record<string, unknown>;

/** The members of a task are written with a capital, those of the API without. */
const renamed = (value: unknown, rename: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [rename(name), renamed(inner, rename)]),
  );
};
const small = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Any operation, with the members of the SDK's integration. @throws StateError such as `Sfn.InvalidTokenException`. */
export async function callStates(operation: Operation, action: string, input: unknown): Promise<unknown> {
  const { status, body } = await operation(capital(action), renamed(input ?? {}, small) as Fields);
  if (status === 200) return renamed(body, capital);
  const { __type, message } = body as { __type: string; message: string };
  const cause = `${message} (Service: Sfn, Status Code: ${status})`;
  throw new StateError(`Sfn.${exceptionOf(__type, 'SfnException')}`, cause);
}

/** The SDK for Java has no class for a denial, which is its base class. */
function exceptionOf(type: string, base: string): string {
  if (type === 'AccessDeniedException') return base;
  return type.endsWith('Exception') ? type : `${type}Exception`;
}

/**
 * StartExecution, whose input may be any JSON.
 * @param token the execution's name where the task gives none: after a restart, one of this name is the task's own.
 */
export async function startExecution(operation: Operation, input: unknown, token: string): Promise<Fields> {
  const { StateMachineArn, Input = {}, Name } = (input ?? {}) as Fields;
  const request = {
    ...{ stateMachineArn: StateMachineArn, name: Name ?? token },
    input: typeof Input === 'string' ? Input : JSON.stringify(Input),
  };
  const { status, body } = await operation('StartExecution', request);
  if (status === 200) return { ...(renamed(body, capital) as Fields), ...metadataOf() };
  const { __type, message } = body as { __type: string; message: string };
  if (__type === 'ExecutionAlreadyExists' && Name === undefined) {
    return { ExecutionArn: executionArnOf(String(StateMachineArn), token), ...metadataOf() };
  }
  const details = `Service: AWSStepFunctions; Status Code: ${status}; Error Code: ${__type}; Proxy: null`;
  throw new StateError(
    `StepFunctions.${exceptionOf(__type, 'AWSStepFunctionsException')}`,
    `${message} (${details})`,
  );
}

/**
 * Starts an execution and waits for its end; stops it when the task is stopped.
 * @param parsed whether Input and Output are JSON, as by `sync:2`, or text.
 * @throws StateError States.TaskFailed, whose cause describes the execution.
 */
export async function runToItsEnd(
  operation: Operation,
  ended: (executionArn: string) => Promise<unknown>,
  { input, token, submitted, onSubmitted, signal }: TaskRequest,
  parsed: boolean,
): Promise<unknown> {
  const started = (submitted?.output ?? (await startExecution(operation, input, token))) as Fields;
  if (!submitted) onSubmitted(started);
  const executionArn = String(started.ExecutionArn);
  const stop = () => {
    if (!(signal.reason instanceof LeftError)) void operation('StopExecution', { executionArn });
  };
  signal.addEventListener('abort', stop, { once: true });
  await ended(executionArn);
  signal.removeEventListener('abort', stop);
  const { body } = await operation('DescribeExecution', { executionArn });
  const described = renamed(body, capital) as Fields;
  if (described.Status !== 'SUCCEEDED') {
    throw new StateError('States.TaskFailed', JSON.stringify(described));
  }
  if (!parsed) return described;
  return {
    ...described,
    Input: JSON.parse(String(described.Input)),
    Output: JSON.parse(String(described.Output)),
  };
}

/** How a Task state calls its Lambda function, with either of the two supported integrations. */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../functions/function-instance.ts';
import { lambdaInvoke, type State } from './definition.ts';
import { inputDetails } from './history.ts';

/**
 * Runs a Lambda function. Rejects with an Error whose `name` is the Lambda's errorType and whose `message` is the JSON
 * error document, which a Catch sees as Error and Cause, as on AWS.
 */
export type Invoke = (functionArn: string, payload: unknown) => Promise<unknown>;

/** `invoke` as a task calls it: a function's error document is the Cause, its errorType the Error, as on AWS. */
export const lambdaOf =
  (invoke: (name: string, event: unknown) => Promise<Outcome>): Invoke =>
  async (functionArn, payload) => {
    const outcome = await invoke(functionArn, payload);
    if (outcome.ok) return outcome.value;
    const { error, throttled } = outcome;
    if (throttled) {
      throw Object.assign(new Error(error.errorMessage), { name: `Lambda.${error.errorType}` });
    }
    throw Object.assign(new Error(JSON.stringify(error)), { name: error.errorType });
  };

export interface Task {
  /** The beginning of its event types. */
  prefix: 'Task' | 'LambdaFunction';
  scheduled: Record<string, unknown>;
  /** What every event of the integration contains. */
  resource?: { resourceType: string; resource: string };
  /** @throws what `invoke` throws, and States.DataLimitExceeded. */
  call: () => Promise<unknown>;
}

/**
 * @param input the state's input after InputPath and Parameters.
 * @param stateMachineArn has the region and account that a bare function name belongs to.
 */
export function describeTask(state: State, input: unknown, stateMachineArn: string, invoke: Invoke): Task {
  const target = state.Resource ?? '';
  const timeout = state.TimeoutSeconds ? { timeoutInSeconds: state.TimeoutSeconds } : {};
  if (!lambdaInvoke.test(target)) {
    return {
      prefix: 'LambdaFunction',
      scheduled: { ...inputDetails(input), resource: target, ...timeout },
      call: async () => limited(plain(await invoke(target, input)), target),
    };
  }
  const [, partition, , region, account] = stateMachineArn.split(':');
  const { FunctionName, Payload = {} } = input as { FunctionName?: unknown; Payload?: unknown };
  const name = String(FunctionName);
  const functionArn = name.startsWith('arn:')
    ? name
    : `arn:${partition}:lambda:${region}:${account}:function:${name}`;
  const resource = { resourceType: 'lambda', resource: 'invoke' };
  return {
    prefix: 'Task',
    scheduled: { ...resource, region, parameters: JSON.stringify(input), ...timeout },
    resource,
    call: async () => limited(lambdaAnswer(plain(await invoke(functionArn, Payload))), 'lambda'),
  };
}

/** A value as it would arrive over the wire: a Date is a string, undefined is null. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** The answer of Lambda's Invoke, as the integration passes it on. */
function lambdaAnswer(payload: unknown): unknown {
  const requestId = randomUUID();
  const headers = {
    'Content-Type': 'application/json',
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-RequestId': requestId,
  };
  const allHeaders = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, [value]]));
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: allHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

const largestResultBytes = 262_144;

class DataLimitExceededError extends Error {
  override readonly name = 'States.DataLimitExceeded';
}

function limited(result: unknown, task: string): unknown {
  if (Buffer.byteLength(JSON.stringify(result)) <= largestResultBytes) return result;
  throw new DataLimitExceededError(
    `The state/task '${task}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** How a Task state calls a Lambda function: by its ARN, or by Lambda's Invoke. */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../functions/function-instance.ts';
import type { TaskAttempt } from '../../functions/invocations.ts';
import type { TaskRequest } from '../engine/integration.ts';
import { runtimeError, StateError } from '../language/errors.ts';

/**
 * Runs a Lambda function. Rejects with an Error whose `name` is the Lambda's errorType and whose `message` is the JSON
 * error document, which a Catch sees as Error and Cause, as on AWS.
 */
export type Invoke = (functionArn: string, payload: unknown, task: TaskAttempt) => Promise<unknown>;

/** `invoke` as a task calls it: a function's error document is the Cause, its errorType the Error, as on AWS. */
export const lambdaOf =
  (invoke: (name: string, event: unknown, task: TaskAttempt) => Promise<Outcome>): Invoke =>
  async (functionArn, payload, task) => {
    const outcome = await invoke(functionArn, payload, task);
    if (outcome.ok) return outcome.value;
    const { error, throttled } = outcome;
    if (throttled) {
      throw Object.assign(new Error(error.errorMessage), { name: `Lambda.${error.errorType}` });
    }
    throw Object.assign(new Error(JSON.stringify(error)), { name: error.errorType });
  };

/** The error of a call that the machine's role does not allow. @param message in AWS's words. */
export const lambdaDenied = (message: string) =>
  new StateError(
    'Lambda.AWSLambdaException',
    `${message} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${randomUUID()}; Proxy: null)`,
  );

/**
 * Lambda's Invoke, as the integration passes its answer on.
 * @param stateMachineArn has the region and account that a bare function name belongs to.
 */
export async function invokeByName(
  invoke: Invoke,
  { input, attempt }: TaskRequest,
  stateMachineArn: string,
): Promise<unknown> {
  const [, partition, , region, account] = stateMachineArn.split(':');
  const { FunctionName, Payload = {} } = (input ?? {}) as { FunctionName?: unknown; Payload?: unknown };
  if (typeof FunctionName !== 'string') {
    const reason = "[The field 'FunctionName' is required but was missing]";
    throw runtimeError(
      `The Parameters '${JSON.stringify(input)}' could not be used to start the Task: ${reason}`,
    );
  }
  const functionArn = FunctionName.startsWith('arn:')
    ? FunctionName
    : `arn:${partition}:lambda:${region}:${account}:function:${FunctionName}`;
  const payload = await invoke(functionArn, Payload, attempt);
  const requestId = randomUUID();
  const headers = {
    'Content-Type': 'application/json',
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-RequestId': requestId,
  };
  const allHeaders = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, [value]]));
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload ?? null,
    SdkHttpMetadata: { AllHttpHeaders: allHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

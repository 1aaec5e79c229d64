/** What each Resource of a Task state does; the list of what can run here. */

import { accessKeyOf } from '../../iam/permissions.ts';
import type { Access } from '../../iam/policy.ts';
import { statesAccess } from '../../iam/request-access.ts';
import { lambdaFunction } from '../definition.ts';
import type { Integration, TaskRequest } from '../engine/integration.ts';
import { inputDetails } from '../history.ts';
import { roleOwnerOf } from '../requests.ts';
import { callAws, canCall } from './aws-calls.ts';
import { type Invoke, invokeByName, lambdaDenied } from './lambda.ts';
import { callStates, type Operation, runToItsEnd, startExecution } from './state-machines.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What the integrations reach. */
export interface Outside {
  invoke: Invoke;
  /** Where AWS's services are. */
  edgeUrl?: string;
  /** Step Functions' own API. */
  states: Operation;
  /** Settles when an execution has ended. */
  ended: (executionArn: string) => Promise<unknown>;
  tokens: TaskTokens;
  /** Why a machine's role does not allow an access, in AWS's words. */
  refusal?: (stateMachineArn: string, access: Access) => string | undefined;
}

export interface Resource {
  /** Such as `lambda` or `aws-sdk:dynamodb`. */
  service: string;
  action: string;
  /** Such as `sync:2` or `waitForTaskToken`. */
  pattern?: string;
}

/** `arn:aws:states:::service:action.pattern`; undefined for any other form. */
export function parseResource(resource: string): Resource | undefined {
  const [, service = '', action = '', pattern] =
    /^arn:[^:]+:states:::((?:aws-sdk:)?[^:]+):([^.:]+)(?:\.(.+))?$/.exec(resource) ?? [];
  return service === '' ? undefined : { service, action, pattern };
}

/** Whether it can run here. */
export function isKnown({ service, action, pattern }: Resource): boolean {
  const starts = service === 'states' && action === 'startExecution';
  if (pattern === 'sync' || pattern === 'sync:2') return starts;
  if (pattern !== undefined && pattern !== 'waitForTaskToken') return false;
  const invokes = service === 'lambda' && action === 'invoke';
  const sends = service === 'sqs' && action === 'sendMessage';
  if (pattern === 'waitForTaskToken') return invokes || starts || sends;
  return invokes || starts || service === 'aws-sdk:sfn' || canCall(service, action);
}

/** @throws Error for a resource that cannot run here: definitions with one are refused before they run. */
export function integrationOf(text: string, stateMachineArn: string, outside: Outside): Integration {
  if (lambdaFunction.test(text)) {
    return {
      prefix: 'LambdaFunction',
      name: text,
      scheduled: (input) => ({ ...inputDetails(JSON.stringify(input)), resource: text }),
      call: ({ input, attempt }) => invokeAs(stateMachineArn, outside)(text, input, attempt),
    };
  }
  const resource = parseResource(text);
  if (!resource || !isKnown(resource)) throw new Error(`the integration ${text} cannot run here`);
  const { service, action, pattern } = resource;
  const [, , , region] = stateMachineArn.split(':');
  return {
    prefix: 'Task',
    name: service,
    resource: { resourceType: service, resource: pattern ? `${action}.${pattern}` : action },
    scheduled: (input) => ({ region, parameters: JSON.stringify(input) }),
    call: (request) => {
      if (pattern === 'waitForTaskToken') return waitForToken(resource, request, stateMachineArn, outside);
      if (pattern) {
        const states = statesAs(stateMachineArn, outside);
        return runToItsEnd(states, outside.ended, request, pattern === 'sync:2');
      }
      return callOnce(resource, request, stateMachineArn, outside);
    },
  };
}

/** The request that the task makes. */
async function callOnce(
  { service, action }: Resource,
  request: TaskRequest,
  stateMachineArn: string,
  outside: Outside,
): Promise<unknown> {
  const { edgeUrl } = outside;
  const { input, token } = request;
  const states = statesAs(stateMachineArn, outside);
  if (service === 'lambda') return invokeByName(invokeAs(stateMachineArn, outside), request, stateMachineArn);
  if (service === 'states') return startExecution(states, input, token);
  if (service === 'aws-sdk:sfn') return callStates(states, action, input);
  if (!edgeUrl) throw new Error('there is no AWS service here');
  return callAws(edgeUrl, service, action, input, accessKeyOf(roleOwnerOf(stateMachineArn)));
}

/** Makes the request, and waits for whoever was given the token. */
async function waitForToken(
  resource: Resource,
  request: TaskRequest,
  stateMachineArn: string,
  outside: Outside,
): Promise<unknown> {
  // The answer may come before the request has ended.
  const { answer, close } = outside.tokens.open(request.token, request.onHeartbeat);
  request.signal.addEventListener('abort', close, { once: true });
  try {
    if (!request.submitted) {
      request.onSubmitted(await callOnce(resource, request, stateMachineArn, outside));
    }
    return await answer;
  } finally {
    close();
  }
}

/** Lambda, as the machine's role may use it. */
function invokeAs(stateMachineArn: string, { invoke, refusal }: Outside): Invoke {
  return async (functionArn, payload, task) => {
    const access = { action: 'lambda:InvokeFunction', resource: functionArn };
    const denied = refusal?.(roleOwnerOf(stateMachineArn), access);
    if (denied) throw lambdaDenied(denied);
    return await invoke(functionArn, payload, task);
  };
}

/** Step Functions' own API, as the machine's role may use it. */
function statesAs(stateMachineArn: string, { states, refusal }: Outside): Operation {
  if (!refusal) return states;
  return async (operation, body) => {
    const needed = statesAccess(operation, body) ?? [];
    const denied = needed.map((access) => refusal(roleOwnerOf(stateMachineArn), access)).find(Boolean);
    if (!denied) return await states(operation, body);
    return { status: 400, body: { __type: 'AccessDeniedException', message: denied } };
  };
}

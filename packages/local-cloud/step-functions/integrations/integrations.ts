/** What each Resource of a Task state does; the list of what can run here. */
import { lambdaFunction } from '../definition.ts';
import type { Integration } from '../engine/integration.ts';
import { inputDetails } from '../history.ts';
import { type Invoke, invokeByName } from './lambda.ts';

/** What the integrations reach. */
export interface Outside {
  invoke: Invoke;
}

interface Resource {
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

/** @throws Error for a resource that cannot run here: definitions with one are refused before they run. */
export function integrationOf(resource: string, stateMachineArn: string, outside: Outside): Integration {
  const { invoke } = outside;
  if (lambdaFunction.test(resource)) {
    return {
      prefix: 'LambdaFunction',
      name: resource,
      scheduled: (input) => ({ ...inputDetails(JSON.stringify(input)), resource }),
      call: ({ input }) => invoke(resource, input),
    };
  }
  const { service, action, pattern } = parseResource(resource) ?? {};
  const [, , , region] = stateMachineArn.split(':');
  if (service === 'lambda' && action === 'invoke' && pattern === undefined) {
    return {
      prefix: 'Task',
      name: service,
      resource: { resourceType: service, resource: action },
      scheduled: (input) => ({ region, parameters: JSON.stringify(input) }),
      call: ({ input }) => invokeByName(invoke, input, stateMachineArn),
    };
  }
  throw new Error(`the integration ${resource} cannot run here`);
}

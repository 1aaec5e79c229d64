import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { type LambdaFunctionProps, lambdaFunction } from './lambda-function.ts';
import { retryPolicies } from './retry-policies.ts';

export interface WorkflowStepProps extends Omit<LambdaFunctionProps, 'folder'> {
  /** The one field of the state that the step adds; left out, the step's result is the whole output. */
  adds?: string;
}

/** A step of the workflow: the Lambda in the folder of the same name, and the task state that invokes it. */
export class WorkflowStep {
  readonly task: LambdaInvoke;
  readonly function: LambdaFunction;

  /** @param label the state's name in the console, `Validate entry`; the folder is `validate-entry`. */
  constructor(scope: Construct, label: string, { adds, ...props }: WorkflowStepProps) {
    const folder = label.toLowerCase().replaceAll(' ', '-');
    const timeout = props.timeout ?? Duration.seconds(30);
    const id = label.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    this.function = lambdaFunction(scope, `${id}Function`, {
      ...props,
      folder,
      timeout,
    });
    this.task = new LambdaInvoke(scope, label, {
      lambdaFunction: this.function,
      payload: TaskInput.fromObject({
        execution: JsonPath.stringAt('$$.Execution.Name'),
        state: JsonPath.entirePayload,
      }),
      payloadResponseOnly: true,
      resultPath: adds && `$.${adds}`,
      // Just above the Lambda's own, so that the Lambda's error is the one that is seen.
      taskTimeout: Timeout.duration(timeout.plus(Duration.seconds(5))),
      retryOnServiceExceptions: false,
    });
    for (const policy of retryPolicies) this.task.addRetry(policy);
  }

  /** Routes the step's failure, caught as `$.failure`, to `state`; without this the execution fails. */
  onFailure(state: IChainable): this {
    this.task.addCatch(state, { resultPath: '$.failure' });
    return this;
  }
}

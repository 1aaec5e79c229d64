import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { type LambdaFunctionProps, lambdaFunction } from './lambda-function.ts';
import { retryPolicies } from './retry-policies.ts';

export interface WorkflowStepProps extends Omit<LambdaFunctionProps, 'folder'> {
  /** The folder under `lambdas/` that has the step's own. */
  workflow: string;
  /** The one field of the state that the step adds; left out, the step's result is the whole output. */
  adds?: string;
  /** The part of the state that the step is given; the whole of it when left out. */
  reads?: string;
}

type TaskProps = Pick<WorkflowStepProps, 'adds' | 'reads'>;

/** A step of a workflow: the Lambda in the folder of the same name, and the task state that invokes it. */
export class WorkflowStep {
  readonly label: string;
  readonly function: LambdaFunction;
  readonly task: LambdaInvoke;
  readonly #timeout: Duration;

  private constructor(
    scope: Construct,
    label: string,
    invoked: LambdaFunction,
    timeout: Duration,
    { adds, reads }: TaskProps,
  ) {
    this.label = label;
    this.function = invoked;
    this.#timeout = timeout;
    this.task = new LambdaInvoke(scope, label, {
      lambdaFunction: invoked,
      payload: TaskInput.fromObject({
        execution: JsonPath.stringAt('$$.Execution.Name'),
        stateMachine: JsonPath.stringAt('$$.StateMachine.Id'),
        state: reads ? JsonPath.objectAt(reads) : JsonPath.entirePayload,
      }),
      payloadResponseOnly: true,
      resultPath: adds && `$.${adds}`,
      // Just above the Lambda's own, so that the Lambda's error is the one that is seen.
      taskTimeout: Timeout.duration(timeout.plus(Duration.seconds(5))),
      retryOnServiceExceptions: false,
    });
    for (const policy of retryPolicies) this.task.addRetry(policy);
  }

  /** @param label the state's name in the console, `Validate entry`; the folder is `validate-entry`, in the workflow's. */
  static of(
    scope: Construct,
    label: string,
    { workflow, adds, reads, ...props }: WorkflowStepProps,
  ): WorkflowStep {
    const folder = `${workflow}/${label.toLowerCase().replaceAll(' ', '-')}`;
    const timeout = props.timeout ?? Duration.seconds(30);
    const id = label.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    const invoked = lambdaFunction(scope, `${id}Function`, { ...props, folder, timeout });
    return new WorkflowStep(scope, label, invoked, timeout, { adds, reads });
  }

  /** The same step in another workflow, or under another label: a further task state that invokes the same Lambda. */
  in(scope: Construct, { label = this.label, ...task }: TaskProps & { label?: string } = {}): WorkflowStep {
    return new WorkflowStep(scope, label, this.function, this.#timeout, task);
  }

  /** Routes the step's failure, caught as `$.failure`, to `state`; without this the execution fails. */
  onFailure(state: IChainable): this {
    this.task.addCatch(state, { resultPath: '$.failure' });
    return this;
  }
}

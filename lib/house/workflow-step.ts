import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { type LambdaFunctionProps, lambdaFunction } from './lambda-function.ts';
import { retryPolicies } from './retry-policies.ts';
import type { Stage } from './stage.ts';

interface TaskProps {
  /** The one field of the state that the step adds; left out, the step's result is the whole output. */
  adds?: string;
  /** The part of the state that the step is given; the whole of it when left out. */
  reads?: string;
}

/** What a step is wherever it is used. */
interface StepLimits {
  /** Of the Lambda. */
  timeout?: Duration;
  /** Others first, where Lambdas or turns are scarce: nobody waits for this step's result. */
  givesWay?: boolean;
}

type StepProps<Settings extends object> = Omit<LambdaFunctionProps<Settings>, 'config' | 'folder'> &
  TaskProps &
  StepLimits;

/** A step of a workflow: the task state that invokes a Lambda, retried by the project's policies. */
export class WorkflowStep extends LambdaInvoke {
  readonly function: LambdaFunction;
  readonly #limits: Required<StepLimits>;

  /** @param label the state's name in the console. */
  constructor(
    scope: Construct,
    label: string,
    invoked: LambdaFunction,
    limits: Required<StepLimits>,
    { adds, reads }: TaskProps,
  ) {
    super(scope, label, {
      lambdaFunction: invoked,
      payload: TaskInput.fromObject({
        execution: JsonPath.stringAt('$$.Execution.Name'),
        stateMachine: JsonPath.stringAt('$$.StateMachine.Id'),
        state: reads ? JsonPath.objectAt(reads) : JsonPath.entirePayload,
      }),
      payloadResponseOnly: true,
      resultPath: adds && `$.${adds}`,
      // Just above the Lambda's own, so that the Lambda's error is the one that is seen.
      taskTimeout: Timeout.duration(limits.timeout.plus(Duration.seconds(5))),
      retryOnServiceExceptions: false,
    });
    this.function = invoked;
    this.#limits = limits;
    for (const policy of retryPolicies(limits)) this.addRetry(policy);
  }

  /** The same step in another workflow, or under another label: a further task state that invokes the same Lambda. */
  usedIn(scope: Construct, { label = this.id, ...task }: TaskProps & { label?: string } = {}): WorkflowStep {
    return new WorkflowStep(scope, label, this.function, this.#limits, task);
  }

  /** Routes the step's failure, caught as `$.failure`, to `state`; without this the execution fails. */
  onFailure(state: IChainable): this {
    this.addCatch(state, { resultPath: '$.failure' });
    return this;
  }
}

/**
 * Makes a workflow's steps.
 *
 * @param workflow the folder under `lambdas/` that holds the steps' folders.
 * @returns a function that makes one step with its Lambda. The label names the Lambda's folder, `Validate entry`
 *   the folder `validate-entry`; the type argument is the Lambda's `Settings`.
 */
export function stepsOf(scope: Construct, workflow: string, config: Stage) {
  return <Settings extends object>(
    label: string,
    { adds, reads, timeout = Duration.seconds(30), givesWay = false, ...props }: StepProps<Settings>,
  ): WorkflowStep => {
    const folder = `${workflow}/${label.toLowerCase().replaceAll(' ', '-')}`;
    const id = label.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    const invoked = lambdaFunction<Settings>(scope, `${id}Function`, { ...props, config, folder, timeout });
    return new WorkflowStep(scope, label, invoked, { timeout, givesWay }, { adds, reads });
  };
}

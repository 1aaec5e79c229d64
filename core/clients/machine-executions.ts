/** Starting executions, and looking up how they ended: what a client of any state machine needs. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionArnOf } from '../domain/ids.ts';
import { callAws } from './aws-errors.ts';

/**
 * The executions of one state machine.
 *
 * Source: StartExecution is idempotent by name for 90 days after the execution closed,
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export class MachineExecutions {
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  /** @returns false when an execution with that name exists. */
  async startAs(name: string, input: object): Promise<boolean> {
    try {
      await callAws('Step Functions StartExecution', () =>
        this.#sfn.send(
          new StartExecutionCommand({
            stateMachineArn: this.#stateMachineArn,
            name,
            input: JSON.stringify(input),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  }

  /** Undefined when there is no execution with that name. */
  async statusOf(name: string): Promise<ExecutionStatus | undefined> {
    const executionArn = executionArnOf(this.#stateMachineArn, name);
    try {
      const { status } = await callAws('Step Functions DescribeExecution', () =>
        this.#sfn.send(new DescribeExecutionCommand({ executionArn })),
      );
      return status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Whether an execution failed or ran out of time. One that a person stopped stays stopped. */
  async hasFailed(name: string): Promise<boolean> {
    const status = await this.statusOf(name);
    return status === 'FAILED' || status === 'TIMED_OUT';
  }
}

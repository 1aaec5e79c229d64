import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionArnOf, executionNameOf } from '../domain/ids.ts';
import { callAws } from './aws-errors.ts';

/** Starts a workflow for entries, once for each entry, or once for each cause. */
export class Executions {
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * Starts the entry's execution under the entry's id, so that every further start finds it. One that failed is run
   * again under a second name derived from `cause`, the id of the event that asked for it: once for each such id.
   *
   * Source: StartExecution is idempotent by name for 90 days after the execution closed,
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  async start(entryId: string, cause: string): Promise<void> {
    if (await this.#startAs(entryId, entryId)) return;
    const status = await this.#statusOf(entryId);
    // An execution that a person stopped stays stopped.
    if (status === 'FAILED' || status === 'TIMED_OUT') await this.startFor(entryId, cause);
  }

  /** Starts an execution of the entry for `cause`, once for each cause. */
  async startFor(entryId: string, cause: string): Promise<void> {
    await this.#startAs(entryId, executionNameOf(entryId, cause));
  }

  /** @returns false when an execution with that name exists. */
  async #startAs(entryId: string, name: string): Promise<boolean> {
    try {
      await callAws('Step Functions StartExecution', () =>
        this.#sfn.send(
          new StartExecutionCommand({
            stateMachineArn: this.#stateMachineArn,
            name,
            input: JSON.stringify({ entryId }),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  }

  async #statusOf(entryId: string): Promise<ExecutionStatus | undefined> {
    const executionArn = executionArnOf(this.#stateMachineArn, entryId);
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
}

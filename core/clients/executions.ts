import type { ExecutionStatus, SFNClient } from '@aws-sdk/client-sfn';
import { executionNameOf } from '../domain/ids.ts';
import { MachineExecutions } from './machine-executions.ts';

/** Starts a workflow for entries, once for each entry, or once for each cause. */
export class Executions {
  readonly #executions: MachineExecutions;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#executions = new MachineExecutions(sfn, stateMachineArn);
  }

  /**
   * Starts the entry's execution under the entry's id, so that every further start finds it. One that failed is run
   * again under a second name derived from `cause`, the id of the event that asked for it: once for each such id.
   */
  async start(entryId: string, cause: string): Promise<void> {
    if (await this.#executions.startAs(entryId, { entryId })) return;
    if (await this.#executions.hasFailed(entryId)) await this.startFor(entryId, cause);
  }

  /** Starts an execution of the entry for `cause`, once for each cause. */
  async startFor(entryId: string, cause: string): Promise<void> {
    await this.#executions.startAs(executionNameOf(entryId, cause), { entryId });
  }

  /** Of the execution under the entry's id; undefined when there is none. */
  async statusOf(entryId: string): Promise<ExecutionStatus | undefined> {
    return this.#executions.statusOf(entryId);
  }
}

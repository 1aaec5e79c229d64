/** The executions about a canary: whether they have ended, and where they stopped. */
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionArnOf, executionNameOf } from '../../../core/domain/ids.ts';
import type { Stage } from '../../stage.ts';

export class CanaryExecutions {
  readonly #stage: Stage;
  readonly #entryId: string;

  constructor(stage: Stage, entryId: string) {
    this.#stage = stage;
    this.#entryId = entryId;
  }

  /** Of its registration, or of another execution; undefined until that has been started. */
  async status(executionArn = this.#registration): Promise<ExecutionStatus | undefined> {
    try {
      const { status } = await this.#stage.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Where its registration stopped by an error; without one, where it has come to. @see whereaboutsIn */
  async whereabouts(error: string | undefined): Promise<Whereabouts | undefined> {
    const events: HistoryEvent[] = [];
    const request = { executionArn: this.#registration };
    for await (const page of paginateGetExecutionHistory({ client: this.#stage.sfn }, request)) {
      events.push(...(page.events ?? []));
    }
    return whereaboutsIn(events, error);
  }

  /** Has its badge brought in line with its registration, as an event about that would. @returns the execution's ARN. */
  async refresh(): Promise<string> {
    const entryId = this.#entryId;
    const { executionArn = '' } = await this.#stage.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stage.output('BadgeRefreshArn'),
        name: executionNameOf(entryId, `doctor ${Date.now()}`),
        input: JSON.stringify({ entryId }),
      }),
    );
    return executionArn;
  }

  /** Those that still run: they would bring back what is removed. */
  async stop(): Promise<void> {
    const { StateMachineArn, BadgeRefreshArn } = this.#stage.outputs;
    for (const stateMachineArn of [StateMachineArn, BadgeRefreshArn]) {
      if (stateMachineArn === undefined) continue;
      const request = { stateMachineArn, statusFilter: 'RUNNING' as const, maxResults: 1_000 };
      for await (const page of paginateListExecutions({ client: this.#stage.sfn }, request)) {
        for (const { name = '', executionArn } of page.executions ?? []) {
          if (!name.startsWith(this.#entryId)) continue;
          await this.#stage.sfn.send(
            new StopExecutionCommand({ executionArn, cause: 'Its canary is over.' }),
          );
        }
      }
    }
  }

  get #registration(): string {
    return executionArnOf(this.#stage.output('StateMachineArn'), this.#entryId);
  }
}

/** Of a task's failed attempt. */
function errorIn(event: HistoryEvent): string | undefined {
  const details =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails;
  return details?.error;
}

export interface Whereabouts {
  step: string;
  /** Of the step's last failed attempt. */
  error?: string;
}

/**
 * The last step that failed with an error; without one, the last step that was entered. Steps are retried, and there are
 * branches, so that the last failure of all may be one that did not matter.
 */
export function whereaboutsIn(
  events: readonly HistoryEvent[],
  error: string | undefined,
): Whereabouts | undefined {
  const byId = new Map(events.map((event) => [event.id, event]));
  const failures = events.flatMap((event) => {
    const failed = { step: stepOf(event), error: errorIn(event) };
    return failed.step !== undefined && failed.error !== undefined ? [failed as Required<Whereabouts>] : [];
  });
  if (error !== undefined) return failures.findLast((failure) => failure.error === error);
  const entered = events.findLast(({ type }) => type === 'TaskStateEntered');
  const step = entered?.stateEnteredEventDetails?.name;
  return step === undefined ? undefined : (failures.findLast((failure) => failure.step === step) ?? { step });

  /** The task that an event belongs to. */
  function stepOf(event: HistoryEvent): string | undefined {
    let at: HistoryEvent | undefined = event;
    while (at && at.type !== 'TaskStateEntered') at = byId.get(at.previousEventId);
    return at?.stateEnteredEventDetails?.name;
  }
}

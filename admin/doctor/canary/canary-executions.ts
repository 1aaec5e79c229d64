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

  /** The step at which its registration is, or the last one that failed before it was parked, with the error's name. */
  async whereabouts(): Promise<{ step: string; error?: string } | undefined> {
    const events: HistoryEvent[] = [];
    const request = { executionArn: this.#registration };
    for await (const page of paginateGetExecutionHistory({ client: this.#stage.sfn }, request)) {
      events.push(...(page.events ?? []));
    }
    return whereaboutsIn(events);
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

/** What comes after a failure, and is not what failed. */
const afterwards = ['Park entry', 'Tell organiser'];

export function whereaboutsIn(events: readonly HistoryEvent[]): { step: string; error?: string } | undefined {
  const byId = new Map(events.map((event) => [event.id, event]));
  const failures = events.flatMap((event) => {
    const error = errorIn(event);
    const step = stepOf(event);
    return error !== undefined && step !== undefined && !afterwards.includes(step) ? [{ step, error }] : [];
  });
  const entered = events.findLast(({ type }) => type === 'TaskStateEntered');
  const present = entered?.stateEnteredEventDetails?.name;
  return failures.at(-1) ?? (present === undefined ? undefined : { step: present });

  /** The task that an event belongs to. */
  function stepOf(event: HistoryEvent): string | undefined {
    let at: HistoryEvent | undefined = event;
    while (at && at.type !== 'TaskStateEntered') at = byId.get(at.previousEventId);
    return at?.stateEnteredEventDetails?.name;
  }
}

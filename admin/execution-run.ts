/** An execution of one of a stage's state machines, as a command starts it, follows it and says how it ended. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionArnOf } from '../core/domain/ids.ts';
import type { ClientConfig } from './client-config.ts';
import { CommandError } from './command-error.ts';
import { consoleLinkOf } from './console-link.ts';
import { fullNameOf } from './machines.ts';

const askEveryMs = 1_000;

export class ExecutionRun {
  readonly machineName: string;
  readonly #stage: string;
  readonly #absent: string;
  readonly #sfn: SFNClient;
  readonly #config: ClientConfig;
  #arn: Promise<string> | undefined;

  /**
   * @param options.machine what the machine's name adds to the stage's, such as `badge-sheets`; or `registration`.
   * @param options.absent says that a stage has no such machine, such as `has no badges`.
   */
  constructor(config: ClientConfig, options: { stage: string; machine: string; absent: string }) {
    this.#stage = options.stage;
    this.#absent = options.absent;
    this.machineName = fullNameOf(options.stage, options.machine);
    this.#config = config;
    this.#sfn = new SFNClient(config);
  }

  /**
   * Starts an execution and returns its name: if none is given, one that sorts by time.
   * @throws CommandError when the stage has no such machine, or its cloud cannot be reached.
   */
  async start(input: object, name = nameByTime()): Promise<string> {
    const stateMachineArn = await this.#machineArn();
    await this.#sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return name;
  }

  /** What to say about an execution that was started: its name, its machine, and its page. */
  async started(name: string): Promise<string> {
    const link = consoleLinkOf(this.#config, { execution: name, stateMachine: await this.#machineArn() });
    return `Execution ${name} of ${this.machineName}\n${link}`;
  }

  /**
   * Waits for an execution's end and returns its output.
   * @param onHistory is given all events so far, about once a second and after the last.
   * @throws ExecutionFailedError when it did not succeed.
   */
  async end(
    name: string,
    onHistory?: (events: readonly HistoryEvent[]) => Promise<void> | void,
  ): Promise<unknown> {
    const executionArn = await this.arnOf(name);
    for (;;) {
      const { status, output, error, cause } = await this.#sfn.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      if (onHistory) await onHistory(await this.#history(executionArn));
      if (status === 'SUCCEEDED') return JSON.parse(output ?? '{}');
      if (status !== 'RUNNING') throw new ExecutionFailedError(status, error, textOf(cause));
      await delay(askEveryMs);
    }
  }

  /** The ARN of an execution. */
  async arnOf(name: string): Promise<string> {
    return executionArnOf(await this.#machineArn(), name);
  }

  async #history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.#sfn }, { executionArn })) {
      events.push(...(page.events ?? []));
    }
    return events;
  }

  #machineArn(): Promise<string> {
    this.#arn ??= this.#lookUpMachine();
    return this.#arn;
  }

  async #lookUpMachine(): Promise<string> {
    const deployed = new Set<string | undefined>();
    try {
      for await (const page of paginateListStateMachines({ client: this.#sfn }, {})) {
        const machine = page.stateMachines?.find(({ name }) => name === this.machineName);
        if (machine?.stateMachineArn) return machine.stateMachineArn;
        for (const { name } of page.stateMachines ?? []) deployed.add(name);
      }
    } catch (cause) {
      throw new CommandError(`Step Functions cannot be reached: ${(cause as Error).message || 'no answer'}`, {
        cause,
      });
    }
    throw new CommandError(
      deployed.has(`tkd-registration-${this.#stage}`)
        ? `Stage ${this.#stage} ${this.#absent}.`
        : `There is no stage ${this.#stage} in this account and region.`,
    );
  }
}

const nameByTime = () =>
  `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`;

/** An execution did not succeed. */
export class ExecutionFailedError extends CommandError {
  override readonly name = 'ExecutionFailedError';
  readonly error: string | undefined;
  /** Why, in words. */
  readonly reason: string;

  constructor(status: string | undefined, error: string | undefined, reason: string) {
    super([`The execution ended as ${status}`, error, reason].filter(Boolean).join(': '));
    this.error = error;
    this.reason = reason;
  }
}

/** The message of the error document that a Lambda's cause is; any other cause as it stands. */
function textOf(cause = ''): string {
  try {
    const { errorMessage } = JSON.parse(cause) ?? {};
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}

/** The executions about an entry, whatever their names: a person may have given one any name. */
import type { ApiEvent } from '@tkd-registration/local-cloud/history/events';
import { fullNameOf, type MachineName, machineNames } from '../../../admin/machines.ts';
import type { ShownExecution } from '../../../admin/show/entry-executions.ts';
import { executionPage } from '../../../core/attention/places.ts';
import { executionArnOf } from '../../../core/domain/ids.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { paymentIds } from './people.ts';

/** As DescribeExecution has it; times in epoch seconds. */
interface Described {
  name: string;
  status: ShownExecution['status'];
  startDate: number;
  stopDate?: number;
}

/** Notes of each execution since the start what its input names. */
export class StartedExecutions {
  readonly #cloud: Pick<RunningTournament, 'stepFunctions' | 'endpoints' | 'outputs'>;
  /** ARNs, by what the input names: an entry, or something about a payment. */
  readonly #about = new Map<string, Set<string>>();
  readonly #machines: ReadonlyMap<string, MachineName>;

  constructor(cloud: Pick<RunningTournament, 'stepFunctions' | 'endpoints' | 'outputs'>) {
    this.#cloud = cloud;
    this.#machines = new Map(machineNames.entries.map((name) => [this.#arnOf(name), name]));
    cloud.stepFunctions.watch(({ executionArn, stateMachineArn, input }, { type }) => {
      if (type !== 'ExecutionStarted' || !this.#machines.has(stateMachineArn)) return;
      const named = subjectOf(input);
      if (named === undefined) return;
      const arns = this.#about.get(named) ?? new Set();
      this.#about.set(named, arns.add(executionArn));
    });
  }

  async about(entryId: string, money: PaymentReading | undefined): Promise<ShownExecution[]> {
    const arns = [entryId, ...paymentIds(money)].flatMap((id) => [...(this.#about.get(id) ?? [])]);
    return (await Promise.all(arns.map((arn) => this.#shown(arn)))).flat();
  }

  async historyOf({ machine, name }: ShownExecution): Promise<ApiEvent[]> {
    const executionArn = executionArnOf(this.#arnOf(machine), name);
    const asked = { executionArn, maxResults: 1_000, includeExecutionData: false };
    return (await this.#ask<{ events: ApiEvent[] }>('GetExecutionHistory', asked))?.events ?? [];
  }

  async #shown(executionArn: string): Promise<ShownExecution[]> {
    const described = await this.#ask<Described & { stateMachineArn: string }>('DescribeExecution', {
      executionArn,
    });
    if (!described) return [];
    const { name, status, startDate, stopDate, stateMachineArn } = described;
    const machine = this.#machines.get(stateMachineArn) ?? 'registration';
    const link = executionPage(
      { execution: name, stateMachine: stateMachineArn },
      this.#cloud.endpoints.console,
    );
    const started = new Date(startDate * 1_000).toISOString();
    const stopped = stopDate === undefined ? {} : { stopped: new Date(stopDate * 1_000).toISOString() };
    return [{ machine, name, status, started, ...stopped, link }];
  }

  #arnOf(machine: MachineName): string {
    const { StateMachineArn = '' } = this.#cloud.outputs;
    return StateMachineArn.replace(/[^:]+$/, fullNameOf('local', machine));
  }

  /** Undefined when Step Functions refuses. */
  async #ask<T>(operation: string, request: Record<string, unknown>): Promise<T | undefined> {
    const { status, body } = await this.#cloud.stepFunctions.handle(operation, request);
    return status === 200 ? (body as T) : undefined;
  }
}

function subjectOf(input: string): string | undefined {
  const { entryId, changed } = (JSON.parse(input) ?? {}) as { entryId?: unknown; changed?: unknown };
  const named = entryId ?? changed;
  return typeof named === 'string' ? named : undefined;
}

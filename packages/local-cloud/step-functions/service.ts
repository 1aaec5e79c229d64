/**
 * Step Functions for the embedded cloud: the operations of its API that the AWS CLI, SDKs and the console use (JSON
 * protocol 1.0), over machines given at the start. Executions run in this process.
 */
import { randomUUID } from 'node:crypto';
import { childMachinesOf, labelOf } from './distributed-map/children.ts';
import { systemClock } from './engine/clock.ts';
import { Executions, type ExecutionsOptions, type OpenState, type Watcher } from './executions.ts';
import { toApi, transitions } from './history.ts';
import { described, type Machine, type MachineOptions, validated } from './machines.ts';
import { mapRunOperations } from './map-run-requests.ts';
import { notRedrivable, redrivenBy, redriveStatus } from './redrive.ts';
import {
  ApiError,
  arn,
  type Body,
  executionArnOf,
  executionInput,
  executionName,
  oneOf,
  optionalText,
  page,
} from './requests.ts';
import type { Execution, Summary } from './store.ts';
import { taskOperations } from './task-requests.ts';
import { testStateRequest } from './test-state-requests.ts';

export interface StepFunctionsOptions extends Omit<ExecutionsOptions, 'states'> {
  machines: MachineOptions[];
}

const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;
const redriven = ['REDRIVEN', 'NOT_REDRIVEN'] as const;

export class StepFunctions {
  readonly #machines: ReadonlyMap<string, Machine>;
  /** The machines of Distributed Maps' children. */
  readonly #childMachines: ReadonlyMap<string, Machine>;
  readonly #executions: Executions;
  readonly #now: () => number;
  readonly #createdAt: number;
  readonly #otherOperations: Record<string, (body: Body) => object | Promise<object>>;

  /** @throws Error when a definition is not valid Amazon States Language, or contains something that cannot run here. */
  constructor({ machines, ...options }: StepFunctionsOptions) {
    this.#machines = new Map(machines.map((machine) => [machine.arn, validated(machine)]));
    const children = [...this.#machines.values()].flatMap(childMachinesOf);
    this.#childMachines = new Map(children.map((child) => [child.arn, child]));
    const states = (operation: string, body: Body) => this.handle(operation, body);
    this.#executions = new Executions({ states, ...options });
    this.#otherOperations = {
      ...mapRunOperations(this.#executions.mapRuns, (arn) => void this.#execution(arn)),
      ...taskOperations(this.#executions.tokens),
      TestState: (body) => testStateRequest(body, this.#executions.outside()),
    };
    this.#now = (options.clock ?? systemClock).now;
    this.#createdAt = this.#now();
  }

  /**
   * Answers a call. Refusals have status 400, with `__type` and `message`.
   * @param operation what follows the dot in X-Amz-Target.
   */
  async handle(operation: string, body: Body): Promise<{ status: number; body: object }> {
    const carryOut = [this.#operations, this.#otherOperations].find((all) => Object.hasOwn(all, operation));
    try {
      if (!carryOut) throw new ApiError('UnknownOperationException', `Unknown operation ${operation}`);
      return { status: 200, body: (await carryOut[operation]?.(body)) ?? {} };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { type, message, reason } = error;
      return { status: 400, body: { __type: type, message, ...(reason && { reason }) } };
    }
  }

  /**
   * State transitions AWS would charge the execution for: states entered, in branches too, and retries; and of a Distributed
   * Map one for each child, with the child's own unless that is an Express execution.
   * Source: https://aws.amazon.com/step-functions/pricing/
   * @throws ApiError when there is no such execution.
   */
  countTransitions(executionArn: string): number {
    const children = this.#executions.mapRuns
      .of(executionArn)
      .flatMap(({ mapRunArn, express }) =>
        this.#executions
          .ofMapRun(mapRunArn)
          .map((child) => (express ? 1 : 1 + this.countTransitions(child.executionArn))),
      );
    const own = transitions(this.#execution(executionArn).events);
    return children.reduce((sum, one) => sum + one, own);
  }

  /** @param watcher is called with each event of every execution as it is recorded. */
  watch(watcher: Watcher): void {
    this.#executions.watch(watcher);
  }

  /** The executions of all machines but those that Map Runs have started, newest first. */
  summaries(): Readonly<Summary>[] {
    return this.#executions.summaries();
  }

  /** The states in which an execution is, and until when it waits; none once it has ended. */
  openStates(executionArn: string): OpenState[] {
    return this.#executions.openStates(executionArn);
  }

  /** Resumes the executions that were running when the last service on the same data ended. */
  resume(): void {
    this.#executions.resume(this.#machines);
  }

  /** Leaves running executions as they are, for the next start on the same data. */
  stop(): Promise<void> {
    return this.#executions.stop();
  }

  readonly #operations: Record<string, (body: Body) => object | Promise<object>> = {
    ListStateMachines: (body) => {
      const all = [...this.#machines.values()];
      const listed = page(body, all, (machine) => all.indexOf(machine));
      const stateMachines = listed.items.map(({ name, arn: stateMachineArn }) => ({
        name,
        stateMachineArn,
        type: 'STANDARD',
        creationDate: this.#createdAt / 1000,
      }));
      return { stateMachines, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    DescribeStateMachine: (body) => {
      const machine = this.#machine(arn(body, 'stateMachineArn', 'stateMachine'));
      const creationDate = this.#createdAt / 1000;
      return { ...described(machine), status: 'ACTIVE', type: 'STANDARD', creationDate };
    },

    DescribeStateMachineForExecution: (body) => {
      const execution = this.#execution(arn(body, 'executionArn', 'execution'));
      const { stateMachineArn, mapRunArn } = execution;
      const updateDate = this.#createdAt / 1000;
      const child = this.#childMachines.get(stateMachineArn);
      const machine = this.#executions.originalOf(execution, child ?? this.#machine(stateMachineArn));
      if (!child) return { ...described(machine), updateDate };
      return { ...described(machine), updateDate, mapRunArn, label: labelOf(stateMachineArn) };
    },

    StartExecution: (body) => {
      const stateMachineArn = arn(body, 'stateMachineArn', 'stateMachine');
      const name = executionName(body) ?? randomUUID();
      const input = executionInput(body);
      const machine = this.#machine(stateMachineArn);
      const executionArn = executionArnOf(stateMachineArn, name);
      const existing = this.#executions.get(executionArn);
      if (existing) {
        if (existing.status === 'RUNNING' && existing.input === input) return started(existing);
        throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
      }
      return started(this.#executions.start(machine, { executionArn, name, input }));
    },

    DescribeExecution: (body) => {
      const execution = this.#execution(arn(body, 'executionArn', 'execution'));
      const { executionArn, stateMachineArn, name, status, input, output, error, cause } = execution;
      const { mapRunArn } = execution;
      return {
        ...{ executionArn, stateMachineArn, name, status, ...dates(execution) },
        ...{ input, inputDetails: { included: true } },
        ...(output !== undefined && { output, outputDetails: { included: true } }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        ...(mapRunArn !== undefined && { mapRunArn }),
        ...redriveStatus(execution, this.#now()),
      };
    },

    ListExecutions: (body) => {
      const all = this.#listed(body);
      const wanted = oneOf(body, 'statusFilter', statuses);
      const ofRedrive = oneOf(body, 'redriveFilter', redriven);
      const found = all
        .filter(({ status }) => !wanted || status === wanted)
        .filter(({ redriveCount }) => !ofRedrive || (ofRedrive === 'REDRIVEN') === redriveCount > 0);
      const listed = page(body, found, ({ sequence }) => sequence);
      const executions = listed.items.map((execution) => {
        const { executionArn, stateMachineArn, name, status, redriveCount, redriveDate } = execution;
        const { mapRunArn, itemCount } = execution;
        return {
          ...{ executionArn, stateMachineArn, name, status, ...dates(execution), redriveCount },
          ...(mapRunArn !== undefined && { mapRunArn, itemCount }),
          ...(redriveDate !== undefined && { redriveDate: redriveDate / 1000 }),
        };
      });
      return { executions, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    StopExecution: (body) => {
      const execution = this.#execution(arn(body, 'executionArn', 'execution'));
      const error = optionalText(body, 'error', 256);
      const cause = optionalText(body, 'cause', 32_768);
      this.#executions.end(execution, 0, { status: 'ABORTED', error, cause });
      return { stopDate: (execution.stopDate ?? this.#now()) / 1000 };
    },

    GetExecutionHistory: (body) => {
      const execution = this.#execution(arn(body, 'executionArn', 'execution'));
      // As recorded from AWS by LocalStack (test_sfn_api_express.snapshot.json).
      if (execution.executionArn.split(':')[5] === 'express') {
        throw new ApiError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: express'`);
      }
      const ordered = body.reverseOrder === true ? execution.events.toReversed() : execution.events;
      const listed = page(body, ordered, ({ id }) => id);
      const events = listed.items.map((event) => toApi(event, body.includeExecutionData !== false));
      return { events, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    RedriveExecution: (body) => {
      const execution = this.#execution(arn(body, 'executionArn', 'execution'));
      const token = optionalText(body, 'clientToken', 64);
      const now = this.#now();
      const earlier = redrivenBy(token, execution, now);
      if (earlier !== undefined) return { redriveDate: earlier / 1000 };
      const { mapRunArn } = execution;
      const reason = mapRunArn ? `Only its Map Run redrives it: ${mapRunArn}` : notRedrivable(execution, now);
      if (reason !== undefined) throw new ApiError('ExecutionNotRedrivable', reason);
      const machine = this.#machine(execution.stateMachineArn);
      return { redriveDate: this.#executions.redrive(execution, machine, token) / 1000 };
    },
  };

  /** The executions of a machine, or those of a Map Run, newest first. */
  #listed(body: Body): Execution[] {
    if (body.mapRunArn === undefined) {
      return this.#executions.of(this.#machine(arn(body, 'stateMachineArn', 'stateMachine')).arn);
    }
    const mapRunArn = arn(body, 'mapRunArn', 'mapRun');
    if (this.#executions.mapRuns.get(mapRunArn)) return this.#executions.ofMapRun(mapRunArn);
    throw new ApiError('ResourceNotFound', `Map Run Does Not Exist: '${mapRunArn}'`);
  }

  #machine(stateMachineArn: string): Machine {
    const machine = this.#machines.get(stateMachineArn);
    if (machine) return machine;
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }

  #execution(executionArn: string): Execution {
    const execution = this.#executions.get(executionArn);
    if (execution) return execution;
    throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }
}

const started = ({ executionArn, startDate }: Execution) => ({ executionArn, startDate: startDate / 1000 });

const dates = ({ startDate, stopDate }: Execution) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
});

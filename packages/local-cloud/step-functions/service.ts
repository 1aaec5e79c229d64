/**
 * Step Functions for the embedded cloud: the operations of its API that the workflow, its tools and the AWS CLI use
 * (JSON protocol 1.0), over machines given at the start. Executions run in this process.
 */
import { randomUUID } from 'node:crypto';
import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Template } from '../template/template.ts';
import type { Definition } from './definition.ts';
import { append, mostEvents, toApi, transitions } from './history.ts';
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
import { runMachine } from './run.ts';
import { type Execution, ExecutionStore, type Status } from './store.ts';
import { unsupported } from './supported.ts';
import type { Invoke } from './task.ts';

const machineProperties = z.object({ DefinitionString: z.string() });

/** The stack's state machines. */
export const machinesOf = (template: Template): StepFunctionsOptions['machines'] =>
  template.resourcesOf('AWS::StepFunctions::StateMachine').map(({ logicalId, name, properties }) => ({
    name,
    arn: String(template.resolve({ Ref: logicalId })),
    definition: JSON.parse(machineProperties.parse(properties).DefinitionString),
  }));

export interface StepFunctionsOptions {
  machines: { name: string; arn: string; definition: object }[];
  /**
   * Carries out a Lambda function; rejects with an Error whose `name` is the Lambda's errorType and whose `message`
   * is the JSON error document, so that a Catch sees the Error and Cause it sees on AWS.
   */
  invoke: Invoke;
  /** Where executions are kept as JSON; in memory only when absent. */
  dataDir?: string;
  /** Overrides the wait before retries and of Wait states, for tests. */
  retryIntervalMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface StepFunctions {
  /** `operation` is what follows the dot in X-Amz-Target. Refusals come as status 400 with `__type` and `message`. */
  handle(operation: string, body: Body): Promise<{ status: number; body: object }>;
  /**
   * State transitions AWS would charge the execution for: states entered, in branches too, and retries.
   * Source: https://aws.amazon.com/step-functions/pricing/
   * @throws ApiError when there is no such execution.
   */
  countTransitions(executionArn: string): number;
  /**
   * Runs on what ran when a service before this one ended on the same data: from the start, since where an execution was
   * is not known, and under the same name, since steps do nothing twice. Its history goes on.
   */
  resume(): void;
  /** Leaves running executions as they are, for the next start on the same data. */
  stop(): Promise<void>;
}

interface Machine {
  name: string;
  arn: string;
  definition: Definition;
}

type End = Pick<Execution, 'output' | 'error' | 'cause'> & { status: Exclude<Status, 'RUNNING'> };

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** @throws Error when a definition is not valid Amazon States Language, or has in it what cannot run here. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const now = options.now ?? Date.now;
  const createdAt = now();
  const machines = new Map(options.machines.map((machine) => [machine.arn, validated(machine)]));
  const store = new ExecutionStore({ dataDir: options.dataDir });
  const running = new Map<string, AbortController>();
  const runs = new Set<Promise<void>>();

  function machineOf(stateMachineArn: string): Machine {
    const machine = machines.get(stateMachineArn);
    if (machine) return machine;
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }

  function executionOf(executionArn: string): Execution {
    const execution = store.get(executionArn);
    if (execution) return execution;
    throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  function write(execution: Execution, type: string, previousEventId: number, details?: object): number {
    if (execution.status !== 'RUNNING') return 0;
    if (execution.events.length === mostEvents - 1) {
      const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
      end(execution, previousEventId, { status: 'FAILED', error: 'States.Runtime', cause });
      return 0;
    }
    const id = append(execution.events, { type, previousEventId, details: details as Body }, now);
    store.changed(execution);
    return id;
  }

  function end(execution: Execution, previousEventId: number, { status, output, error, cause }: End): void {
    if (execution.status !== 'RUNNING') return;
    const told = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    const details = output === undefined ? told : { output, outputDetails: { truncated: false } };
    append(execution.events, { type: endEvents[status], previousEventId, details }, now);
    Object.assign(execution, { status, stopDate: now(), ...told, ...(output !== undefined && { output }) });
    store.changed(execution);
    running.get(execution.executionArn)?.abort();
  }

  async function run(execution: Execution, machine: Machine): Promise<void> {
    const aborted = new AbortController();
    running.set(execution.executionArn, aborted);
    try {
      const { lastEventId, ...outcome } = await runMachine({
        definition: machine.definition,
        input: JSON.parse(execution.input),
        context: contextOf(execution, machine),
        write: (type, previousEventId, details) => write(execution, type, previousEventId, details),
        invoke: options.invoke,
        retryIntervalMs: options.retryIntervalMs,
        signal: aborted.signal,
        now,
      });
      end(execution, lastEventId, outcome);
    } catch (error) {
      if (aborted.signal.aborted) return; // whoever aborted it has said how it ended
      end(execution, 0, { status: 'FAILED', error: 'States.Runtime', cause: (error as Error).message });
    } finally {
      running.delete(execution.executionArn);
    }
  }

  function begin(execution: Execution, machine: Machine): void {
    const ending = run(execution, machine).finally(() => runs.delete(ending));
    runs.add(ending);
  }

  function resume(): void {
    for (const execution of store.running()) {
      const machine = machines.get(execution.stateMachineArn);
      if (machine) {
        // AWS's event for an execution that goes on after it had stopped.
        write(execution, redriven, 0, { redriveCount: redrivesOf(execution) + 1 });
        begin(execution, machine);
      } else {
        end(execution, 0, { status: 'ABORTED', cause: 'Its state machine is not there any more.' });
      }
    }
  }

  const operations: Record<string, (body: Body) => object> = {
    ListStateMachines(body) {
      const all = [...machines.values()];
      const listed = page(body, all, (machine) => all.indexOf(machine));
      const stateMachines = listed.items.map(({ name, arn: stateMachineArn }) => ({
        name,
        stateMachineArn,
        type: 'STANDARD',
        creationDate: createdAt / 1000,
      }));
      return { stateMachines, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    DescribeStateMachine(body) {
      const machine = machineOf(arn(body, 'stateMachineArn', 'stateMachine'));
      return { ...described(machine), status: 'ACTIVE', type: 'STANDARD', creationDate: createdAt / 1000 };
    },

    DescribeStateMachineForExecution(body) {
      const execution = executionOf(arn(body, 'executionArn', 'execution'));
      return { ...described(machineOf(execution.stateMachineArn)), updateDate: createdAt / 1000 };
    },

    StartExecution(body) {
      const stateMachineArn = arn(body, 'stateMachineArn', 'stateMachine');
      const name = executionName(body) ?? randomUUID();
      const input = executionInput(body);
      const machine = machineOf(stateMachineArn);
      const executionArn = executionArnOf(stateMachineArn, name);
      const existing = store.get(executionArn);
      if (existing) {
        if (existing.status === 'RUNNING' && existing.input === input) return started(existing);
        throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
      }
      const ids = { executionArn, stateMachineArn, name };
      const execution = store.add({ ...ids, input, status: 'RUNNING', startDate: now(), events: [] });
      const details = { input, inputDetails: { truncated: false }, roleArn: roleOf(machine) };
      write(execution, 'ExecutionStarted', 0, details);
      begin(execution, machine);
      return started(execution);
    },

    DescribeExecution(body) {
      const execution = executionOf(arn(body, 'executionArn', 'execution'));
      const { executionArn, stateMachineArn, name, status, input, output, error, cause } = execution;
      return {
        ...{ executionArn, stateMachineArn, name, status, ...dates(execution) },
        ...{ input, inputDetails: { included: true } },
        ...(output !== undefined && { output, outputDetails: { included: true } }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        redriveCount: redrivesOf(execution),
        ...{ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: notRedrivable },
      };
    },

    ListExecutions(body) {
      const machine = machineOf(arn(body, 'stateMachineArn', 'stateMachine'));
      const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;
      const wanted = oneOf(body, 'statusFilter', statuses);
      const found = store.of(machine.arn).filter(({ status }) => !wanted || status === wanted);
      const listed = page(body, found, ({ sequence }) => sequence);
      const executions = listed.items.map((execution) => {
        const { executionArn, stateMachineArn, name, status } = execution;
        const redriveCount = redrivesOf(execution);
        return { executionArn, stateMachineArn, name, status, ...dates(execution), redriveCount };
      });
      return { executions, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    StopExecution(body) {
      const execution = executionOf(arn(body, 'executionArn', 'execution'));
      const error = optionalText(body, 'error', 256);
      const cause = optionalText(body, 'cause', 32_768);
      end(execution, 0, { status: 'ABORTED', error, cause });
      return { stopDate: (execution.stopDate ?? now()) / 1000 };
    },

    GetExecutionHistory(body) {
      const execution = executionOf(arn(body, 'executionArn', 'execution'));
      const ordered = body.reverseOrder === true ? execution.events.toReversed() : execution.events;
      const listed = page(body, ordered, ({ id }) => id);
      const events = listed.items.map((event) => toApi(event, body.includeExecutionData !== false));
      return { events, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    RedriveExecution(body) {
      const { executionArn } = executionOf(arn(body, 'executionArn', 'execution'));
      throw new ApiError('ExecutionNotRedrivable', `Execution '${executionArn}': ${notRedrivable}`);
    },
  };

  return {
    async handle(operation, body) {
      const carryOut = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      try {
        if (!carryOut) throw new ApiError('UnknownOperationException', `Unknown operation ${operation}`);
        return { status: 200, body: carryOut(body) };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { status: 400, body: { __type: error.type, message: error.message } };
      }
    },
    resume,
    countTransitions: (executionArn) => transitions(executionOf(executionArn).events),
    async stop() {
      store.flush();
      for (const controller of running.values()) controller.abort();
      await Promise.all(runs);
      store.flush();
    },
  };
}

const redriven = 'ExecutionRedriven';

const redrivesOf = ({ events }: Execution) => events.filter(({ type }) => type === redriven).length;

const notRedrivable = 'the local engine cannot go on from a failed state; start a new execution instead';

function validated({ name, arn: machineArn, definition }: StepFunctionsOptions['machines'][number]): Machine {
  const problems = unsupported(definition);
  if (problems.length > 0) {
    throw new Error(`state machine ${name} cannot run on the embedded cloud: ${problems.join('; ')}`);
  }
  // The constructor checks the rest of the definition and throws; the runs use forms of it that need no check.
  new StateMachine(definition as ConstructorParameters<typeof StateMachine>[0]);
  return { name, arn: machineArn, definition: definition as Definition };
}

const roleOf = ({ name, arn: machineArn }: Machine) =>
  `arn:aws:iam::${machineArn.split(':')[4] ?? ''}:role/${name}`;

const described = (machine: Machine) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  definition: JSON.stringify(machine.definition),
  roleArn: roleOf(machine),
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
});

const started = ({ executionArn, startDate }: Execution) => ({ executionArn, startDate: startDate / 1000 });

const dates = ({ startDate, stopDate }: Execution) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
});

const contextOf = (execution: Execution, machine: Machine) => ({
  Execution: {
    Id: execution.executionArn,
    Input: JSON.parse(execution.input),
    Name: execution.name,
    RoleArn: roleOf(machine),
    StartTime: new Date(execution.startDate).toISOString(),
    RedriveCount: redrivesOf(execution),
  },
  StateMachine: { Id: machine.arn, Name: machine.name },
});

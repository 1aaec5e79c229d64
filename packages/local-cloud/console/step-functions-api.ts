/** What the console asks Step Functions for. */
import type { StepFunctions } from '../step-functions/service.ts';
import type { Status } from '../step-functions/store.ts';
import type { ApiEvent } from './history/events.ts';

export interface Listed {
  executionArn: string;
  name: string;
  status: Status;
  /** Seconds since 1970. */
  startDate: number;
  stopDate?: number;
  redriveCount?: number;
  /** Of an execution that a Map Run has started. */
  mapRunArn?: string;
  itemCount?: number;
}

export interface Described extends Listed {
  stateMachineArn: string;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  redriveStatus?: string;
  redriveStatusReason?: string;
}

export interface Machine {
  name: string;
  stateMachineArn: string;
}

export interface DescribedMachine extends Machine {
  /** In Amazon States Language: JSON. */
  definition: string;
}

export interface MapRun {
  mapRunArn: string;
  executionArn: string;
  status: string;
  itemCounts: Record<string, number>;
}

export class StepFunctionsApi {
  readonly #handle: StepFunctions['handle'];

  constructor(stepFunctions: Pick<StepFunctions, 'handle'>) {
    this.#handle = (operation, request) => stepFunctions.handle(operation, request);
  }

  /** @returns what Step Functions answers, or in its words why it refuses. */
  async call<T>(
    operation: string,
    request: Record<string, unknown>,
  ): Promise<{ answer: T } | { refusal: string }> {
    const { status, body } = await this.#handle(operation, request);
    return status === 200 ? { answer: body as T } : { refusal: (body as { message: string }).message };
  }

  /** Undefined when Step Functions refuses. */
  async ask<T>(operation: string, request: Record<string, unknown>): Promise<T | undefined> {
    const called = await this.call<T>(operation, request);
    return 'answer' in called ? called.answer : undefined;
  }

  async machines(): Promise<Machine[]> {
    const listed = await this.ask<{ stateMachines: Machine[] }>('ListStateMachines', { maxResults: 1000 });
    return listed?.stateMachines ?? [];
  }

  machine(stateMachineArn: string): Promise<DescribedMachine | undefined> {
    return this.ask('DescribeStateMachine', { stateMachineArn });
  }

  execution(executionArn: string): Promise<Described | undefined> {
    return this.ask('DescribeExecution', { executionArn });
  }

  /** As it was when the execution started. */
  machineOf(executionArn: string): Promise<DescribedMachine | undefined> {
    return this.ask('DescribeStateMachineForExecution', { executionArn });
  }

  history(executionArn: string): Promise<ApiEvent[]> {
    return this.#all('GetExecutionHistory', { executionArn }, 'events');
  }

  /** Differs from the last answer once anything has happened. */
  async lastEvent(executionArn: string): Promise<string> {
    const request = { executionArn, maxResults: 1, reverseOrder: true, includeExecutionData: false };
    const listed = await this.ask<{ events: ApiEvent[] }>('GetExecutionHistory', request);
    const [{ id, timestamp } = { id: 0, timestamp: 0 }] = listed?.events ?? [];
    return `${id} ${timestamp}`;
  }

  mapRun(mapRunArn: string): Promise<MapRun | undefined> {
    return this.ask('DescribeMapRun', { mapRunArn });
  }

  /** Newest first. */
  async mapRuns(executionArn: string): Promise<MapRun[]> {
    const listed = await this.ask<{ mapRuns: MapRun[] }>('ListMapRuns', { executionArn });
    const runs = await Promise.all((listed?.mapRuns ?? []).map(({ mapRunArn }) => this.mapRun(mapRunArn)));
    return runs.filter((run) => run !== undefined);
  }

  /** The executions of a Map Run, newest first. */
  async children(mapRunArn: string, most: number, statusFilter?: Status): Promise<Listed[]> {
    const request = { mapRunArn, maxResults: most, ...(statusFilter && { statusFilter }) };
    return (await this.ask<{ executions: Listed[] }>('ListExecutions', request))?.executions ?? [];
  }

  /** All of them. */
  allChildren(mapRunArn: string): Promise<Listed[]> {
    return this.#all('ListExecutions', { mapRunArn }, 'executions');
  }

  /** What an operation lists, of all its pages together. */
  async #all<T>(operation: string, about: object, member: string): Promise<T[]> {
    const all: T[] = [];
    let nextToken: string | undefined;
    do {
      const request = { ...about, maxResults: 1000, ...(nextToken && { nextToken }) };
      const page = await this.ask<Record<string, unknown>>(operation, request);
      all.push(...((page?.[member] ?? []) as T[]));
      nextToken = page?.nextToken as string | undefined;
    } while (nextToken);
    return all;
  }
}

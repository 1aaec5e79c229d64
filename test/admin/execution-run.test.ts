import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientConfig } from '../../admin/client-config.ts';
import { CommandError } from '../../admin/command-error.ts';
import { ExecutionFailedError, ExecutionRun } from '../../admin/execution-run.ts';
import {
  arn,
  configOf,
  execution,
  machine,
  machineName,
  StepFunctionsDouble,
} from './step-functions-double.ts';

const options = { stage: 'local', machine: 'badge-sheets', absent: 'has no badges' };
const input = { filter: { kind: 'all' } };
let double: StepFunctionsDouble;
let config: ClientConfig;
let run: ExecutionRun;

beforeEach(async () => {
  double = new StepFunctionsDouble();
  config = await double.start();
  run = new ExecutionRun(config, options);
});
afterEach(() => double.stop());

const inputsOf = (wanted: string) =>
  double.asked.filter(({ call }) => call === wanted).map((one) => one.input);

describe('an execution is started', () => {
  test('on the machine of its stage, under a name of its own that sorts by time, with the input and nothing else', async () => {
    const names = [await run.start(input), await run.start(input)];
    for (const name of names) expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/);
    const started = inputsOf('StartExecution');
    expect(started.map(({ name }) => name)).toEqual(names);
    expect(started[0]?.stateMachineArn).toBe(arn('stateMachine', machineName));
    expect(JSON.parse(started[0]?.input ?? '')).toEqual(input);
  });

  test.each([
    [
      undefined,
      'https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/' +
        `arn:aws:states:us-east-1:123456789012:execution:${machineName}:a-name`,
    ],
    ['http://127.0.0.1:4571', `http://127.0.0.1:4571/executions/a-name?machine=${machineName}`],
  ])('and announced with its page in the console (%s)', async (console, page) => {
    const announced = new ExecutionRun({ ...config, console }, options).started('a-name');
    expect(await announced).toBe(`Execution a-name of ${machineName}\n${page}`);
  });

  test('but not if the stage has no such machine', async () => {
    double.answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-local')] }];
    await expect(run.start(input)).rejects.toThrow(new CommandError('Stage local has no badges.'));
  });

  test('but not if there is no such stage', async () => {
    double.answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-other')] }];
    await expect(run.start(input)).rejects.toThrow(
      new CommandError('There is no stage local in this account and region.'),
    );
  });

  test('but not if nothing answers', async () => {
    const config = { ...configOf(9), maxAttempts: 1 };
    const starting = new ExecutionRun(config, options).start(input);
    await expect(starting).rejects.toThrow(CommandError);
    await expect(starting).rejects.toThrow(/^Step Functions cannot be reached: \S/);
  });
});

describe('an execution is followed', () => {
  test('by its name, until it has ended with its output', async () => {
    double.answers.DescribeExecution = [
      execution('RUNNING'),
      execution('SUCCEEDED', { output: '{"made":3}' }),
    ];
    expect(await run.end('an-execution')).toEqual({ made: 3 });
    expect(inputsOf('DescribeExecution').map(({ executionArn }) => executionArn)).toEqual([
      arn('execution', `${machineName}:an-execution`),
      arn('execution', `${machineName}:an-execution`),
    ]);
  });

  test('by its whole history, each time it is asked, and after its last event', async () => {
    const [first, second] = [
      { id: 1, timestamp: 0, type: 'ExecutionStarted' },
      { id: 2, timestamp: 0, type: 'ExecutionSucceeded' },
    ];
    double.answers.DescribeExecution?.unshift(execution('RUNNING'));
    double.answers.GetExecutionHistory = [
      { events: [first] },
      { events: [first], nextToken: '2' },
      { events: [second] },
    ];
    const histories: (number | undefined)[][] = [];
    await run.end('an-execution', (events) => void histories.push(events.map(({ id }) => id)));
    expect(histories).toEqual([[1], [1, 2]]);
  });

  test('without its history if nobody looks at it', async () => {
    await run.end('an-execution');
    expect(inputsOf('GetExecutionHistory')).toEqual([]);
  });

  const document = JSON.stringify({ errorType: 'SomeError', errorMessage: 'in words', trace: [] });
  test.each([
    [
      'an error document',
      { status: 'FAILED', error: 'SomeError', cause: document },
      'FAILED: SomeError: in words',
    ],
    [
      'a text',
      { status: 'FAILED', error: 'States.Runtime', cause: 'no such path' },
      'FAILED: States.Runtime: no such path',
    ],
    [
      'another document',
      { status: 'FAILED', error: 'States.TaskFailed', cause: '{"Payload":1}' },
      'FAILED: States.TaskFailed: {"Payload":1}',
    ],
    [
      'JSON that is not an object',
      { status: 'FAILED', error: 'States.TaskFailed', cause: 'null' },
      'FAILED: States.TaskFailed: null',
    ],
    ['missing', { status: 'TIMED_OUT', error: 'States.Timeout' }, 'TIMED_OUT: States.Timeout'],
    ['missing, as its error is', { status: 'ABORTED' }, 'ABORTED'],
  ])('and its failure is reported when its cause is %s', async (_, { status, ...more }, message) => {
    double.answers.DescribeExecution = [execution(status, more)];
    const failure = await run.end('an-execution').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExecutionFailedError);
    expect(failure).toMatchObject({ message: `The execution ended as ${message}` });
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { StepFunctions } from '../../step-functions/service.ts';
import { ExecutionStore, type Status } from '../../step-functions/store.ts';
import {
  cloud,
  ended,
  failing,
  type Handlers,
  historyOf,
  lambda,
  lines,
  oneTask,
  prefix,
  runToEnd,
  task,
} from './machines.ts';

const waitForever = { StartAt: 'Hold', States: { Hold: { Type: 'Wait', Seconds: 86_400, End: true } } };
const held = (definition: object) => cloud(definition, {}, { retryIntervalMs: undefined });

describe('histories', () => {
  test('a chain of a task, a choice and a success reads as on AWS', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: task('work', { End: undefined, ResultPath: '$.work', Next: 'Good?' }),
        'Good?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.work.good', BooleanEquals: true, Next: 'Tidy' }],
          Default: 'Refuse',
        },
        Tidy: { Type: 'Pass', Next: 'Done' },
        Done: { Type: 'Succeed' },
        Refuse: { Type: 'Fail', Error: 'Refused' },
      },
    };
    delete (definition.States.Work as { End?: unknown }).End;
    const { client, arn, stepFunctions } = await cloud(definition, { work: () => ({ good: true }) });
    const described = await runToEnd(client, arn, { entryId: 'entry_1' });
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"entryId":"entry_1","work":{"good":true}}',
    });
    const events = await historyOf(client, described.executionArn);
    expect(lines(events)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered Work',
      '3<-2 LambdaFunctionScheduled',
      '4<-3 LambdaFunctionStarted',
      '5<-4 LambdaFunctionSucceeded',
      '6<-5 TaskStateExited Work',
      '7<-6 ChoiceStateEntered Good?',
      '8<-7 ChoiceStateExited Good?',
      '9<-8 PassStateEntered Tidy',
      '10<-9 PassStateExited Tidy',
      '11<-10 SucceedStateEntered Done',
      '12<-11 SucceedStateExited Done',
      '13<-12 ExecutionSucceeded',
    ]);
    expect(events[0]?.executionStartedEventDetails).toMatchObject({ input: '{"entryId":"entry_1"}' });
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({ resource: lambda('work') });
    expect(events[5]?.stateExitedEventDetails?.output).toBe('{"entryId":"entry_1","work":{"good":true}}');
    expect(events[0]?.timestamp).toBeInstanceOf(Date);
    expect(stepFunctions.countTransitions(described.executionArn ?? '')).toBe(4);
  });

  test('each failed attempt is seen, then the catch; retries count as transitions', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: task('work', {
          Retry: [{ ErrorEquals: ['ServiceUnavailableError'], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Park' }],
        }),
        Park: { Type: 'Pass', End: true },
      },
    };
    const { client, arn, stepFunctions } = await cloud(definition, {
      work: () => Promise.reject(failing('ServiceUnavailableError')),
    });
    const { executionArn, output } = await runToEnd(client, arn, { entryId: 'e' });
    const attempt = ['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionFailed'];
    const events = await historyOf(client, executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      ...attempt,
      ...attempt,
      ...attempt,
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    const cause = '{"errorType":"ServiceUnavailableError","errorMessage":"went wrong"}';
    expect(JSON.parse(output ?? '')).toEqual({
      entryId: 'e',
      failure: { Error: 'ServiceUnavailableError', Cause: cause },
    });
    expect(events[4]?.lambdaFunctionFailedEventDetails).toEqual({ error: 'ServiceUnavailableError', cause });
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(4);
  });

  test('names each attempt to what it invokes, and each event to who watches', async () => {
    const attempts: unknown[] = [];
    const { client, arn, stepFunctions } = await cloud(
      oneTask({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }),
      {},
      {
        invoke: async (_, __, attempt) => {
          attempts.push(attempt);
          if (attempts.length === 1) throw failing('OutageError');
        },
      },
    );
    const watched: [string, number, string][] = [];
    stepFunctions.watch(({ name }, { id, type }) => watched.push([name, id, type]));
    const { executionArn } = await runToEnd(client, arn, {}, 'one');
    const events = await historyOf(client, executionArn);
    expect(watched).toEqual(events.map(({ id, type }) => ['one', id, type]));
    const started = events.filter(({ type }) => type === 'LambdaFunctionStarted');
    expect(attempts).toEqual(started.map(({ id }) => ({ executionArn, eventId: id })));
    expect(attempts).toHaveLength(2);
  });

  test('the lambda:invoke integration passes its parameters and its whole answer on', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: {
            FunctionName: lambda('work'),
            Payload: { 'execution.$': '$$.Execution.Name', 'state.$': '$' },
          },
          ResultSelector: {
            'payload.$': '$.Payload',
            'status.$': '$.StatusCode',
            'v.$': '$.ExecutedVersion',
          },
          TimeoutSeconds: 30,
          End: true,
        },
      },
    };
    const { client, arn } = await cloud(definition, { work: (payload) => payload });
    const { executionArn, output } = await runToEnd(client, arn, { entryId: 'e' }, 'entry_1');
    expect(JSON.parse(output ?? '')).toEqual({
      payload: { execution: 'entry_1', state: { entryId: 'e' } },
      status: 200,
      v: '$LATEST',
    });
    const events = await historyOf(client, executionArn);
    expect(events.slice(2, 5).map(({ type }) => type)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      ...{ resourceType: 'lambda', resource: 'invoke', region: 'us-east-1', timeoutInSeconds: 30 },
      parameters: JSON.stringify({
        FunctionName: lambda('work'),
        Payload: { execution: 'entry_1', state: { entryId: 'e' } },
      }),
    });
  });
});

describe('parallel branches', () => {
  const branch = (name: string, more: object = {}) => ({
    StartAt: name,
    States: { [name]: { ...task(name.toLowerCase()), ...more } },
  });
  const parallel = (branches: object[], more: object = {}) => ({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: branches,
        ...(more as object),
        ...('Next' in more ? {} : { End: true }),
      },
      ...('Next' in more ? { After: { Type: 'Pass', End: true } } : {}),
    },
  });

  test('each branch hangs on the start of the Parallel and the end on the last of them', async () => {
    const { client, arn, stepFunctions } = await cloud(
      parallel([branch('A'), branch('B')], { Next: 'After' }),
      {
        a: () => 1,
        b: async () => {
          await new Promise((done) => setTimeout(done, 20));
          return 2;
        },
      },
    );
    const { executionArn, output } = await runToEnd(client, arn);
    expect(output).toBe('[1,2]');
    const told = lines(await historyOf(client, executionArn));
    expect(told.slice(0, 3)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 ParallelStateEntered Both',
      '3<-2 ParallelStateStarted',
    ]);
    expect(told).toContainEqual(expect.stringMatching(/^\d+<-3 TaskStateEntered A$/));
    expect(told).toContainEqual(expect.stringMatching(/^\d+<-3 TaskStateEntered B$/));
    const last = told.findIndex((line) => line.endsWith('TaskStateExited B')) + 1;
    expect(told.slice(last, last + 3)).toEqual([
      `${last + 1}<-${last} ParallelStateSucceeded`,
      `${last + 2}<-${last} ParallelStateExited Both`,
      `${last + 3}<-${last + 2} PassStateEntered After`,
    ]);
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(4);
  });

  test('a failure stops the neighbour, is caught, and the neighbour calls nothing more', async () => {
    let neighbour = 0;
    const definition = parallel([branch('A'), branch('B', { Retry: [{ ErrorEquals: ['States.ALL'] }] })], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      Next: 'After',
    });
    let fail: (error: Error) => void = () => undefined;
    const { client, arn } = await cloud(
      definition,
      {
        a: () => new Promise((_, reject) => (fail = reject)),
        b: () => {
          neighbour += 1;
          setTimeout(() => fail(failing('BadError')), 20);
          throw failing('RateLimitedError');
        },
      },
      { retryIntervalMs: 60_000 },
    );
    const { executionArn, output, status } = await runToEnd(client, arn);
    expect({ status, failure: JSON.parse(output ?? '').Error }).toEqual({
      status: 'SUCCEEDED',
      failure: 'BadError',
    });
    const events = await historyOf(client, executionArn);
    const failed = events.findLast(({ type }) => type === 'LambdaFunctionFailed')?.id;
    const after = lines(events).slice(Number(failed));
    expect(after.slice(0, 4)).toEqual([
      `${Number(failed) + 1}<-${failed} TaskStateAborted`,
      `${Number(failed) + 2}<-${failed} TaskStateAborted`,
      `${Number(failed) + 3}<-${failed} ParallelStateFailed`,
      `${Number(failed) + 4}<-${Number(failed) + 3} ParallelStateExited Both`,
    ]);
    expect(neighbour).toBe(1);
  });

  test('a Parallel that is retried starts again without a failure of its own', async () => {
    let calls = 0;
    const definition = parallel([branch('A')], { Retry: [{ ErrorEquals: ['BadError'], MaxAttempts: 1 }] });
    const { client, arn, stepFunctions } = await cloud(definition, {
      a: () => {
        calls += 1;
        if (calls === 1) throw failing('BadError');
        return calls;
      },
    });
    const { executionArn, output } = await runToEnd(client, arn);
    expect(output).toBe('[2]');
    expect(lines(await historyOf(client, executionArn)).slice(6, 10)).toEqual([
      '7<-6 LambdaFunctionFailed',
      '8<-7 TaskStateAborted',
      '9<-7 ParallelStateStarted',
      '10<-9 TaskStateEntered A',
    ]);
    expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(4);
  });

  test('states in branches see the context of the execution, not of the branch', async () => {
    const Parameters = {
      'input.$': '$$.Execution.Input',
      'name.$': "States.Format('{} in $$', $$.Execution.Name)",
      'state.$': '$$.State.Name',
      'retry.$': '$$.State.RetryCount',
      'machine.$': '$$.StateMachine.Name',
    };
    const definition = parallel([branch('A', { Parameters })], { Parameters: { other: 1 } });
    const { client, arn } = await cloud(definition, { a: (payload) => payload });
    const { output } = await runToEnd(client, arn, { entryId: 'e' }, 'entry_1');
    const seen = { input: { entryId: 'e' }, name: 'entry_1 in $$', state: 'A', retry: 0, machine: 'm' };
    expect(JSON.parse(output ?? '')).toEqual([seen]);
  });
});

describe('how a state ends', () => {
  test('Fail takes error and cause from ErrorPath and CausePath, also through an intrinsic', async () => {
    const fail = { Type: 'Fail', ErrorPath: '$.error', CausePath: "States.Format('entry {}', $.id)" };
    const { client, arn } = await cloud({ StartAt: 'No', States: { No: fail } });
    const ended = await runToEnd(client, arn, { error: 'PaymentMismatchError', id: 'e' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'PaymentMismatchError', cause: 'entry e' });
    const events = await historyOf(client, ended.executionArn);
    expect(lines(events).slice(1)).toEqual(['2<-0 FailStateEntered No', '3<-2 ExecutionFailed']);
  });

  test('a Fail without error and cause has none', async () => {
    const { client, arn } = await cloud({ StartAt: 'No', States: { No: { Type: 'Fail' } } });
    const ended = await runToEnd(client, arn);
    expect([ended.status, ended.error, ended.cause]).toEqual(['FAILED', undefined, undefined]);
  });

  test('a task over its time is recorded as timed out, and its late answer is not recorded', async () => {
    let answer: (value: string) => void = () => undefined;
    const { client, arn } = await cloud(oneTask({ TimeoutSeconds: 1 }), {
      work: () => new Promise((resolve) => (answer = resolve)),
    });
    const ended = await runToEnd(client, arn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    answer('late');
    expect(lines(await historyOf(client, ended.executionArn)).slice(4)).toEqual([
      '5<-4 LambdaFunctionTimedOut',
      '6<-5 ExecutionFailed',
    ]);
  });

  test.each([
    ['ResultPath $ replaces the state', oneTask({ ResultPath: '$' }), '{"worked":true}'],
    [
      'a falsy Result is a result',
      { StartAt: 'P', States: { P: { Type: 'Pass', Result: false, End: true } } },
      'false',
    ],
  ])('%s', async (_, definition, expected) => {
    const { client, arn } = await cloud(definition, { work: () => ({ worked: true }) });
    expect((await runToEnd(client, arn, { a: 1 })).output).toBe(expected);
  });

  test('a runtime error is not caught by States.ALL and says where it happened', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Work' }];
    const { client, arn } = await cloud(oneTask({ Parameters: { 'a.$': '$.absent' }, Catch }), {
      work: () => 1,
    });
    const ended = await runToEnd(client, arn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(ended.cause).toContain("while executing the state 'Work' (entered at the event id #2)");
  });

  test('a result over 256 KB fails the task', async () => {
    const { client, arn } = await cloud(oneTask(), { work: () => 'x'.repeat(262_144) });
    expect(await runToEnd(client, arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('a definition that is not a state machine is refused at the start', () => {
    const machines = [
      { name: 'm', arn: `${prefix}:stateMachine:m`, definition: { StartAt: 'Nowhere', States: {} } },
    ];
    const start = () => new StepFunctions({ machines, invoke: async () => null });
    expect(start).toThrow('state machine m cannot run on the embedded cloud: no states; StartAt is Nowhere');
  });
});

describe('starting', () => {
  test.each([
    ['the same input, running', waitForever, '{"a":1}', undefined],
    ['other input, running', waitForever, '{"a": 1}', 'ExecutionAlreadyExists'],
    [
      'the same input, closed',
      { StartAt: 'S', States: { S: { Type: 'Succeed' } } },
      '{"a":1}',
      'ExecutionAlreadyExists',
    ],
  ])('again under the same name with %s', async (_, definition, input, refused) => {
    const { client, arn } = await held(definition);
    const start = (given: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn: arn, name: 'entry_1', input: given }));
    const first = await start('{"a":1}');
    if (definition !== waitForever) {
      const { executionArn } = first;
      await vi.waitUntil(
        async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).status !== 'RUNNING',
      );
    }
    if (refused) await expect(start(input)).rejects.toMatchObject({ name: refused });
    else
      expect(await start(input)).toMatchObject({
        executionArn: first.executionArn,
        startDate: first.startDate,
      });
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(executions).toHaveLength(1);
  });

  test('refuses invalid names, inputs and machines', async () => {
    const { client, arn } = await cloud(oneTask());
    const table = [
      [{ name: 'with space' }, 'InvalidName'],
      [{ name: 'a/b' }, 'InvalidName'],
      [{ name: 'x'.repeat(81) }, 'InvalidName'],
      [{ name: 'bell\u0007' }, 'InvalidName'],
      [{ input: 'not json' }, 'InvalidExecutionInput'],
      [{ input: '' }, 'InvalidExecutionInput'],
      [{ input: JSON.stringify('x'.repeat(262_144)) }, 'ValidationException'],
      [{ stateMachineArn: `${prefix}:stateMachine:other` }, 'StateMachineDoesNotExist'],
      [{ stateMachineArn: 'm' }, 'InvalidArn'],
      [{ stateMachineArn: `${prefix}:execution:m:e` }, 'InvalidArn'],
    ] as const;
    for (const [given, name] of table) {
      const start = client.send(new StartExecutionCommand({ stateMachineArn: arn, ...given }));
      await expect(start).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    }
  });

  test('without a name it gets a UUID, and any JSON is an input', async () => {
    const { client, arn } = await cloud(oneTask(), { work: (payload) => payload });
    const ended = await runToEnd(client, arn, 7);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: '7',
      name: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

describe('looking and stopping', () => {
  test('a stopped execution is aborted with the words given, and stays so', async () => {
    const { client, arn } = await held(waitForever);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
    const words = { error: 'Stopped', cause: 'by a person' };
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn, ...words }));
    const ended = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(ended).toMatchObject({ status: 'ABORTED', stopDate, ...words });
    expect((await client.send(new StopExecutionCommand({ executionArn }))).stopDate).toEqual(stopDate);
    const last = (await historyOf(client, executionArn)).at(-1);
    expect(last).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: words,
    });
  });

  test('lists the newest first, by status, page by page', async () => {
    const { client, arn } = await cloud(oneTask(), {
      work: ({ fail }: { fail: boolean }) => {
        if (fail) throw failing('BadError');
      },
    });
    for (const index of [1, 2, 3, 4, 5]) await runToEnd(client, arn, { fail: index === 2 }, `entry_${index}`);
    const list = (more: object = {}) =>
      client.send(new ListExecutionsCommand({ stateMachineArn: arn, ...more }));
    const names = (answer: Awaited<ReturnType<typeof list>>) => answer.executions?.map(({ name }) => name);
    expect(names(await list())).toEqual(['entry_5', 'entry_4', 'entry_3', 'entry_2', 'entry_1']);
    expect(names(await list({ statusFilter: 'FAILED' }))).toEqual(['entry_2']);
    const first = await list({ maxResults: 3 });
    await runToEnd(client, arn, { fail: false }, 'entry_6');
    const second = await list({ maxResults: 3, nextToken: first.nextToken });
    expect([names(second), second.nextToken]).toEqual([['entry_2', 'entry_1'], undefined]);
    await expect(list({ nextToken: 'made-up' })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(list({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ statusFilter: 'failed' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('the history goes backwards, in pages, and without data', async () => {
    const { client, arn } = await cloud(oneTask(), { work: () => 'secret' });
    const { executionArn } = await runToEnd(client, arn, { entryId: 'secret' });
    const history = (more: object) => client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    const first = await history({ reverseOrder: true, maxResults: 4 });
    const second = await history({ reverseOrder: true, maxResults: 4, nextToken: first.nextToken });
    const ids = [...(first.events ?? []), ...(second.events ?? [])].map(({ id }) => id);
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(JSON.stringify(await history({ includeExecutionData: false }))).not.toContain('secret');
  });

  test('describes machines and says what does not exist', async () => {
    const definition = oneTask();
    const { client, arn } = await cloud(definition, { work: () => 1 });
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ name: 'm', stateMachineArn: arn, type: 'STANDARD' }]);
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(JSON.parse(machine.definition ?? '')).toEqual(definition);
    const { executionArn } = await runToEnd(client, arn);
    const same = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(same).toMatchObject({ stateMachineArn: arn, definition: machine.definition });
    const absent = new DescribeExecutionCommand({ executionArn: `${prefix}:execution:m:absent` });
    await expect(client.send(absent)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

describe('over a restart', () => {
  test('ended executions are kept, and a running one goes on where it was', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'step-functions-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const handlers: Handlers = {
      work: (payload: { hold?: boolean }) => (payload.hold ? new Promise(() => undefined) : 'worked'),
    };
    const before = await cloud(oneTask(), handlers, { dataDir });
    await runToEnd(before.client, before.arn, {}, 'ended');
    const hold = { stateMachineArn: before.arn, name: 'held', input: '{"hold":true}' };
    const { executionArn } = await before.client.send(new StartExecutionCommand(hold));
    await before.stepFunctions.stop();
    const files = readdirSync(join(dataDir, 'executions'));
    const lengths = files.map(
      (file) => readFileSync(join(dataDir, 'executions', file), 'utf8').split('\n').length - 1,
    );
    expect(lengths.sort()).toEqual([1, 2]);

    const after = await cloud(oneTask(), { work: () => 'worked again' }, { dataDir });
    const { client, arn, stepFunctions } = after;
    const list = async () => {
      const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      return executions?.map(({ name, status, redriveCount }) => [name, status, redriveCount]);
    };
    expect(await list()).toEqual([
      ['held', 'RUNNING', 0],
      ['ended', 'SUCCEEDED', 0],
    ]);
    expect(await client.send(new StartExecutionCommand(hold))).toMatchObject({ executionArn });
    stepFunctions.resume();
    await expect.poll(list).toEqual([
      ['held', 'SUCCEEDED', 0],
      ['ended', 'SUCCEEDED', 0],
    ]);
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map(({ type }) => type).filter((type) => /^(Execution|Lambda)/.test(type ?? ''))).toEqual([
      ...['ExecutionStarted', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'],
      ...['LambdaFunctionSucceeded', 'ExecutionSucceeded'],
    ]);
    expect(events.at(-1)?.executionSucceededEventDetails?.output).toBe('"worked again"');
  });

  test('an execution keeps the definition that it started with', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'step-functions-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const chain = (second: string) => ({
      StartAt: 'Work',
      States: {
        Work: { ...task('work'), End: undefined, Next: second },
        [second]: { Type: 'Pass', End: true },
      },
    });
    const [old, changed] = [chain('Old'), chain('New')].map((one) => JSON.parse(JSON.stringify(one)));
    const before = await cloud(old, { work: () => new Promise(() => undefined) }, { dataDir });
    const { executionArn } = await before.client.send(
      new StartExecutionCommand({ stateMachineArn: before.arn, name: 'held' }),
    );
    await before.stepFunctions.stop();

    const { client, arn, stepFunctions } = await cloud(changed, { work: () => 1 }, { dataDir });
    stepFunctions.resume();
    const entered = async (executionArn?: string) =>
      (await historyOf(client, executionArn)).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    await ended(client, executionArn);
    expect(await entered(executionArn)).toEqual(['Work', 'Old']);
    const described = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(JSON.parse(described.definition ?? '')).toEqual(old);
    expect(await entered((await runToEnd(client, arn)).executionArn)).toEqual(['Work', 'New']);
    await stepFunctions.stop();
    expect(readdirSync(join(dataDir, 'definitions'))).toHaveLength(2);
  });

  test('one whose machine is gone is aborted', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'step-functions-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const before = await cloud(oneTask(), { work: () => new Promise(() => undefined) }, { dataDir });
    const { executionArn } = await before.client.send(
      new StartExecutionCommand({ stateMachineArn: before.arn, name: 'held' }),
    );
    await before.stepFunctions.stop();
    const { client, stepFunctions } = await cloud({}, {}, { machines: [], dataDir });
    stepFunctions.resume();
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      ...{ status: 'ABORTED', cause: 'Its state machine is not there any more.' },
    });
  });

  test('executions of one name stay with their machines', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'step-functions-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const machines = ['badges', 'registration', 'transfer'].map((name) => ({
      name,
      arn: `${prefix}:stateMachine:${name}`,
      definition: { StartAt: name, States: { [name]: { Type: 'Pass', Result: name, End: true } } },
    }));
    const before = await cloud({}, {}, { machines, dataDir });
    for (const { arn } of machines) await runToEnd(before.client, arn, {}, 'entry_1');
    await before.stepFunctions.stop();

    const { client } = await cloud({}, {}, { machines, dataDir });
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(machines.map(({ name }) => name));
    for (const { arn, name } of machines) {
      const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      expect(executions).toMatchObject([{ name: 'entry_1', stateMachineArn: arn, status: 'SUCCEEDED' }]);
      const [{ executionArn } = {}] = executions ?? [];
      const { output } = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(output).toBe(JSON.stringify(name));
    }
  });
});

test('the oldest closed executions are forgotten, with those of their Map Runs; running ones never', () => {
  const store = new ExecutionStore({ limit: 2 });
  const add = (name: string, status: Status, child?: { mapRunArn: string; parentArn: string }) => {
    const ids = { executionArn: name, stateMachineArn: child ? 'm/label' : 'm', name, ...child };
    store.add({ ...ids, status, input: '{}', definitionId: '', startDate: 0, redriveCount: 0 });
  };
  add('running', 'RUNNING');
  add('old', 'SUCCEEDED');
  const child = { mapRunArn: 'run', parentArn: 'old' };
  add('child_1', 'SUCCEEDED', child);
  add('child_2', 'SUCCEEDED', child);
  expect(store.of('m').map(({ name }) => name)).toEqual(['old', 'running']);
  expect(store.ofMapRun('run').map(({ name }) => name)).toEqual(['child_2', 'child_1']);
  add('new', 'FAILED');
  expect(store.of('m').map(({ name }) => name)).toEqual(['new', 'running']);
  expect([store.ofMapRun('run'), store.get('child_1')]).toEqual([[], undefined]);
});

const run = promisify(execFile);
const cli = process.env.TEST_AWS_CLI;

test.runIf(cli)('the AWS CLI named by TEST_AWS_CLI starts, lists and reads', async () => {
  const { url, arn } = await cloud(oneTask(), { work: () => 'worked' });
  const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
  const aws = async (...words: string[]) => {
    const options = ['--endpoint-url', url, '--output', 'json'];
    return JSON.parse((await run(cli ?? '', [...options, 'stepfunctions', ...words], { env })).stdout);
  };
  const { executionArn } = await aws('start-execution', '--state-machine-arn', arn, '--name', 'entry_1');
  const { executions } = await aws('list-executions', '--state-machine-arn', arn);
  expect(executions).toMatchObject([{ name: 'entry_1', status: 'SUCCEEDED' }]);
  const { events } = await aws('get-execution-history', '--execution-arn', executionArn);
  expect(events.at(-1)).toMatchObject({
    type: 'ExecutionSucceeded',
    executionSucceededEventDetails: { output: '"worked"' },
  });
});

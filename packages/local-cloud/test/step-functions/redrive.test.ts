import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { cloud, ended, failing, historyOf, lines, oneTask, runToEnd, task } from './machines.ts';

const redrive = (client: SFNClient, executionArn?: string, clientToken?: string) =>
  client.send(new RedriveExecutionCommand({ executionArn, clientToken }));

/** A task that fails while `broken` has its name; `calls` are the names in the order of the calls. */
function mendable(...broken: string[]) {
  const calls: string[] = [];
  const handlers = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [
      name,
      (payload: unknown) => {
        calls.push(name);
        if (broken.includes(name)) throw failing('BadError');
        return payload;
      },
    ]),
  );
  return { calls, handlers, repair: () => broken.splice(0) };
}

test('a redrive goes on at the failed state, with fresh retries, and tells the context', async () => {
  const { calls, handlers, repair } = mendable('b');
  const Retry = [{ ErrorEquals: ['BadError'], MaxAttempts: 1 }];
  const Parameters = {
    'redrives.$': '$$.Execution.RedriveCount',
    'retries.$': '$$.State.RetryCount',
    'time.$': '$$.Execution.RedriveTime',
  };
  const definition = {
    StartAt: 'A',
    States: {
      A: { ...task('a'), End: undefined, Next: 'B' },
      B: { ...task('b'), Retry, End: undefined, Next: 'C' },
      C: { ...task('c'), Parameters },
    },
  };
  const { client, arn, stepFunctions } = await cloud(JSON.parse(JSON.stringify(definition)), handlers);
  const { executionArn, redriveStatus } = await runToEnd(client, arn, {}, 'entry_1');
  expect([redriveStatus, calls]).toEqual(['REDRIVABLE', ['a', 'b', 'b']]);

  repair();
  const { redriveDate } = await redrive(client, executionArn, 'token');
  expect((await redrive(client, executionArn, 'token')).redriveDate).toEqual(redriveDate);
  const described = await ended(client, executionArn);
  expect(calls).toEqual(['a', 'b', 'b', 'b', 'c']);
  expect(described).toMatchObject({
    ...{ status: 'SUCCEEDED', redriveCount: 1, redriveDate, redriveStatus: 'NOT_REDRIVABLE' },
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
  expect(JSON.parse(described.output ?? '')).toEqual({
    redrives: 1,
    retries: 0,
    time: redriveDate?.toISOString(),
  });
  const events = await historyOf(client, executionArn);
  expect(lines(events).slice(12, 17)).toEqual([
    '13<-12 LambdaFunctionFailed',
    '14<-13 ExecutionFailed',
    '15<-14 ExecutionRedriven',
    '16<-13 LambdaFunctionScheduled',
    '17<-16 LambdaFunctionStarted',
  ]);
  expect(events[14]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
  expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(5);
  const list = (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') =>
    client.send(new ListExecutionsCommand({ stateMachineArn: arn, redriveFilter }));
  expect((await list('REDRIVEN')).executions).toMatchObject([{ name: 'entry_1', redriveDate }]);
  expect((await list('NOT_REDRIVEN')).executions).toEqual([]);
  await expect(redrive(client, executionArn)).rejects.toMatchObject({
    ...{ name: 'ExecutionNotRedrivable', message: 'Execution is SUCCEEDED and cannot be redriven' },
  });
});

test('of a Parallel and a Map, only what had not ended runs again', async () => {
  const { calls, handlers, repair } = mendable('b');
  const branch = (name: string, more: object = {}) => ({
    StartAt: name,
    States: { [name]: task(name, more) },
  });
  const each = {
    Type: 'Map',
    ItemProcessor: {
      StartAt: 'Odd?',
      States: {
        'Odd?': { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'b' }], Default: 'c' },
        b: task('b'),
        c: task('c'),
      },
    },
    MaxConcurrency: 1,
    End: true,
  };
  const definition = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [branch('a'), { StartAt: 'Each', States: { Each: each } }],
        End: true,
      },
    },
  };
  const { client, arn } = await cloud(definition, handlers);
  const { executionArn, status } = await runToEnd(client, arn, [1, 2, 3]);
  expect([status, [...calls].sort()]).toEqual(['FAILED', ['a', 'b', 'c']]);
  repair();
  await redrive(client, executionArn);
  const { output } = await ended(client, executionArn);
  expect(JSON.parse(output ?? '')).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect([...calls].sort()).toEqual(['a', 'b', 'b', 'c', 'c']);
  const types = (await historyOf(client, executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(3);
  expect(types.slice(-5)).toEqual([
    ...['MapStateSucceeded', 'MapStateExited', 'ParallelStateSucceeded', 'ParallelStateExited'],
    'ExecutionSucceeded',
  ]);
});

test('a stopped execution can be redriven, a running one cannot, and a Fail fails again', async () => {
  const { client, arn } = await cloud(oneTask(), {
    work: (payload: { fail?: boolean }) => (payload.fail ? 'done' : new Promise(() => undefined)),
  });
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
  await expect(redrive(client, executionArn)).rejects.toMatchObject({
    message: 'Execution is RUNNING and cannot be redriven',
  });
  await client.send(new StopExecutionCommand({ executionArn, cause: 'by a person' }));
  await redrive(client, executionArn);
  const { status, cause, stopDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect([status, cause, stopDate]).toEqual(['RUNNING', undefined, undefined]);

  const fail = { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'No' } } };
  const other = await cloud(fail);
  const first = await runToEnd(other.client, other.arn);
  await redrive(other.client, first.executionArn);
  const second = await ended(other.client, first.executionArn);
  expect(second).toMatchObject({ status: 'FAILED', error: 'No', redriveCount: 1 });
  const events = await historyOf(other.client, first.executionArn);
  expect(lines(events).slice(2)).toEqual([
    '3<-2 ExecutionFailed',
    '4<-3 ExecutionRedriven',
    '5<-2 ExecutionFailed',
  ]);
});

import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { cloud, failing, historyOf, lines, prefix, runToEnd } from '../machines.ts';
import { childrenOf, distributed, mapRunOf, worker, writer } from './map-machines.ts';
import { objectsOf } from './objects.ts';

describe('a Map Run', () => {
  test('runs an execution for each item, which the machine does not list', async () => {
    const { handlers } = worker();
    const { client, arn } = await cloud(
      distributed({ ItemSelector: { 'n.$': '$$.Map.Item.Value' } }),
      handlers,
    );
    const { executionArn, output } = await runToEnd(client, arn, [1, 2]);
    expect(JSON.parse(output ?? '')).toEqual([{ n: 1 }, { n: 2 }]);

    const { mapRuns, mapRunArn, ...run } = await mapRunOf(client, executionArn);
    expect(mapRunArn).toMatch(new RegExp(`^${prefix}:mapRun:m/Rows:[\\da-f-]{36}$`));
    expect(mapRuns).toMatchObject([
      { executionArn, mapRunArn, stateMachineArn: `${prefix}:stateMachine:m/Rows` },
    ]);
    expect(run).toMatchObject({
      ...{ status: 'SUCCEEDED', maxConcurrency: 0, toleratedFailureCount: 0, toleratedFailurePercentage: 0 },
      ...{
        itemCounts: { succeeded: 2, total: 2, resultsWritten: 2 },
        executionCounts: { succeeded: 2, total: 2 },
      },
    });
    const children = await childrenOf(client, mapRunArn);
    expect(children.map(({ itemCount, status }) => [itemCount, status])).toEqual([
      [1, 'SUCCEEDED'],
      [1, 'SUCCEEDED'],
    ]);
    const [newest] = children;
    expect(newest?.executionArn).toBe(`${prefix}:execution:m/Rows:${newest?.name}`);
    const described = await client.send(new DescribeExecutionCommand({ executionArn: newest?.executionArn }));
    expect(described).toMatchObject({ mapRunArn, input: '{"n":2}', redriveStatus: 'NOT_REDRIVABLE' });
    expect(lines(await historyOf(client, newest?.executionArn)).at(-1)).toBe('7<-6 ExecutionSucceeded');

    const ofMachine = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(ofMachine.executions?.map((one) => one.executionArn)).toEqual([executionArn]);
    const machine = await client.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: newest?.executionArn }),
    );
    expect(machine).toMatchObject({
      mapRunArn,
      label: 'Rows',
      stateMachineArn: `${prefix}:stateMachine:m/Rows`,
    });
    expect(Object.keys(JSON.parse(machine.definition ?? ''))).toEqual(['StartAt', 'States']);
  });

  // As recorded from AWS by LocalStack (scenarios/test_base_scenarios.snapshot.json) and stackd.
  test('writes its events; what comes next follows its start', async () => {
    const { handlers } = worker(9);
    const { client, arn } = await cloud(distributed(), handlers);
    const good = await runToEnd(client, arn, [1]);
    const events = await historyOf(client, good.executionArn);
    expect(lines(events)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered Rows',
      '3<-2 MapStateStarted',
      '4<-3 MapRunStarted',
      '5<-4 MapRunSucceeded',
      '6<-5 MapStateSucceeded',
      '7<-4 MapStateExited Rows',
      '8<-7 ExecutionSucceeded',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 1 });
    const bad = await runToEnd(client, arn, [9]);
    expect(bad).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(lines(await historyOf(client, bad.executionArn)).slice(3)).toEqual([
      '4<-3 MapRunStarted',
      '5<-4 MapRunFailed',
      '6<-5 MapStateFailed',
      '7<-6 ExecutionFailed',
    ]);
  });

  test('reads its items from S3, and says 0 items before it has', async () => {
    const { handlers } = worker();
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL', MaxItemsPath: '$.most' },
      Parameters: { 'Bucket.$': '$.bucket', Key: 'k' },
    };
    const selector = { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 's.$': '$$.Map.Item.Source' };
    const definition = distributed({ ItemReader: reader, ItemSelector: selector });
    const { client, arn } = await cloud(definition, handlers, {
      objectsOf: () => objectsOf({ 'b/k': '1\n2\n3\n' }),
    });
    const { executionArn, output } = await runToEnd(client, arn, { bucket: 'b', most: 2 });
    expect(JSON.parse(output ?? '')).toEqual([
      { v: 1, i: 0, s: 's3://b/k' },
      { v: 2, i: 1, s: 's3://b/k' },
    ]);
    const events = await historyOf(client, executionArn);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 0 });

    const missing = await runToEnd(client, arn, { bucket: 'no', most: 0 });
    expect(missing).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(lines(await historyOf(client, missing.executionArn)).slice(3)).toEqual([
      '4<-3 MapRunStarted',
      '5<-4 MapRunFailed',
      '6<-5 MapStateFailed',
      '7<-6 ExecutionFailed',
    ]);
    expect(await runToEnd(client, arn, { bucket: 'b', most: 1.5 })).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining(
        'The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.most',
      ),
    });
  });

  test('takes its limits from the input, where paths say so', async () => {
    const { handlers } = worker();
    const definition = distributed({
      ...{ ItemsPath: '$.rows', MaxConcurrencyPath: '$.atOnce', ToleratedFailureCountPath: '$.count' },
      ...{ ToleratedFailurePercentagePath: '$.percentage' },
      ItemBatcher: { MaxItemsPerBatchPath: '$.inBatch', MaxInputBytesPerBatchPath: '$.bytes' },
    });
    const { client, arn } = await cloud(definition, handlers);
    const limits = { atOnce: 2, count: 1, percentage: 12.5, inBatch: 3 };
    // {"Items":["aa","aa"]}
    for (const [bytes, children] of [
      [20, 4],
      [21, 2],
    ]) {
      const input = { rows: ['aa', 'aa', 'aa', 'aa'], ...limits, bytes };
      const { executionArn } = await runToEnd(client, arn, input);
      expect(await mapRunOf(client, executionArn)).toMatchObject({
        ...{ maxConcurrency: 2, toleratedFailureCount: 1, toleratedFailurePercentage: 12.5 },
        executionCounts: { total: children },
      });
    }
  });

  test('in JSONata', async () => {
    const { handlers } = worker();
    const definition = {
      ...distributed(
        {
          Items: '{% $states.input.rows %}',
          ItemSelector: { n: '{% $states.context.Map.Item.Value * 2 %}' },
          ItemBatcher: {
            MaxItemsPerBatch: '{% $states.input.size %}',
            BatchInput: { t: '{% $states.input.t %}' },
          },
          ToleratedFailurePercentage: '{% 12.5 %}',
          ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } },
          Output: '{% $states.result.Items.n %}',
        },
        'STANDARD',
      ),
      QueryLanguage: 'JSONata',
    };
    const { client, arn } = await cloud(definition, handlers);
    const { executionArn, output } = await runToEnd(client, arn, { rows: [1, 2, 3], size: 2, t: 'x' });
    expect(JSON.parse(output ?? '')).toEqual([2, 4, 6]);
    expect(await mapRunOf(client, executionArn)).toMatchObject({
      ...{ toleratedFailurePercentage: 12.5, itemCounts: { total: 3 }, executionCounts: { total: 2 } },
    });
  });
});

describe('a failure', () => {
  test('beyond what is tolerated leaves the rest pending, and is exported', async () => {
    const { calls, handlers } = worker(1);
    const objects = objectsOf({}, ['results']);
    const { client, arn } = await cloud(distributed({ MaxConcurrency: 1, ...writer }), handlers, {
      objectsOf: () => objects,
    });
    const { executionArn, status } = await runToEnd(client, arn, [0, 1, 2, 3]);
    expect([status, calls]).toEqual(['FAILED', [0, 1]]);
    const run = await mapRunOf(client, executionArn);
    expect(run).toMatchObject({
      ...{ status: 'FAILED', executionCounts: { succeeded: 1, failed: 1, pending: 2, total: 4 } },
      itemCounts: { succeeded: 1, failed: 1, pending: 2, resultsWritten: 4 },
    });
    const folder = `results/out/${run.mapRunArn?.split(':').at(-1)}`;
    expect([...objects.written.keys()].sort()).toEqual(
      ['FAILED_0.json', 'PENDING_0.json', 'SUCCEEDED_0.json', 'manifest.json'].map(
        (file) => `${folder}/${file}`,
      ),
    );
    const [failed] = JSON.parse(objects.written.get(`${folder}/FAILED_0.json`) ?? '');
    expect(failed).toMatchObject({ Error: 'BadItem', Input: '1', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
  });

  test('counts items, and children apart from them', async () => {
    const { handlers } = worker(2);
    const definition = distributed({ MaxConcurrency: 1, ItemBatcher: { MaxItemsPerBatch: 2 } });
    const { client, arn } = await cloud(definition, handlers);
    const { executionArn } = await runToEnd(client, arn, [0, 1, 2, 3, 4]);
    expect(await mapRunOf(client, executionArn)).toMatchObject({
      executionCounts: { succeeded: 1, failed: 1, pending: 1, total: 3 },
      itemCounts: { succeeded: 2, failed: 2, pending: 1, total: 5 },
    });
  });

  test('ends the children that run, and the state catches it under its own name', async () => {
    const stuck = vi.fn(() => new Promise(() => undefined));
    const handlers = { work: (item: number) => (item === 0 ? Promise.reject(failing('BadItem')) : stuck()) };
    const machine = distributed({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
    const States = { ...machine.States, Caught: { Type: 'Pass', End: true } };
    const { client, arn } = await cloud({ ...machine, States }, handlers);
    const { executionArn, output } = await runToEnd(client, arn, [0, 1]);
    expect(JSON.parse(output ?? '')).toEqual({
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'The specified tolerated failure threshold was exceeded',
    });
    const { mapRunArn, executionCounts } = await mapRunOf(client, executionArn);
    expect(executionCounts).toMatchObject({ failed: 1, aborted: 1 });
    const aborted = (await childrenOf(client, mapRunArn)).find(({ status }) => status === 'ABORTED');
    const described = await client.send(
      new DescribeExecutionCommand({ executionArn: aborted?.executionArn }),
    );
    const cause = `The map run execution [${mapRunArn}] which was managing this resource was aborted`;
    expect([described.error, described.cause]).toEqual([undefined, cause]);
  });

  test('that is tolerated is a record among the results', async () => {
    const { handlers } = worker(1);
    const { client, arn } = await cloud(distributed({ ToleratedFailureCount: 1 }), handlers);
    const { output } = await runToEnd(client, arn, [0, 1, 2]);
    expect(JSON.parse(output ?? '')).toEqual([
      0,
      expect.objectContaining({ Error: 'BadItem', Status: 'FAILED' }),
      2,
    ]);
  });

  test('to write a test manifest ends the execution before a child starts', async () => {
    const { calls, handlers } = worker();
    const { client, arn } = await cloud(distributed(writer), handlers, { objectsOf: () => objectsOf({}) });
    expect(await runToEnd(client, arn, [1])).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('Failed to write a test manifest into the specified output bucket. '),
    });
    expect(calls).toEqual([]);
  });
});

// On AWS the execution ends without an event of the state (LocalStack, max_concurrency_path_negative).
test.each(['DISTRIBUTED', 'INLINE'])('a negative MaxConcurrency ends the execution: %s', async (Mode) => {
  const { calls, handlers } = worker();
  const { Rows } = distributed({ MaxConcurrencyPath: '$.most', ItemsPath: '$.rows' }).States;
  const { Label, ...inline } = Rows;
  const {
    ItemProcessor: { ProcessorConfig: _, ...processor },
  } = Rows;
  const state = Mode === 'INLINE' ? { ...inline, ItemProcessor: processor } : Rows;
  const { client, arn } = await cloud({ StartAt: 'Rows', States: { Rows: state } }, handlers);
  const { error, cause } = await runToEnd(client, arn, { rows: [1], most: -1 });
  expect([error, cause]).toEqual([
    'States.Runtime',
    expect.stringContaining('MaxConcurrency cannot be negative.'),
  ]);
  expect(calls).toEqual([]);
});

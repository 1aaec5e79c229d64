import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { cloud, ended, failing, historyOf, lines, prefix, runToEnd, task } from '../machines.ts';
import { objectsOf } from './objects.ts';

/** A Map of one task, `work`, whose children are executions. */
const distributed = (
  more: object = {},
  ExecutionType = 'STANDARD',
  states: object = { Work: task('work') },
) => ({
  StartAt: 'Rows',
  States: {
    Rows: {
      ...{ Type: 'Map', Label: 'Rows', End: true },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
        ...{ StartAt: Object.keys(states)[0], States: states },
      },
      ...more,
    },
  },
});
const writer = {
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'results', Prefix: 'out' },
  },
};

/** Its calls in order; it fails for the items in `broken`. */
function worker(...broken: unknown[]) {
  const calls: unknown[] = [];
  const work = (payload: unknown) => {
    calls.push(payload);
    if (broken.some((one) => JSON.stringify(payload).includes(JSON.stringify(one)))) throw failing('BadItem');
    return payload;
  };
  return { calls, handlers: { work }, repair: () => broken.splice(0) };
}

async function mapRunOf(client: SFNClient, executionArn?: string) {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
  const { mapRunArn } = mapRuns.at(-1) ?? {};
  return { mapRuns, ...(await client.send(new DescribeMapRunCommand({ mapRunArn }))) };
}
const childrenOf = async (client: SFNClient, mapRunArn?: string) =>
  (await client.send(new ListExecutionsCommand({ mapRunArn }))).executions ?? [];
const redrive = (client: SFNClient, executionArn?: string) =>
  client.send(new RedriveExecutionCommand({ executionArn }));

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
    const { client, arn } = await cloud(definition, handlers, { objects: objectsOf({ 'b/k': '1\n2\n3\n' }) });
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
    const { client, arn } = await cloud(distributed({ MaxConcurrency: 1, ...writer }), handlers, { objects });
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
    const { client, arn } = await cloud(distributed(writer), handlers, { objects: objectsOf({}) });
    expect(await runToEnd(client, arn, [1])).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('Failed to write a test manifest into the specified output bucket. '),
    });
    expect(calls).toEqual([]);
  });
});

describe('a redrive', () => {
  test('goes on with the same Map Run: what failed from its failed state, what was pending from the start', async () => {
    const { calls, handlers, repair } = worker(1);
    const objects = objectsOf({}, ['results']);
    const states = {
      First: { ...task('first', { End: undefined }), Next: 'Work' },
      Work: task('work', { Parameters: { 'item.$': '$', 'redrives.$': '$$.Execution.RedriveCount' } }),
    };
    const first: unknown[] = [];
    const all = { ...handlers, first: (item: unknown) => first.push(item) && item };
    const definition = JSON.parse(
      JSON.stringify(distributed({ MaxConcurrency: 1, ...writer }, 'STANDARD', states)),
    );
    const { client, arn } = await cloud(definition, all, { objects });
    const { executionArn } = await runToEnd(client, arn, [0, 1, 2]);
    const before = await mapRunOf(client, executionArn);
    const [failedChild] = await childrenOf(client, before.mapRunArn);
    expect(failedChild).toMatchObject({ status: 'FAILED' });
    await expect(redrive(client, failedChild?.executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });

    repair();
    await redrive(client, executionArn);
    const { status, output } = await ended(client, executionArn);
    expect([status, first]).toEqual(['SUCCEEDED', [0, 1, 2]]);
    expect(calls).toEqual([0, 1, 1, 2].map((item, at) => ({ item, redrives: at === 2 ? 1 : 0 })));
    const after = await mapRunOf(client, executionArn);
    expect(after).toMatchObject({
      ...{ mapRunArn: before.mapRunArn, status: 'SUCCEEDED', redriveCount: 1 },
      executionCounts: { succeeded: 3, failed: 0, pending: 0, total: 3 },
    });
    expect(after.mapRuns).toHaveLength(1);
    expect(lines(await historyOf(client, executionArn)).slice(6)).toEqual([
      '7<-6 ExecutionFailed',
      '8<-7 ExecutionRedriven',
      '9<-4 MapRunRedriven',
      '10<-9 MapRunSucceeded',
      '11<-10 MapStateSucceeded',
      '12<-9 MapStateExited Rows',
      '13<-12 ExecutionSucceeded',
    ]);
    const { ResultWriterDetails } = JSON.parse(output ?? '');
    const manifest = JSON.parse(objects.written.get(`results/${ResultWriterDetails.Key}`) ?? '');
    const id = before.mapRunArn?.split(':').at(-1);
    expect(manifest.ResultFiles).toMatchObject({
      ...{ FAILED: [], PENDING: [] },
      SUCCEEDED: [{ Key: `out/${id}/SUCCEEDED_0.json` }, { Key: `out/${id}/Redrive-1/SUCCEEDED_0.json` }],
    });
    const again = JSON.parse(objects.written.get(`results/out/${id}/Redrive-1/SUCCEEDED_0.json`) ?? '');
    expect(
      again.map((one: { Input: string; RedriveCount: number }) => [one.Input, one.RedriveCount]),
    ).toEqual([
      ['1', 1],
      ['2', 0],
    ]);
  });

  test('runs Express children again from their start, under the same ARN', async () => {
    const { handlers, repair } = worker(1);
    const first: unknown[] = [];
    const states = { First: { ...task('first', { End: undefined }), Next: 'Work' }, Work: task('work') };
    const all = { ...handlers, first: (item: unknown) => first.push(item) && item };
    const definition = JSON.parse(JSON.stringify(distributed({ MaxConcurrency: 1 }, 'EXPRESS', states)));
    const { client, arn } = await cloud(definition, all);
    const { executionArn } = await runToEnd(client, arn, [0, 1]);
    const { mapRunArn } = await mapRunOf(client, executionArn);
    const [before] = await childrenOf(client, mapRunArn);
    expect(before?.executionArn).toMatch(
      new RegExp(`^${prefix}:express:m/Rows:[\\da-f-]{36}:[\\da-f-]{36}$`),
    );
    await expect(historyOf(client, before?.executionArn)).rejects.toMatchObject({ name: 'InvalidArn' });
    repair();
    await redrive(client, executionArn);
    expect(JSON.parse((await ended(client, executionArn)).output ?? '')).toEqual([0, 1]);
    expect(first).toEqual([0, 1, 1]);
    const [after] = await childrenOf(client, mapRunArn);
    expect(after).toMatchObject({ executionArn: before?.executionArn, status: 'SUCCEEDED' });
  });
});

describe('while it runs', () => {
  test('its limits can be changed, and not after its end', async () => {
    const waiting: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => waiting.push(resolve));
    const { client, arn } = await cloud(distributed({ MaxConcurrency: 1 }), { work });
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: arn, input: '[1,2,3]' }),
    );
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    const { mapRunArn, executionCounts } = await mapRunOf(client, executionArn);
    expect(executionCounts).toMatchObject({ running: 1, pending: 2 });
    await client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));
    await vi.waitFor(() => expect(waiting).toHaveLength(3));
    for (const resolve of waiting) resolve();
    await ended(client, executionArn);
    await expect(
      client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    });
  });

  test('a stop of the parent ends it and its children, and a redrive goes on', async () => {
    let isStuck = true;
    const work = (item: number) => (isStuck ? new Promise(() => undefined) : item);
    const { client, arn } = await cloud(distributed({ MaxConcurrency: 1 }), { work });
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: arn, input: '[1,2]' }),
    );
    await vi.waitFor(async () =>
      expect((await mapRunOf(client, executionArn)).executionCounts?.running).toBe(1),
    );
    await client.send(new StopExecutionCommand({ executionArn }));
    const stopped = await mapRunOf(client, executionArn);
    expect(stopped).toMatchObject({ status: 'ABORTED', executionCounts: { aborted: 1, pending: 1 } });
    expect(lines(await historyOf(client, executionArn)).slice(-2)).toEqual([
      '5<-4 MapRunAborted',
      '6<-0 ExecutionAborted',
    ]);
    isStuck = false;
    await redrive(client, executionArn);
    expect(JSON.parse((await ended(client, executionArn)).output ?? '')).toEqual([1, 2]);
  });
});

import { StartExecutionCommand, StopExecutionCommand, UpdateMapRunCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { cloud, ended, failing, historyOf, lines, prefix, runToEnd, task } from '../machines.ts';
import { childrenOf, distributed, mapRunOf, redrive, worker, writer } from './map-machines.ts';
import { objectsOf } from './objects.ts';

describe('ended from outside', () => {
  const stuck = { work: () => new Promise(() => undefined), bad: () => Promise.reject(failing('BadBranch')) };
  const children = { aborted: 2, running: 0 };

  test('by the failure of another branch', async () => {
    const machine = distributed();
    const Wait = { Type: 'Wait', Seconds: 0, Next: 'Bad' };
    const branches = [machine, { StartAt: 'Wait', States: { Wait, Bad: task('bad') } }];
    const definition = {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: branches, End: true } },
    };
    const { client, arn } = await cloud(definition, stuck, { retryIntervalMs: 50 });
    const { executionArn, error } = await runToEnd(client, arn, [1, 2]);
    expect(error).toBe('BadBranch');
    expect(await mapRunOf(client, executionArn)).toMatchObject({
      status: 'ABORTED',
      executionCounts: children,
    });
    const types = (await historyOf(client, executionArn)).map(({ type }) => type);
    expect(types.filter((type) => /^Map.*Aborted$/.test(type ?? ''))).toEqual([
      'MapRunAborted',
      'MapStateAborted',
    ]);
  });

  test("by the machine's time-out", async () => {
    const { client, arn } = await cloud({ ...distributed(), TimeoutSeconds: 1 }, stuck);
    const { executionArn, status } = await runToEnd(client, arn, [1, 2]);
    expect(status).toBe('TIMED_OUT');
    expect(await mapRunOf(client, executionArn)).toMatchObject({
      status: 'ABORTED',
      executionCounts: children,
    });
  });
});

test('a Map within a Map has a Map Run of its own in each child', async () => {
  const { handlers } = worker();
  const inner = distributed({ Label: 'Cells' }).States.Rows;
  const definition = distributed({}, 'STANDARD', { Cells: inner });
  const { client, arn, stepFunctions } = await cloud(definition, handlers);
  const { executionArn, output } = await runToEnd(client, arn, [[1, 2], [3]]);
  expect(JSON.parse(output ?? '')).toEqual([[1, 2], [3]]);
  const [newest] = await childrenOf(client, (await mapRunOf(client, executionArn)).mapRunArn);
  const ofChild = await mapRunOf(client, newest?.executionArn);
  expect(ofChild.mapRunArn).toContain(':mapRun:m/Cells:');
  expect(ofChild.itemCounts).toMatchObject({ succeeded: 1 });
  // The parent's Map, two children with their Maps, and three children of those with their tasks.
  expect(stepFunctions.countTransitions(executionArn ?? '')).toBe(1 + 2 * 2 + 3 * 2);
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
    const { client, arn } = await cloud(definition, all, { objectsOf: () => objects });
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

import { TestStateCommand, type TestStateCommandInput } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { cloud, failing, lambda, oneTask, task } from './machines.ts';

async function tested(
  state: object,
  more: Partial<TestStateCommandInput> = {},
  work: () => unknown = () => 1,
) {
  const { client } = await cloud(oneTask(), { work });
  const command = { roleArn: 'arn:aws:iam::000000000000:role/r', definition: JSON.stringify(state), ...more };
  const { $metadata: _, ...answer } = await client.send(new TestStateCommand(command));
  return answer;
}

const work = { Type: 'Task', Resource: lambda('work'), Next: 'NEXT' };
const Retry = [{ ErrorEquals: ['BadError'], IntervalSeconds: 2, MaxAttempts: 4 }];

test('a state without work, and where it goes on', async () => {
  const Choices = [{ Variable: '$.a', NumericEquals: 1, Next: 'One' }];
  expect(await tested({ Type: 'Choice', Choices, Default: 'Other' }, { input: '{"a":1}' })).toEqual({
    ...{ status: 'SUCCEEDED', output: '{"a":1}', nextState: 'One' },
  });
  expect(await tested({ Type: 'Wait', Seconds: 3_600, End: true })).toEqual({
    status: 'SUCCEEDED',
    output: '{}',
  });
  expect(await tested({ Type: 'Fail', Error: 'No' })).toEqual({ status: 'FAILED', error: 'No' });
  expect(await tested({ Type: 'Pass', InputPath: '$.no', End: true })).toMatchObject({
    ...{
      status: 'FAILED',
      error: 'States.Runtime',
      cause: "Invalid path '$.no' : No results for path: $['no']",
    },
  });
});

test('a task that runs, or whose result is mocked, with all steps of its data', async () => {
  expect(await tested(work)).toEqual({ status: 'SUCCEEDED', output: '1', nextState: 'NEXT' });
  const state = {
    ...{ ...work, InputPath: '$.i', Parameters: { 'p.$': '$.a' }, ResultSelector: { 'r.$': '$.x' } },
    ...{ ResultPath: '$.o', OutputPath: '$.o' },
  };
  const { inspectionData, output } = await tested(state, {
    ...{ input: '{"i":{"a":1}}', mock: { result: '{"x":2}' }, inspectionLevel: 'DEBUG' },
  });
  expect(output).toBe('{"r":2}');
  expect(inspectionData).toEqual({
    input: '{"i":{"a":1}}',
    afterInputPath: '{"a":1}',
    afterParameters: '{"p":1}',
    result: '{"x":2}',
    afterResultSelector: '{"r":2}',
    afterResultPath: '{"i":{"a":1},"o":{"r":2}}',
    variables: '{}',
  });
});

test('an error is retried, caught, or neither', async () => {
  const mock = { errorOutput: { error: 'BadError', cause: 'c' } };
  const said = { error: 'BadError', cause: 'c' };
  const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Caught' }];
  const debug = { mock, inspectionLevel: 'DEBUG' as const };
  expect(
    await tested({ ...work, Retry, Catch }, { ...debug, stateConfiguration: { retrierRetryCount: 3 } }),
  ).toMatchObject({
    ...{ status: 'RETRIABLE', ...said },
    inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 16 } },
  });
  const usedUp = { stateConfiguration: { retrierRetryCount: 4 } };
  expect(await tested({ ...work, Retry, Catch }, { ...debug, ...usedUp })).toMatchObject({
    ...{
      status: 'CAUGHT_ERROR',
      nextState: 'Caught',
      output: '{"e":{"Error":"BadError","Cause":"c"}}',
      ...said,
    },
    inspectionData: { errorDetails: { catchIndex: 0 } },
  });
  expect(await tested({ ...work, Retry }, { ...debug, ...usedUp })).toMatchObject({
    ...{ status: 'FAILED', ...said, inspectionData: { errorDetails: { retryIndex: 0 } } },
  });
  expect(await tested(work, {}, () => Promise.reject(failing('BadError')))).toMatchObject({
    error: 'BadError',
  });
});

test('variables, a context of its own, and a state within a machine', async () => {
  const state = { Type: 'Pass', Parameters: { 'v.$': '$v', 'name.$': '$$.Execution.Name' }, End: true };
  const definition = {
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: state } }], End: true } },
  };
  const more = { stateName: 'In', variables: '{"v":1}', context: '{"Execution":{"Name":"mine"}}' };
  expect((await tested(definition, more)).output).toBe('{"v":1,"name":"mine"}');
});

test('what cannot be tested is refused', async () => {
  const validation = { name: 'ValidationException' };
  const mock = { result: '[]' };
  const parallel = { Type: 'Parallel', Branches: [oneTask()], End: true };
  await expect(tested({ Type: 'Pass', End: true }, { mock })).rejects.toMatchObject({
    ...{ ...validation, message: "State type 'Pass' is not supported when a mock is specified" },
  });
  await expect(tested(parallel)).rejects.toMatchObject(validation);
  await expect(tested(parallel, { mock })).rejects.toMatchObject({
    ...validation,
    message: 'Mocked result must contain the same number of items as number of Parallel branches.',
  });
  await expect(tested(task('work'), { mock: {} })).rejects.toMatchObject(validation);
  await expect(tested(work, { stateName: 'Absent' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
  await expect(tested({ Type: 'Dance' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

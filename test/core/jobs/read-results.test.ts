import { expect, test } from 'vitest';
import { readResults } from '../../../core/jobs/read-results.ts';

const prefix = 'jobs/drive-sync/a-job/results/run/';

/** The files as a Map's result writer has them. */
const read = (groups: Record<'SUCCEEDED' | 'FAILED' | 'PENDING', object[][]>) => {
  const objects: Record<string, unknown> = {};
  const listed = Object.entries(groups).map(([group, files]) => {
    const keys = files.map((_, index) => `${prefix}${group}_${index}.json`);
    for (const [index, key] of keys.entries()) objects[key] = files[index];
    return [group, keys.map((Key) => ({ Key, Size: 1 }))];
  });
  objects[`${prefix}manifest.json`] = {
    ...{ DestinationBucket: 'config', MapRunArn: 'run' },
    ResultFiles: Object.fromEntries(listed),
  };
  return readResults(`${prefix}manifest.json`, {
    readJson: async (key, schema) => schema.parse(objects[key]),
  });
};

const record = (input: object, more: object) => ({
  ...{ ExecutionArn: 'arn', Input: JSON.stringify(input), InputDetails: { Included: true } },
  ...more,
});
const batch = (...ids: string[]) => ({ BatchInput: { job: 'a-job' }, Items: ids.map((id) => ({ id })) });

test('a batch’s outcomes are those in its output', async () => {
  const outcomes = [
    { id: 'a', outcome: 'updated' },
    { id: 'b', failed: 'DriveStorageFullError', reason: 'the shared drive is full' },
  ];
  const first = record(batch('a', 'b'), { Output: JSON.stringify(outcomes), Status: 'SUCCEEDED' });
  const second = record(batch('c'), { Output: JSON.stringify([{ id: 'c', outcome: 'created' }]) });
  expect(await read({ SUCCEEDED: [[first], [second]], FAILED: [], PENDING: [] })).toEqual([
    ...outcomes,
    { id: 'c', outcome: 'created' },
  ]);
});

test('each item of a batch that failed as a whole has failed, with its error', async () => {
  const failed = record(batch('a', 'b'), { Error: 'Lambda.Unknown', Cause: 'Mila Novak', Status: 'FAILED' });
  const aborted = record({ Items: [{ part: 7 }] }, { Status: 'ABORTED' });
  const pending = record(batch('c'), { Status: 'PENDING' });
  const outcomes = await read({ SUCCEEDED: [], FAILED: [[failed, aborted]], PENDING: [[pending]] });
  expect(outcomes).toMatchObject([
    { id: 'a', failed: 'Lambda.Unknown' },
    { id: 'b', failed: 'Lambda.Unknown' },
    { id: 'part 7', failed: 'States.Aborted' },
    { id: 'c', failed: 'NotStarted' },
  ]);
  expect(JSON.stringify(outcomes), 'a cause may quote anything').not.toContain('Mila');
});

test('an item with an execution of its own is done when that succeeded', async () => {
  const drawn = record(
    { job: 'a-job', item: { id: 'roster.csv', key: 'lists/a/roster.csv' } },
    { Output: JSON.stringify({ pushed: { outcome: 'created' } }) },
  );
  expect(await read({ SUCCEEDED: [[drawn]], FAILED: [], PENDING: [] })).toEqual([
    { id: 'roster.csv', outcome: 'done' },
  ]);
});

import { expect, test } from 'vitest';
import {
  type ChildResult,
  manifestOf,
  recordOf,
  resultFiles,
  resultsOf,
  written,
} from '../../../step-functions/distributed-map/result-files.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m/Rows';
const execution = (name: string) => ({
  ...{
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:m/Rows:${name}`,
    stateMachineArn: machine,
  },
  ...{
    name,
    startDate: Date.UTC(2026, 8, 24, 1, 2, 3, 456),
    stopDate: Date.UTC(2026, 8, 24, 1, 2, 4),
    redriveCount: 0,
  },
});
const succeeded = (output: unknown): ChildResult => ({
  ...{ status: 'SUCCEEDED', input: '{"n":1}', output: JSON.stringify(output), execution: execution('a') },
});
const failed: ChildResult = {
  ...{ status: 'FAILED', input: '{"n":2}', error: 'E', cause: 'c', execution: execution('b') },
};
const pending: ChildResult = { status: 'PENDING', input: '{"n":3}' };

// The forms are AWS's, as recorded in https://github.com/radkawar/stackd (testdata/aws/stepfunctions).
test('the record of a child that succeeded, of one that failed, and of one that has not started', () => {
  expect(JSON.stringify(recordOf(succeeded(2)))).toBe(
    `{"ExecutionArn":"arn:aws:states:us-east-1:000000000000:execution:m/Rows:a","Input":"{\\"n\\":1}","InputDetails":{"Included":true},"Name":"a","Output":"2","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"2026-09-24T01:02:03.456Z","StateMachineArn":"${machine}","Status":"SUCCEEDED","StopDate":"2026-09-24T01:02:04.000Z"}`,
  );
  expect(JSON.stringify(recordOf(failed))).toBe(
    `{"Cause":"c","Error":"E","ExecutionArn":"arn:aws:states:us-east-1:000000000000:execution:m/Rows:b","Input":"{\\"n\\":2}","InputDetails":{"Included":true},"Name":"b","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate":"2026-09-24T01:02:03.456Z","StateMachineArn":"${machine}","Status":"FAILED","StopDate":"2026-09-24T01:02:04.000Z"}`,
  );
  expect(JSON.stringify(recordOf(pending))).toBe(
    '{"Input":"{\\"n\\":3}","InputDetails":{"Included":true},"Status":"PENDING"}',
  );
});

test('the files of an export, those without records left out', () => {
  const { FAILED, PENDING, SUCCEEDED } = resultFiles('out/id/', [succeeded(2), failed, pending], {});
  expect([FAILED, PENDING, SUCCEEDED].flat().map(({ key }) => key)).toEqual([
    'out/id/FAILED_0.json',
    'out/id/PENDING_0.json',
    'out/id/SUCCEEDED_0.json',
  ]);
  expect(JSON.parse(SUCCEEDED[0]?.body ?? '')).toEqual([recordOf(succeeded(2))]);
  expect(resultFiles('', [failed], {})).toMatchObject({ PENDING: [], SUCCEEDED: [] });
});

test('children that were aborted or timed out are with those that failed', () => {
  const statuses = (['ABORTED', 'TIMED_OUT'] as const).map((status) => ({ ...failed, status }));
  expect(JSON.parse(resultFiles('', statuses, {}).FAILED[0]?.body ?? '')).toHaveLength(2);
});

test.each<[object, string, string]>([
  [{ Transformation: 'COMPACT' }, 'SUCCEEDED_0.json', '[[1,2],3]'],
  [{ Transformation: 'FLATTEN' }, 'SUCCEEDED_0.json', '[1,2,3]'],
  [{ Transformation: 'COMPACT', OutputType: 'JSONL' }, 'SUCCEEDED_0.jsonl', '[1,2]\n3\n'],
  [{ Transformation: 'FLATTEN', OutputType: 'JSONL' }, 'SUCCEEDED_0.jsonl', '1\n2\n3\n'],
])('%j', (config, key, body) => {
  const files = resultFiles('', [succeeded([1, 2]), succeeded(3), failed], config);
  expect(files.SUCCEEDED).toEqual([{ key, body }]);
  expect(files.FAILED[0]?.body).toContain('"Status":"FAILED"');
});

test('what the state gives when nothing is exported', () => {
  const children = [succeeded([1, 2]), failed, succeeded(null)];
  expect(resultsOf(children, {})).toEqual([[1, 2], recordOf(failed), null]);
  expect(resultsOf(children, { Transformation: 'FLATTEN' })).toEqual([1, 2, recordOf(failed), null]);
  expect(resultsOf(children, { Transformation: 'NONE' })).toEqual(children.map(recordOf));
});

test('the manifest', () => {
  const file = written({ key: 'out/id/SUCCEEDED_0.json', body: '["ä"]' });
  expect(manifestOf('b', 'arn', { FAILED: [], PENDING: [], SUCCEEDED: [file] })).toBe(
    '{"DestinationBucket":"b","MapRunArn":"arn","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"out/id/SUCCEEDED_0.json","Size":6}]}}',
  );
});

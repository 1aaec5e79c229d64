import { expect, test } from 'vitest';
import { finishedJob, type Outcome, resultFile } from '../../../../core/jobs/job-state.ts';
import { finishJob } from '../../../../lambdas/jobs/finish-job/finish-job.ts';

const folder = 'jobs/drive-sync/a-job';

async function finish(outcomes: readonly Outcome[]) {
  const objects: Record<string, unknown> = {
    manifest: { ResultFiles: { SUCCEEDED: [{ Key: 'SUCCEEDED_0.json' }], FAILED: [], PENDING: [] } },
    'SUCCEEDED_0.json': [{ Input: '{}', Output: JSON.stringify(outcomes) }],
  };
  const plan = {
    ...{ bucket: 'config', key: `${folder}/plan.jsonl`, items: outcomes.length },
    ...{ counts: { unchanged: 4950 }, order: {} },
  };
  const result = await finishJob(
    { plan, manifest: 'manifest' },
    {
      files: {
        readJson: async (key, schema) => schema.parse(objects[key]),
        async writeJson(key, content) {
          objects[key] = content;
        },
      },
    },
  );
  return {
    result: finishedJob.shape.result.parse(result),
    file: resultFile.parse(objects[`${folder}/result.json`]),
  };
}

test('the result counts what was found and what was done', async () => {
  const { result, file } = await finish([
    { id: 'a', outcome: 'updated' },
    { id: 'b', outcome: 'updated' },
    { id: 'c', outcome: 'created' },
  ]);
  const counts = { unchanged: 4950, updated: 2, created: 1 };
  expect(result).toEqual({
    ...{ bucket: 'config', key: `${folder}/result.json` },
    ...{ items: 3, counts, failed: 0 },
  });
  const outcomes = { updated: 2, created: 1 };
  expect(file).toEqual({ items: 3, counts, failed: 0, failures: [], outcomes, manifest: 'manifest' });
});

test('what failed is counted by its error in the state, and listed in the file', async () => {
  const failures = [
    { id: 'a', failed: 'ServiceUnavailableError', reason: 'a: 503' },
    { id: 'b', failed: 'DriveStorageFullError', reason: 'the shared drive is full' },
    { id: 'c', failed: 'DriveStorageFullError', reason: 'the shared drive is full' },
  ];
  const { result, file } = await finish([...failures, { id: 'd', outcome: 'updated' }]);
  expect(result).toMatchObject({
    failed: 3,
    counts: { unchanged: 4950, updated: 1 },
    cause: '3 failed: DriveStorageFullError 2, ServiceUnavailableError 1. Which ones is in result.json',
  });
  expect(file.failures).toEqual(failures);
  expect(file.outcomes).toEqual({ updated: 1, DriveStorageFullError: 2, ServiceUnavailableError: 1 });
});

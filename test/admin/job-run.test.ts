import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientConfig } from '../../admin/client-config.ts';
import { exitCodes } from '../../admin/exit-codes.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../../admin/job-run.ts';
import { execution, machine, StepFunctionsDouble } from './step-functions-double.ts';

const folder = 'jobs/drive-sync/a-job';
const plan = {
  ...{ bucket: 'config', key: `${folder}/plan.jsonl`, items: 50 },
  ...{ counts: { unchanged: 4950, withoutRegistration: 2, orphans: 0 }, order: {} },
};
const run = { ResultWriterDetails: { Bucket: 'config', Key: `${folder}/results/manifest.json` } };
const sum = { items: 50, counts: { unchanged: 4950, updated: 48 }, failed: 2, cause: '2 failed' };
const result = { bucket: 'config', key: `${folder}/result.json`, ...sum };
const failures = [
  { id: 'cs_test_1', failed: 'ServiceUnavailableError', reason: 'cs_test_1: 503' },
  { id: 'cs_test_2', failed: 'TypeError', reason: 'unexpected; its text is withheld' },
];
const file = { ...sum, failures, outcomes: { updated: 48, ServiceUnavailableError: 1, TypeError: 1 } };

let double: StepFunctionsDouble;
let config: ClientConfig;
let said: string[];
beforeEach(async () => {
  double = new StepFunctionsDouble();
  double.answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-local-drive-sync')] }];
  double.objects[`/config/${folder}/result.json`] = JSON.stringify(file);
  config = await double.start();
  said = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  double.stop();
});

const follow = () =>
  followJob(config, { stage: 'local', machine: 'drive-sync', order: { prune: true }, what: 'Files' });

const finished = (output: object) => ({
  events: [
    {
      ...{ id: 1, timestamp: 0, type: 'TaskStateExited' },
      stateExitedEventDetails: { name: 'Finish job', output: JSON.stringify(output) },
    },
  ],
});

describe('a job', () => {
  test('of which some items failed has a result, and needs attention', async () => {
    double.answers.DescribeExecution = [execution('FAILED', { error: 'SomeItemsFailed', cause: '2 failed' })];
    double.answers.GetExecutionHistory = [finished({ plan, run, result })];
    const end = await follow();
    expect(said[0]).toMatch(/^Execution \S+ of tkd-registration-local-drive-sync\nhttps?:/);
    expect(exitCodeOf(end)).toBe(exitCodes.needsAttention);
    expect(inJson(end)).toEqual({ execution: end.execution, ...file });
    expect(inWords(end)).toBe(
      [
        'Done: 4950 unchanged, 48 updated.',
        '2 failed. Start it again, and it does only what is missing.',
        '  cs_test_1: ServiceUnavailableError: cs_test_1: 503',
        '  cs_test_2: TypeError: unexpected; its text is withheld',
      ].join('\n'),
    );
  });

  test('that did everything is done', async () => {
    const all = { items: 48, counts: sum.counts, failed: 0 };
    double.objects[`/config/${folder}/result.json`] = JSON.stringify({ ...all, failures: [], outcomes: {} });
    const output = JSON.stringify({ plan, run, result: { ...result, ...all } });
    double.answers.DescribeExecution = [execution('SUCCEEDED', { output })];
    const end = await follow();
    expect(exitCodeOf(end)).toBe(exitCodes.done);
    expect(inWords(end)).toBe('Done: 4950 unchanged, 48 updated.');
  });

  test('that had nothing to do says what it found', async () => {
    const output = JSON.stringify({ plan: { ...plan, items: 0 } });
    double.answers.DescribeExecution = [execution('SUCCEEDED', { output })];
    const end = await follow();
    expect(exitCodeOf(end)).toBe(exitCodes.done);
    expect(inWords(end)).toBe('Nothing to do: 4950 unchanged, 2 without registration.');
    expect(inJson(end)).toMatchObject({ items: 0, counts: plan.counts, failures: [] });
  });

  test('that failed as a whole says why', async () => {
    double.answers.DescribeExecution = [
      execution('FAILED', { error: 'SecretInvalidError', cause: 'missing' }),
    ];
    await expect(follow()).rejects.toThrow('SecretInvalidError: missing');
  });

  test('has all of its plan, what is its own included', async () => {
    const lists = { ...plan, files: [{ key: 'lists/GfG.csv' }] };
    double.answers.DescribeExecution = [execution('SUCCEEDED', { output: JSON.stringify({ plan: lists }) })];
    expect((await follow()).plan).toEqual(lists);
  });
});

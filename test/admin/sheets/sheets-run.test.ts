import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import type { Completion } from '../../../admin/completion-bar.ts';
import { type Nothing, type Result, SheetsRun } from '../../../admin/sheets/sheets-run.ts';
import { parseSheetOrder } from '../../../core/sheets/sheet-order.ts';
import { arn, execution, machineName, StepFunctionsDouble } from '../step-functions-double.ts';

const order = parseSheetOrder({ filter: { kind: 'changed' }, paper: 'letter' });

let double: StepFunctionsDouble;
let run: SheetsRun;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheets-run-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(async () => {
  double = new StepFunctionsDouble();
  double.answers.DescribeExecution = [execution('SUCCEEDED', { output: JSON.stringify(result) })];
  run = new SheetsRun(await double.start(), 'local');
});
afterEach(() => double.stop());

const plan = {
  ...{ bucket: 'badges', key: 'sheets/an-execution/plan.jsonl', items: 2, counts: { badges: 203 } },
  order: { paper: 'letter' as const, first: 1, cutLines: true, askedFor: 'all registrations' },
};
const mapRun = {
  ResultWriterDetails: { Bucket: 'badges', Key: 'sheets/an-execution/results/manifest.json' },
};
const key = (name: string) => ({ key: `sheets/an-execution/${name}` });
const result = {
  ...{ plan, run: mapRun },
  report: {
    ...{ bucket: 'badges', pdf: key('report.pdf'), csv: key('preflight.csv') },
    files: [key('badges-1-of-2.pdf'), key('badges-2-of-2.pdf')],
    ...{ badges: 202, notPrinted: 1, withFindings: 2, failed: 0 },
  },
} satisfies Result;

const exited = (name: string, output: object) => ({
  ...{ id: 1, timestamp: 0, type: 'TaskStateExited' },
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

/** Waits for the execution, and keeps what was reported meanwhile. */
async function ended(): Promise<{ result: Result | Nothing; completions: Completion[] }> {
  const completions: Completion[] = [];
  return { result: await run.end('an-execution', (one) => completions.push(one)), completions };
}

test("an order is started on the stage's badge sheets", async () => {
  await run.start(order);
  const [started] = double.asked.filter(({ call }) => call === 'StartExecution');
  expect(started?.input.stateMachineArn).toBe(arn('stateMachine', machineName));
  expect(JSON.parse(started?.input.input ?? '')).toEqual(order);
});

describe('an execution is waited for', () => {
  test('until it has ended with its result', async () => {
    double.answers.DescribeExecution?.unshift(execution('RUNNING'));
    expect((await ended()).result).toEqual(result);
  });

  test('and reports how many files are made, those that failed included', async () => {
    double.answers.DescribeExecution?.unshift(execution('RUNNING'), execution('RUNNING'));
    double.answers.ListMapRuns = [{ mapRuns: [] }, { mapRuns: [{ mapRunArn: 'run' }] }];
    const counts = { pending: 0, running: 1, timedOut: 0, aborted: 0, total: 2, resultsWritten: 0 };
    double.answers.DescribeMapRun = [
      { itemCounts: { ...counts, succeeded: 1, failed: 0 } },
      { itemCounts: { ...counts, succeeded: 1, failed: 1 } },
    ];
    const { completions } = await ended();
    expect(completions).toEqual([
      { total: 2, done: 1 },
      { total: 2, done: 2 },
    ]);
  });

  test('and has a result too if some of its files could not be made', async () => {
    const some = { ...result, report: { ...result.report, failed: 1, cause: 'file 2: Lambda.Unknown' } };
    double.answers.DescribeExecution = [
      execution('FAILED', { error: 'SomeItemsFailed', cause: 'file 2: Lambda.Unknown' }),
    ];
    double.answers.GetExecutionHistory = [{ events: [exited('Finish sheets', some)] }];
    expect((await ended()).result).toEqual(some);
  });

  test('and has only a plan, and no completion, when there was nothing to print; near misses are fetched', async () => {
    const key = 'sheets/an-execution/near-misses.json';
    const nothing = {
      plan: { ...plan, items: 0, counts: { badges: 0 }, nearMisses: { bucket: 'badges', key } },
    };
    const missed = { ids: [{ id: 'T1-00000-00000' }] };
    double.objects[`/badges/${key}`] = JSON.stringify(missed);
    double.answers.DescribeExecution = [execution('SUCCEEDED', { output: JSON.stringify(nothing) })];
    double.answers.GetExecutionHistory = [{ events: [exited('Plan sheets', nothing)] }];
    expect(await ended()).toEqual({ result: nothing, completions: [] });
    expect(await run.nearMisses(nothing)).toEqual(missed);
    expect(await run.nearMisses({ plan }), 'where nothing was missed').toEqual({});
  });

  const lambdaError = { errorType: 'InputInvalidError', errorMessage: 'first: expected 1 to 6', trace: [] };
  test.each([
    [
      'in the words of the command for what only a step can know of an option',
      { error: 'InputInvalidError', cause: JSON.stringify(lambdaError) },
      '--first: expected 1 to 6',
    ],
    [
      'as it is for anything else',
      { error: 'States.Runtime', cause: 'no such path' },
      'The execution ended as FAILED: States.Runtime: no such path',
    ],
  ])('and its failure is reported %s', async (_, failure, message) => {
    double.answers.DescribeExecution = [execution('FAILED', failure)];
    const error = await ended().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ message });
  });
});

describe('the files are fetched', () => {
  const names = ['badges-1-of-2.pdf', 'badges-2-of-2.pdf', 'report.pdf', 'preflight.csv'];

  test('into a folder named by the execution, the sheets and then the report and the list', async () => {
    for (const name of names) {
      double.objects[`/badges/sheets/an-execution/${name}`] = `the content of ${name}`;
    }
    const paths = await run.download(result, join(directory, 'out'));
    const folder = join(directory, 'out/an-execution');
    expect(paths).toEqual(names.map((name) => join(folder, name)));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(
      names.map((name) => `the content of ${name}`),
    );
  });

  test('without a file of which no badge could be printed', async () => {
    for (const name of names.slice(2)) double.objects[`/badges/sheets/an-execution/${name}`] = name;
    const report = { ...result.report, files: [] };
    const paths = await run.download({ ...result, report }, join(directory, 'none'));
    expect(paths.map((path) => basename(path))).toEqual(['report.pdf', 'preflight.csv']);
  });

  test('or are said to be missing', async () => {
    await expect(run.download(result, join(directory, 'missing'))).rejects.toThrow();
  });
});

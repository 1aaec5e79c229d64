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

const print = { paper: 'letter' as const, first: 1, cutLines: true, askedFor: 'all registrations' };
const files = [
  { file: 1, of: 2, badges: 200 },
  { file: 2, of: 2, badges: 3 },
];
const sheetOf = (file: number, badges: number, notPrinted: number) => {
  const key = `sheets/an-execution/badges-${file}-of-2.pdf`;
  return {
    print,
    file: { file, of: 2, badges: badges + notPrinted },
    sheet: { key, badges, notPrinted, withFindings: 1 },
  };
};
const plan = { badges: 203, print, files };
const result = {
  plan,
  sheets: [sheetOf(1, 199, 1), sheetOf(2, 3, 0)],
  report: {
    ...{ bucket: 'badges', pdf: { key: 'sheets/an-execution/report.pdf' } },
    csv: { key: 'sheets/an-execution/preflight.csv' },
    ...{ badges: 202, notPrinted: 1, withFindings: 2 },
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

  test('and reports how far it has come, by what is planned and what is made, not printed included', async () => {
    const planned = exited('Plan sheets', { plan });
    const [first, second] = result.sheets.map((sheet) => exited('Make sheet', sheet));
    double.answers.DescribeExecution?.unshift(execution('RUNNING'), execution('RUNNING'));
    double.answers.GetExecutionHistory = [
      { events: [{ id: 1, timestamp: 0, type: 'ExecutionStarted' }] },
      { events: [planned], nextToken: '2' },
      { events: [exited('Any badges?', { plan }), first] },
      { events: [planned, first, exited('Push sheet to Drive', {}), second] },
    ];
    const { completions } = await ended();
    expect(completions).toEqual([
      { total: 203, done: 200, note: 'file 1 of 2' },
      { total: 203, done: 203, note: 'file 2 of 2' },
    ]);
  });

  test('and has only a plan, and no completion, when there was nothing to print; near misses are fetched', async () => {
    const key = 'sheets/an-execution/near-misses.json';
    const nothing = { plan: { badges: 0, print, files: [], nearMisses: { bucket: 'badges', key } } };
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
    const sheets = result.sheets.map(({ sheet: { key: _, ...sheet }, ...planned }) => ({
      ...planned,
      sheet,
    }));
    const paths = await run.download({ ...result, sheets }, join(directory, 'none'));
    expect(paths.map((path) => basename(path))).toEqual(['report.pdf', 'preflight.csv']);
  });

  test('or are said to be missing', async () => {
    await expect(run.download(result, join(directory, 'missing'))).rejects.toThrow();
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/sheets/command.ts';
import { type Nothing, type Progress, type Result, SheetsRun } from '../../../admin/sheets/sheets-run.ts';
import { parseSheetOrder } from '../../../core/sheets/sheet-order.ts';

const arn = (kind: string, name: string) => `arn:aws:states:us-east-1:123456789012:${kind}:${name}`;
const machineName = 'tkd-registration-local-badge-sheets';
const order = parseSheetOrder({ filter: { kind: 'changed' }, paper: 'letter' });

/** What Step Functions answers to a call, in turn; the last answer stays. */
let answers: Record<string, object[]>;
let asked: { call: string; input: Record<string, string> }[];
let objects: Record<string, string>;
let server: Server;
let run: SheetsRun;
let directory: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const [, call] = /^AWSStepFunctions\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    if (call === undefined) {
      const key = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname);
      response.writeHead(key in objects ? 200 : 404).end(objects[key]);
      return;
    }
    asked.push({ call, input: JSON.parse(await text(request)) });
    const [answer = {}, ...more] = answers[call] ?? [];
    if (more.length > 0) answers[call] = more;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  run = new SheetsRun(awsClientConfig({ endpoints: { aws: `http://127.0.0.1:${port}` } }), 'local');
  directory = mkdtempSync(join(tmpdir(), 'sheets-run-'));
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  asked = [];
  objects = {};
  answers = {
    ListStateMachines: [
      {
        stateMachines: [machine('tkd-registration-local'), machine('tkd-registration-prod-badge-sheets')],
        nextToken: '2',
      },
      { stateMachines: [machine(machineName)] },
    ],
    StartExecution: [{ executionArn: 'started', startDate: 0 }],
    DescribeExecution: [execution('SUCCEEDED', { output: JSON.stringify(result) })],
    GetExecutionHistory: [{ events: [] }],
  };
});

const machine = (name: string) => ({
  ...{ name, stateMachineArn: arn('stateMachine', name) },
  ...{ type: 'STANDARD', creationDate: 0 },
});
const execution = (status: string, more: object = {}) => ({
  ...{ executionArn: '', stateMachineArn: '', startDate: 0, status },
  ...more,
});

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

/** Waits for the execution, and keeps what was told of its progress. */
async function ended(): Promise<{ result: Result | Nothing; progress: Progress[] }> {
  const progress: Progress[] = [];
  return { result: await run.end('an-execution', (update) => progress.push(update)), progress };
}

describe('an execution is started', () => {
  test('of the machine of its stage, under a name of its own that sorts by time, with the order and nothing else', async () => {
    const names = [await run.start(order), await run.start(order)];
    for (const name of names) expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/);
    const started = asked.filter(({ call }) => call === 'StartExecution').map(({ input }) => input);
    expect(started.map(({ name }) => name)).toEqual(names);
    expect(started[0]?.stateMachineArn).toBe(arn('stateMachine', machineName));
    expect(JSON.parse(started[0]?.input ?? '')).toEqual(order);
  });

  test('not where the stage has no badge sheets', async () => {
    answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-local')] }];
    await expect(run.start(order)).rejects.toThrow(new CommandError('Stage local has no badges.'));
  });

  test('not where there is no such stage', async () => {
    answers.ListStateMachines = [{ stateMachines: [machine('tkd-registration-other')] }];
    await expect(run.start(order)).rejects.toThrow(
      new CommandError('There is no stage local in this account and region.'),
    );
  });

  test('not where nothing answers', async () => {
    const config = { ...awsClientConfig({ endpoints: { aws: 'http://127.0.0.1:9' } }), maxAttempts: 1 };
    const starting = new SheetsRun(config, 'local').start(order);
    await expect(starting).rejects.toThrow(CommandError);
    await expect(starting).rejects.toThrow(/^Step Functions cannot be reached: \S/);
  });
});

describe('an execution is waited for', () => {
  test('by its name, until it has ended with its result', async () => {
    answers.DescribeExecution?.unshift(execution('RUNNING'));
    expect((await ended()).result).toEqual(result);
    const described = asked.filter(({ call }) => call === 'DescribeExecution');
    expect(described.map(({ input }) => input.executionArn)).toEqual([
      arn('execution', `${machineName}:an-execution`),
      arn('execution', `${machineName}:an-execution`),
    ]);
  });

  test('and tells how far it has come, by what is planned and what is made, not printed included', async () => {
    const planned = exited('Plan sheets', { plan });
    const [first, second] = result.sheets.map((sheet) => exited('Make sheet', sheet));
    answers.DescribeExecution = [
      ...[execution('RUNNING'), execution('RUNNING')],
      ...(answers.DescribeExecution ?? []),
    ];
    answers.GetExecutionHistory = [
      { events: [{ id: 1, timestamp: 0, type: 'ExecutionStarted' }] },
      { events: [planned], nextToken: '2' },
      { events: [exited('Any badges?', { plan }), first] },
      { events: [planned, first, exited('Push sheet to Drive', {}), second] },
    ];
    const { progress } = await ended();
    expect(progress).toEqual([
      { badges: 203, done: 200, files: 2, made: 1 },
      { badges: 203, done: 203, files: 2, made: 2 },
    ]);
  });

  test('and has a plan alone, and no progress, when there was nothing to print; what is near is fetched', async () => {
    const key = 'sheets/an-execution/near-misses.json';
    const nothing = { plan: { badges: 0, print, files: [], nearMisses: { bucket: 'badges', key } } };
    const missed = { ids: [{ id: 'T1-00000-00000' }] };
    objects[`/badges/${key}`] = JSON.stringify(missed);
    answers.DescribeExecution = [execution('SUCCEEDED', { output: JSON.stringify(nothing) })];
    answers.GetExecutionHistory = [{ events: [exited('Plan sheets', nothing)] }];
    expect(await ended()).toEqual({ result: nothing, progress: [] });
    expect(await run.nearMisses(nothing)).toEqual(missed);
    expect(await run.nearMisses({ plan }), 'where nothing was missed').toEqual({});
  });

  const lambdaError = { errorType: 'InputInvalidError', errorMessage: 'first: expected 1 to 6', trace: [] };
  test.each([
    [
      'what only a step can know of an option, in the words of the command',
      { status: 'FAILED', error: 'InputInvalidError', cause: JSON.stringify(lambdaError) },
      '--first: expected 1 to 6',
    ],
    [
      'a cause that is a text',
      { status: 'FAILED', error: 'States.Runtime', cause: 'no such path' },
      'The execution ended as FAILED: States.Runtime: no such path',
    ],
    [
      'a cause that is another document',
      { status: 'FAILED', error: 'States.TaskFailed', cause: '{"Payload":1}' },
      'The execution ended as FAILED: States.TaskFailed: {"Payload":1}',
    ],
    [
      'a cause that is JSON and no document',
      { status: 'FAILED', error: 'States.TaskFailed', cause: 'null' },
      'The execution ended as FAILED: States.TaskFailed: null',
    ],
    [
      'nobody',
      { status: 'TIMED_OUT', error: 'States.Timeout' },
      'The execution ended as TIMED_OUT: States.Timeout',
    ],
    ['a person who stopped it', { status: 'ABORTED' }, 'The execution ended as ABORTED'],
  ])('and its failure is told when it was failed by %s', async (_, { status, ...more }, message) => {
    answers.DescribeExecution = [execution(status, more)];
    await expect(ended()).rejects.toThrow(new CommandError(message));
  });
});

describe('the files are fetched', () => {
  const names = ['badges-1-of-2.pdf', 'badges-2-of-2.pdf', 'report.pdf', 'preflight.csv'];

  test('into a folder named by the execution, the sheets and then the report and the list', async () => {
    for (const name of names) {
      objects[`/badges/sheets/an-execution/${name}`] = `the content of ${name}`;
    }
    const paths = await run.download(result, join(directory, 'out'));
    const folder = join(directory, 'out/an-execution');
    expect(paths).toEqual(names.map((name) => join(folder, name)));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(
      names.map((name) => `the content of ${name}`),
    );
  });

  test('without a file of which nobody could be printed', async () => {
    for (const name of names.slice(2)) objects[`/badges/sheets/an-execution/${name}`] = name;
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

import { afterEach, expect, test, vi } from 'vitest';
import { startConsole } from '../../console/console.ts';
import { StepFunctions } from '../../step-functions/service.ts';

const hostile = '<script>alert(1)</script>"\'&';
const lambda = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:registration';
const caught = { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Park' };
const definition = {
  StartAt: 'Confirm',
  States: {
    Confirm: {
      Type: 'Task',
      Resource: lambda('confirm'),
      Retry: [{ ErrorEquals: ['NotYet'] }],
      Next: 'Fulfil',
    },
    Fulfil: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Mail', States: { Mail: { Type: 'Task', Resource: lambda('mail'), End: true } } },
        { StartAt: 'Badge', States: { Badge: { Type: 'Task', Resource: lambda('badge'), End: true } } },
      ],
      Catch: [caught],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Park: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
  },
};
const toStop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) await stop();
});

async function cloud(
  invoke: (functionArn: string, payload: unknown) => Promise<unknown>,
  machines = [{ name: 'registration', arn: machineArn, definition: definition as object }],
) {
  const stepFunctions = new StepFunctions({ machines, invoke, retryIntervalMs: 0 });
  const pages = [{ title: 'Mails', url: 'http://127.0.0.1:8005', note: hostile }];
  const { url, stop } = await startConsole({ stepFunctions, pages, edgeUrl: 'http://127.0.0.1:9' });
  toStop.push(() => stepFunctions.stop(), stop);
  return { url, stepFunctions };
}

const start = (stepFunctions: StepFunctions, name: string, input: unknown = {}) =>
  stepFunctions.handle('StartExecution', { stateMachineArn: machineArn, name, input: JSON.stringify(input) });

async function read(url: string) {
  const response = await fetch(url);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Reloads the page until it shows a text. */
const readUntil = (url: string, shown: string) =>
  vi.waitFor(async () => {
    const { text } = await read(url);
    if (!text.includes(shown)) throw new Error(`the page does not show ${shown}`);
    return text;
  });

test('the first page says what runs, and the list of executions is live', async () => {
  const { url, stepFunctions } = await cloud(() => new Promise(() => undefined));
  expect((await read(url)).text).toContain('<a href="http://127.0.0.1:8005">Mails</a>');
  await start(stepFunctions, 'entry_1');
  const { text } = await read(`${url}/executions`);
  expect(text).toContain('<a href="/executions/entry_1?machine=registration">entry_1</a>');
  expect(text).toContain('<span class="running">RUNNING</span>');
  expect(text).toContain(' data-live>');
});

test('an execution is drawn with what happened to each state', async () => {
  let confirmed = 0;
  const { url, stepFunctions } = await cloud(async (functionArn) => {
    if (functionArn.endsWith('confirm')) {
      confirmed += 1;
      if (confirmed > 1) return {};
    }
    if (functionArn.endsWith('badge')) return new Promise(() => undefined);
    const error = new Error(hostile);
    error.name = functionArn.endsWith('confirm') ? 'NotYet' : 'MailRejectedError';
    throw error;
  });
  await start(stepFunctions, 'entry_1');
  const page = `${url}/executions/entry_1`;
  const text = await readUntil(page, '<span class="failed">FAILED</span>');
  expect(text).toContain('<div class="state succeeded">Confirm <small>Task, succeeded, 2 attempts</small>');
  expect(text).toContain('<div class="state caught">Fulfil <small>Parallel, caught</small>');
  expect(text).toContain('<div class="state failed">Mail <small>Task, failed</small>');
  expect(text).toContain('<div class="state stopped">Badge <small>Task, stopped</small>');
  expect(text).toContain('<div class="state not-reached">Done <small>Succeed, not reached</small>');
  expect(text).toContain('<div class="state failed">Park <small>Fail, failed</small>');
  expect(text).toContain('<p class="failed">MailRejectedError</p>');
  expect(text).toContain('<td>LambdaFunctionFailed');
  expect(text).not.toContain('data-live');
});

test('a Distributed Map is shown with its Map Run, and each of its executions on a page of its own', async () => {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    ...{ StartAt: 'Row', States: { Row: { Type: 'Task', Resource: lambda('row'), End: true } } },
  };
  const Rows = { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true };
  const machines = [
    { name: 'registration', arn: machineArn, definition: { StartAt: 'Rows', States: { Rows } } },
  ];
  const { url, stepFunctions } = await cloud(async (_, item) => {
    if (item === 'bad') throw Object.assign(new Error(hostile), { name: 'BadRowError' });
  }, machines);
  await start(stepFunctions, 'entry_1', ['good', 'bad', 'late']);
  const text = await readUntil(`${url}/executions/entry_1`, '<span class="failed">FAILED</span>');
  expect(text).toContain('<div class="state failed">Rows <small>Map, failed</small>');
  expect(text).not.toContain('>Row <small>');
  expect(text).toContain('1 succeeded, 1 failed, 1 pending');
  const links = [...text.matchAll(/href="(\/children\/[^"]+)"/g)].map(([, link = '']) => link);
  expect(links).toHaveLength(2);
  const child = await read(`${url}${links[0]}`);
  expect(child.status).toBe(200);
  expect(child.text).toContain('<div class="state failed">Row <small>Task, failed</small>');
  expect(child.text).toContain('<p class="failed">BadRowError</p>');
  expect(child.text).not.toContain('<form');
  expect((await read(`${url}/children/arn:none`)).status).toBe(404);
});

test("a Map's inner states show the outcomes of all its items", async () => {
  const Work = {
    ...{ Type: 'Task', Resource: lambda('work'), Retry: [{ ErrorEquals: ['NotYet'] }], Next: 'Keep' },
    Catch: [{ ErrorEquals: ['OddError'], Next: 'Mark' }],
  };
  const inner = { Work, Mark: { Type: 'Pass', End: true }, Keep: { Type: 'Pass', End: true } };
  const Each = { Type: 'Map', ItemProcessor: { StartAt: 'Work', States: inner }, End: true };
  const named = (name: string) => Object.assign(new Error('no'), { name });
  const held = Promise.withResolvers();
  let tries = 0;
  const { url, stepFunctions } = await cloud(
    async (_, item) => {
      if (item === 'held') return held.promise;
      if (item === 'odd') throw named('OddError');
      tries += 1;
      if (tries === 1) throw named('NotYet');
      return item;
    },
    [{ name: 'registration', arn: machineArn, definition: { StartAt: 'Each', States: { Each } } }],
  );
  await start(stepFunctions, 'entry_1', ['late', 'odd', 'held']);
  const page = `${url}/executions/entry_1`;
  await readUntil(page, 'Mark <small>Pass, succeeded</small>');
  const running = await readUntil(page, 'Keep <small>Pass, succeeded</small>');
  expect(running).toContain('<div class="state running">Each <small>Map, running</small>');
  expect(running).toContain(
    '<div class="state running">Work <small>Task, running, 3 times, 2 attempts</small>',
  );
  held.reject(named('BadError'));
  const ended = await readUntil(page, '<span class="failed">FAILED</span>');
  expect(ended).toContain('<div class="state failed">Each <small>Map, failed</small>');
  expect(ended).toContain('<div class="state failed">Work <small>Task, failed, 3 times, 2 attempts</small>');
});

test('hostile text is escaped everywhere', async () => {
  const { url, stepFunctions } = await cloud(async () => {
    const error = new Error(hostile);
    error.name = hostile;
    throw error;
  });
  const name = `it's-'(x)=`;
  await start(stepFunctions, name, { text: hostile });
  const text = await readUntil(`${url}/executions/${encodeURIComponent(name)}`, 'FAILED');
  const first = (await read(url)).text;
  const absent = await read(
    `${url}/executions/${encodeURIComponent(hostile)}?machine=${encodeURIComponent(hostile)}`,
  );
  expect(absent.status).toBe(404);
  for (const shown of [text, first, absent.text]) {
    expect(shown).not.toContain('<script>');
  }
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('an execution is run again with the same input, under a new name', async () => {
  const { url, stepFunctions } = await cloud(async () => ({}));
  await start(stepFunctions, 'entry_1', { entryId: hostile });
  const { text } = await read(`${url}/executions/entry_1`);
  expect(text).toContain('New execution');
  expect(text).not.toContain(hostile);
  const again = (input: string) =>
    fetch(`${url}/executions`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ stateMachineArn: machineArn, input }),
    });
  const started = await again('{"entryId":"entry_1"}');
  expect(started.status).toBe(303);
  const page = `${url}${started.headers.get('location')}`;
  expect((await read(page)).text).toContain('{&quot;entryId&quot;:&quot;entry_1&quot;}');
  expect((await again('no JSON')).status).toBe(400);
});

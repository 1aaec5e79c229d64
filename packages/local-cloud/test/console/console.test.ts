import { afterEach, expect, test, vi } from 'vitest';
import { startConsole } from '../../console/console.ts';
import { SentMails } from '../../ses/sent-mails.ts';
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
  retryIntervalMs = 0,
) {
  const stepFunctions = new StepFunctions({ machines, invoke, retryIntervalMs });
  const pages = [{ title: 'Mails', url: 'http://127.0.0.1:8005', note: hostile }];
  const { url, stop } = await startConsole({
    stepFunctions,
    pages,
    mails: new SentMails(),
    edgeUrl: 'http://127.0.0.1:9',
    now: Date.now,
  });
  toStop.push(() => stepFunctions.stop(), stop);
  return { url, stepFunctions };
}

const start = (stepFunctions: StepFunctions, name: string, input: unknown = {}) =>
  stepFunctions.handle('StartExecution', { stateMachineArn: machineArn, name, input: JSON.stringify(input) });

async function read(url: string) {
  const response = await fetch(url);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Reloads the page until it shows a text. The first graph loads the layout library. */
const readUntil = (url: string, shown: string | RegExp) =>
  vi.waitFor(
    async () => {
      const { text } = await read(url);
      if (typeof shown === 'string' ? text.includes(shown) : shown.test(text)) return text;
      throw new Error(`the page does not show ${shown}`);
    },
    { timeout: 20_000 },
  );

/** What is said of a state in the graph; how long it took, if it says that, comes before the last part. */
const said = (state: string, facts: string, kind: string) =>
  new RegExp(`aria-label="${state.replace('?', '\\?')} ${facts}[^"]*, ${kind}"`);
const ended = '</span> Failed</span>';

test('the first page says what runs, and the list of executions is live', async () => {
  const { url, stepFunctions } = await cloud(() => new Promise(() => undefined));
  expect((await read(url)).text).toContain('<a href="http://127.0.0.1:8005">Mails</a>');
  await start(stepFunctions, 'entry_1');
  const { text } = await read(`${url}/executions`);
  expect(text).toContain('<a href="/executions/entry_1?machine=registration">entry_1</a>');
  expect(text).toContain('<span class="pill busy"><span aria-hidden="true">…</span> Running</span>');
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
  const text = await readUntil(page, ended);
  expect(text).toMatch(said('Confirm', '2 attempts', 'Task, succeeded'));
  expect(text).toMatch(said('Fulfil', 'MailRejectedError', 'Parallel, caught'));
  expect(text).toMatch(said('Mail', 'MailRejectedError', 'Task, failed'));
  expect(text).toMatch(said('Badge', 'stopped', 'Task'));
  expect(text).toMatch(said('Done', 'Succeed', 'not reached'));
  expect(text).toMatch(said('Park', 'MailRejectedError', 'Fail, failed'));
  expect(text).toContain('<div class="problem"><strong>MailRejectedError</strong>');
  expect(text).toContain('<td>Lambda function failed</td><td>Mail</td>');
  expect(text).not.toContain('data-live');
  expect(text.match(/class="way [a-z]+ taken"/g)).toHaveLength(3);
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
  const text = await readUntil(`${url}/executions/entry_1`, ended);
  expect(text).toMatch(said('Rows', '1 failed, 1 of 3 items', 'Distributed Map, failed'));
  expect(text).toContain('1 succeeded, 1 failed, 1 pending');
  const links = [...text.matchAll(/href="(\/children\/[^"]+)"/g)].map(([, link = '']) => link);
  expect(links).toHaveLength(2);
  const child = await read(`${url}${links[0]}`);
  expect(child.text).toContain('Started by <a href="/executions/entry_1?machine=registration">entry_1</a>');
  const [, run = ''] = /href="(\/executions\?run=[^"]+)"/.exec(text) ?? [];
  const listed = (await read(`${url}${run}&status=FAILED`)).text;
  expect([...listed.matchAll(/href="(\/children\/[^"]+)"/g)]).toHaveLength(1);
  expect(child.status).toBe(200);
  expect(child.text).toMatch(said('Row', 'BadRowError', 'Task, failed'));
  expect(child.text).toContain('<strong>BadRowError</strong>');
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
  await readUntil(page, said('Mark', 'Pass', 'succeeded'));
  const running = await readUntil(page, said('Keep', 'Pass', 'succeeded'));
  expect(running).toMatch(said('Each', '2 of 3 items', 'Map, running'));
  expect(running).toMatch(said('Work', '3 times · 2 attempts', 'Task, running'));
  held.reject(named('BadError'));
  const text = await readUntil(page, ended);
  expect(text).toMatch(said('Each', '1 failed, 2 of 3 items · BadError', 'Map, failed'));
  expect(text).toMatch(said('Work', 'BadError · 3 times · 2 attempts', 'Task, failed'));
  const step = (await read(`${page}?step=Work`)).text;
  expect(step).toContain('<strong>BadError</strong>');
  expect(step).toContain('>Item 1</a>');
  const [, other = ''] = /href="([^"]+)" data-in-place>Item 2</.exec(step) ?? [];
  expect((await read(`${url}${other.replaceAll('&amp;', '&')}`)).text).toContain('<strong>OddError</strong>');
});

test('hostile text is escaped everywhere', async () => {
  const { url, stepFunctions } = await cloud(async () => {
    const error = new Error(hostile);
    error.name = hostile;
    throw error;
  });
  const name = `it's-'(x)=`;
  await start(stepFunctions, name, { text: hostile });
  const text = await readUntil(`${url}/executions/${encodeURIComponent(name)}?step=Confirm`, ended);
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
  expect((await read(page)).text).toContain('&quot;entryId&quot;: &quot;entry_1&quot;');
  const refused = await again('no JSON');
  expect(refused.status).toBe(400);
  const shown = await refused.text();
  expect(shown).toContain('This is not JSON');
  expect(shown).toContain('>no JSON</textarea>');
});

const post = (url: string, executionArn: string) =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ executionArn }) });

test('an execution is stopped, and one that failed goes on after a redrive', async () => {
  let isBroken = true;
  const { url, stepFunctions } = await cloud(async (functionArn) => {
    if (functionArn.endsWith('mail') && isBroken) throw Object.assign(new Error('no'), { name: 'BadError' });
    return functionArn.endsWith('badge') && !isBroken ? new Promise(() => undefined) : {};
  });
  await start(stepFunctions, 'entry_1');
  const page = `${url}/executions/entry_1?machine=registration`;
  expect(await readUntil(page, ended)).toContain('Redrive from what failed');
  isBroken = false;
  const arnOf = (name: string) => `${machineArn.replace('stateMachine', 'execution')}:${name}`;
  const redriven = await post(`${url}/executions/redrive`, arnOf('entry_1'));
  expect(`${url}${redriven.headers.get('location')}`).toBe(page);
  await start(stepFunctions, 'entry_2');
  const other = `${url}/executions/entry_2?machine=registration`;
  await readUntil(other, said('Mail', '', 'Task, succeeded'));
  expect((await post(`${url}/executions/redrive`, arnOf('entry_2'))).status).toBe(400);
  expect((await post(`${url}/executions/stop`, arnOf('entry_2'))).status).toBe(303);
  const { text } = await read(`${other}&step=Badge`);
  expect(text).toContain('</span> Stopped</span>');
  expect(text).toMatch(said('Badge', 'stopped', 'Task'));
});

test('a state that waits for its next attempt says when that is, and why', async () => {
  const failing = async () => {
    throw Object.assign(new Error('no'), { name: 'NotYet' });
  };
  const { url, stepFunctions } = await cloud(failing, undefined, 600_000);
  await start(stepFunctions, 'entry_1');
  const page = `${url}/executions/entry_1?machine=registration`;
  await readUntil(page, said('Confirm', 'retry in 10 min · NotYet', 'Task, waiting'));
  const { text } = await read(`${page}&step=Confirm`);
  expect(text).toContain('<p class="next">Next attempt at <time');
  expect(text).toContain('<strong>NotYet</strong>');
  expect((await read(`${url}/executions`)).text).toContain('Confirm, which goes on in 10 min');
  const executionArn = `${machineArn.replace('stateMachine', 'execution')}:entry_1`;
  const [open] = stepFunctions.openStates(executionArn);
  expect(open).toEqual({ name: 'Confirm', enteredEventId: 2, waitsUntil: expect.any(Number) });
  await stepFunctions.handle('StopExecution', { executionArn });
  expect(stepFunctions.openStates(executionArn)).toEqual([]);
});

test('a page that has not changed is not sent again', async () => {
  const { url, stepFunctions } = await cloud(async () => ({}));
  await start(stepFunctions, 'entry_1');
  const page = `${url}/executions/entry_1`;
  await readUntil(page, '</span> Succeeded</span>');
  const { headers } = await read(page);
  const again = await fetch(page, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
});

test('the list is searched by name, input and error, and filtered by status and machine', async () => {
  const { url, stepFunctions } = await cloud(async () => {
    throw Object.assign(new Error('no'), { name: 'BadError' });
  });
  for (const [name, input] of Object.entries({ entry_1: 'Kim', entry_2: 'Lee' })) {
    await start(stepFunctions, name, { input });
  }
  await readUntil(`${url}/executions?status=FAILED`, '2 executions');
  const found = async (query: string) =>
    [...(await read(`${url}/executions?${query}`)).text.matchAll(/>(entry_\d)<\/a>/g)].map(
      ([, name]) => name,
    );
  expect(await found('')).toEqual(['entry_2', 'entry_1']);
  expect(await found('q=kim')).toEqual(['entry_1']);
  expect(await found('q=ENTRY_2')).toEqual(['entry_2']);
  expect(await found('q=baderror&machine=registration')).toHaveLength(2);
  expect(await found('machine=other')).toEqual([]);
  expect(await found('status=RUNNING')).toEqual([]);
});

test('a state machine has a page with its graph, its retries in words, and a form to start it', async () => {
  const { url } = await cloud(async () => ({}));
  const { text } = await read(`${url}/machines/registration?step=Confirm`);
  expect(text).toContain('aria-label="Confirm Task"');
  expect(text).toContain('NotYet: 3 retries, the first after 1 s, then each after 2 times as long');
  expect(text).toContain('<button>Start execution</button>');
  expect((await read(`${url}/machines`)).text).toContain('href="/machines/registration"');
  expect((await read(`${url}/machines/none`)).status).toBe(404);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { close as closeInspector, open as openInspector } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { Functions, functionsOf } from '../../functions/functions.ts';
import type { Invocation } from '../../functions/invocations.ts';
import { Template } from '../../template/template.ts';

const assembly = mkdtempSync(join(tmpdir(), 'functions-'));
const logDir = join(assembly, 'logs');

const code = (asset: string, source: string) => {
  mkdirSync(join(assembly, asset));
  writeFileSync(join(assembly, asset, 'index.mjs'), source);
};

code(
  'asset.main',
  `import { setTimeout } from 'node:timers/promises';
  let handled = 0;
  const now = Date.now;
  const deeds = {
    answer: (event, context) => ({
      handled, greeting: process.env.GREETING, user: process.env.USER, function: process.env.AWS_LAMBDA_FUNCTION_NAME,
      arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(), id: context.awsRequestId,
    }),
    time: (event, context) => ({
      now: now(), date: new Date().getTime(), text: Date.parse(Date()), given: new Date(0).toISOString(),
      of: new (class extends Date {})().getTime(), is: new Date() instanceof Date,
      left: context.getRemainingTimeInMillis(),
    }),
    nothing: () => undefined,
    print: () => {
      console.log('to standard output'); console.error({ two: 'x'.repeat(60), lines: 'y'.repeat(60) });
      process.stdout.write('raw\\nlines\\n');
    },
    printAndExit: () => { console.warn('the last words'); process.exit(7); },
    printAndHang: () => { console.warn('and now nothing'); for (;;); },
    fail: () => { const error = new Error('the reason'); error.name = 'ChosenError'; throw error; },
    wait: () => setTimeout(300),
    pause: () => setTimeout(1500),
    hang: () => { for (;;); },
    hoard: () => { const all = []; for (;;) all.push(new Array(1e5).fill(1.5)); },
    exit: () => process.exit(7),
    lose: () => { Promise.reject(new TypeError('nobody waits')); return setTimeout(5000); },
  };
  export const handler = (event, context) => { handled += 1; return deeds[event.deed](event, context); };`,
);
code('asset.broken', `throw new RangeError('at the top');`);
code('asset.empty', 'export const other = 1;');

const lambda = (path: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Metadata: { 'aws:asset:path': path },
  Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 1, ...properties },
});

const template = new Template(
  {
    Resources: {
      Main: lambda('asset.main', { MemorySize: 64, Environment: { Variables: { GREETING: 'hello' } } }),
      Broken: lambda('asset.broken'),
      Empty: lambda('asset.empty'),
      Snake: lambda('asset.main', { Runtime: 'python3.13' }),
    },
  },
  { stackName: 'Stack', assembly },
);

const functions = new Functions(functionsOf(template, { EXTRA: 'more' }, 2), { logDir });

afterAll(async () => {
  await functions.stop();
  rmSync(assembly, { recursive: true });
});

const invoke = (deed: string) => functions.invoke('Stack-Main', { deed });

test('a function sees the time of the cloud’s clock, also by what it kept before the clock was moved', async () => {
  const clock = { now: () => Date.now() + clock.aheadMs, aheadMs: 0 };
  const ahead = new Functions(functionsOf(template, {}, 1), { clock });
  onTestFinished(() => ahead.stop());
  for (const aheadMs of [0, 86_400_000, 90_000_000]) {
    clock.aheadMs = aheadMs;
    const outcome = await ahead.invoke('Stack-Main', { deed: 'time' });
    const near = expect.toSatisfy((ms: number) => Math.abs(ms - clock.now()) < 2_000);
    expect(outcome).toMatchObject({
      value: { now: near, date: near, text: near, of: near, given: '1970-01-01T00:00:00.000Z', is: true },
    });
    expect(outcome).toMatchObject({
      value: { left: expect.toSatisfy((ms: number) => ms > 0 && ms <= 1_000) },
    });
  }
});

describe('a function', () => {
  test('runs its bundle with the template’s environment, and the context that Lambda provides', async () => {
    const outcome = await invoke('answer');
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        greeting: 'hello',
        function: 'Stack-Main',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Main',
        left: expect.toSatisfy((ms: number) => ms > 0 && ms <= 1000),
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    expect(outcome.ok && outcome.value).not.toHaveProperty('user');
    expect(functions.coldStarts('Stack-Main')).toHaveLength(1);
  });

  test('keeps its worker for the next event', async () => {
    const before = functions.coldStarts('Stack-Main').length;
    await invoke('answer');
    await functions.invoke('arn:aws:lambda:us-east-1:000000000000:function:Stack-Main:1', { deed: 'answer' });
    expect(functions.coldStarts('Stack-Main')).toHaveLength(before);
  });

  test('that returns nothing answers null', async () => {
    expect(await invoke('nothing')).toEqual({ ok: true, value: null });
  });

  test('that throws answers with the error as the Node.js runtime describes it', async () => {
    expect(await invoke('fail')).toEqual({
      ok: false,
      error: {
        errorType: 'ChosenError',
        errorMessage: 'the reason',
        trace: expect.arrayContaining(['ChosenError: the reason']),
      },
    });
  });

  test.each([
    ['hang', 'Sandbox.Timedout', /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/],
    ['hoard', 'Runtime.ExitError', /^RequestId: [0-9a-f-]{36} Error: Runtime exited/],
    ['exit', 'Runtime.ExitError', /exit status 7$/],
    ['lose', 'Runtime.UnhandledPromiseRejection', /^TypeError: nobody waits$/],
  ])('that does %s ends as %s, and the next event succeeds', async (deed, errorType, message) => {
    expect(await invoke(deed)).toMatchObject({
      ok: false,
      error: { errorType, errorMessage: expect.stringMatching(message) },
    });
    expect(await invoke('answer')).toMatchObject({ ok: true, value: { handled: 1 } });
  });

  test('may take any time while a debugger can stop it', async () => {
    expect(await invoke('pause')).toMatchObject({ ok: false, error: { errorType: 'Sandbox.Timedout' } });
    openInspector(0);
    onTestFinished(closeInspector);
    expect(await invoke('pause')).toMatchObject({ ok: true });
  });

  test('that fails to load or has no handler answers with an error saying so', async () => {
    expect(await functions.invoke('Stack-Broken', {})).toMatchObject({
      error: { errorType: 'RangeError', errorMessage: 'at the top' },
    });
    expect(await functions.invoke('Stack-Empty', {})).toMatchObject({
      error: { errorType: 'Runtime.HandlerNotFound' },
    });
  });

  test('handles several events in parallel in separate workers, and queues the rest', async () => {
    const before = functions.coldStarts('Stack-Main').length;
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => invoke('wait')));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(functions.coldStarts('Stack-Main').length - before).toBeLessThanOrEqual(3);
  });

  test('has its output kept by invocation, and appended to a file', async () => {
    const task = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e', eventId: 4 };
    await functions.invoke('Stack-Main', { deed: 'print' }, task);
    const [printed, ...others] = functions.invocations(task.executionArn);
    expect(others).toEqual([]);
    expect(printed).toMatchObject({ function: 'Stack-Main', task, endedAt: expect.any(Number) });
    expect(printed).not.toHaveProperty('error');
    expect(printed?.lines.map(({ level, line }) => [level, line])).toEqual([
      ['INFO', 'to standard output'],
      ['ERROR', expect.stringMatching(/^\{\n {2}two: 'x+',\n {2}lines: 'y+'\n\}$/)],
      [undefined, 'raw'],
      [undefined, 'lines'],
    ]);
    expect(functions.logs('Stack-Main')).toEqual(expect.arrayContaining(printed?.lines ?? []));
    expect(functions.logs('Stack-Empty')).not.toEqual(expect.arrayContaining(printed?.lines ?? []));
    await expect
      .poll(() => readFileSync(join(logDir, 'Stack-Main.log'), 'utf8'))
      .toContain('to standard output\n');
  });

  test.each([
    ['printAndExit', 'the last words', 'Runtime.ExitError'],
    ['printAndHang', 'and now nothing', 'Sandbox.Timedout'],
  ])('that does %s has what it wrote until then kept, with its error', async (deed, line, errorType) => {
    const ended: Invocation[] = [];
    functions.watch((invocation) => ended.push(invocation));
    await invoke(deed);
    expect(ended).toEqual(functions.invocations().slice(-1));
    expect(ended[0]?.error).toMatchObject({ errorType });
    expect(ended[0]?.lines.map((one) => one.line)).toEqual([line, expect.stringContaining(errorType)]);
  });
});

test('a worker without an event for a while ends, and the next event has a new one', async () => {
  const forgetful = new Functions(functionsOf(template, {}), { idleMs: 100 });
  onTestFinished(() => forgetful.stop());
  const handled = async () => {
    const outcome = await forgetful.invoke('Stack-Main', { deed: 'answer' });
    return outcome.ok ? outcome.value : outcome.error;
  };
  expect(await handled()).toMatchObject({ handled: 1 });
  expect(await handled()).toMatchObject({ handled: 2 });
  expect(forgetful.coldStarts('Stack-Main')).toHaveLength(1);
  expect(forgetful.handled('Stack-Main')).toMatchObject({ events: 2, memoryMb: 64, ms: expect.any(Number) });
  // An event that takes longer does not end it.
  expect(await forgetful.invoke('Stack-Main', { deed: 'wait' })).toMatchObject({ ok: true });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await handled()).toMatchObject({ handled: 1 });
});

test('new code runs from the next event on; one under way ends on the old code', async () => {
  code('asset.slow', `export const handler = () => new Promise((done) => setTimeout(done, 300, 'old'));`);
  code('asset.new', `export const handler = () => process.env.LAMBDA_TASK_ROOT;`);
  const replaced = new Functions(
    functionsOf(
      new Template({ Resources: { Main: lambda('asset.slow') } }, { stackName: 'Stack', assembly }),
      {},
      1,
    ),
  );
  onTestFinished(() => replaced.stop());
  const answer = async () => {
    const outcome = await replaced.invoke('Stack-Main', {});
    return outcome.ok ? outcome.value : outcome.error;
  };
  expect(replaced.codeDirectory('Stack-Main')).toBe(join(assembly, 'asset.slow'));
  const underWay = answer();
  await expect.poll(() => replaced.invocations()).toHaveLength(1);
  let asked = 0;
  replaced.replaceCode('Stack-Main', async () => {
    asked += 1;
    return join(assembly, 'asset.new');
  });
  expect(asked).toBe(0);
  expect(await Promise.all([underWay, answer(), answer()])).toEqual([
    'old',
    join(assembly, 'asset.new'),
    join(assembly, 'asset.new'),
  ]);
  expect(asked).toBe(1);
  replaced.replaceCode('Stack-Main', async () => undefined);
  await replaced.loadCode('Stack-Main');
  expect(await answer()).toBe(join(assembly, 'asset.new'));
  expect(replaced.coldStarts('Stack-Main')).toHaveLength(2);
});

describe('of simultaneous events', () => {
  const refused = {
    ok: false,
    throttled: true,
    error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  };
  const reserving = new Template(
    {
      Resources: {
        Shared: lambda('asset.main'),
        Reserved: lambda('asset.main', { ReservedConcurrentExecutions: 1 }),
      },
    },
    { stackName: 'Stack', assembly },
  );
  const start = (accountConcurrency?: number) => {
    const limited = new Functions(functionsOf(reserving, {}, 1), { accountConcurrency });
    onTestFinished(() => limited.stop());
    return (...names: string[]) =>
      Promise.all(names.map((name) => limited.invoke(`Stack-${name}`, { deed: 'wait' })));
  };

  test("those beyond the account's limit are refused, for as long as the others run", async () => {
    const invokeAll = start(3);
    const [first, second, third] = await invokeAll('Shared', 'Shared', 'Shared');
    expect([first?.ok, second?.ok, third]).toEqual([true, true, refused]);
    expect((await invokeAll('Shared')).map(({ ok }) => ok)).toEqual([true]);
  });

  test('a function with a reservation has that share to itself', async () => {
    const outcomes = await start(2)('Shared', 'Shared', 'Reserved', 'Reserved');
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, false]);
  });

  test('a reservation also limits when the account has no limit', async () => {
    const outcomes = await start()('Shared', 'Shared', 'Reserved', 'Reserved');
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, false]);
  });
});

test('a function that is unknown or not a Node.js module cannot be invoked', async () => {
  await expect(functions.invoke('Nobody', {})).rejects.toThrow('there is no function Nobody');
  await expect(functions.invoke('Stack-Snake', {})).rejects.toThrow('function Stack-Snake cannot run here');
});

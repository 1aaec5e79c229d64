import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../step-functions/engine/clock.ts';
import { cloud, failing, historyOf, lines, oneTask, runToEnd, task } from '../machines.ts';

const jsonata = { QueryLanguage: 'JSONata' };
const pass = (more: object) => ({ Type: 'Pass', ...more });
const located = (state: string, eventId: number, cause: string) =>
  `An error occurred while executing the state '${state}' (entered at the event id #${eventId}). ${cause}`;

describe('a retry', () => {
  /** The milliseconds that were waited for, by a clock on which they take no time. */
  async function waits(Retry: object[], errors: string[], random = 0.5) {
    const waited: number[] = [];
    const after = (ms: number, then: () => void) => {
      waited.push(ms);
      return systemClock.after(0, then);
    };
    let call = 0;
    const clock = { now: () => 0, after, random: () => random };
    const { client, arn } = await cloud(
      oneTask({ Retry }),
      {
        work: () => {
          call += 1;
          throw failing(errors[call - 1] ?? errors.at(-1) ?? 'Error');
        },
      },
      { clock, retryIntervalMs: undefined },
    );
    const { error } = await runToEnd(client, arn);
    return { waited, call, error };
  }

  test.each([
    ['by default, a second and then twice as long, three times', {}, [1_000, 2_000, 4_000]],
    [
      'at its interval and rate, up to its longest delay',
      { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 7 },
      [2_000, 6_000, 7_000, 7_000],
    ],
    ['with full jitter, a part of it', { JitterStrategy: 'FULL', MaxAttempts: 2 }, [500, 1_000]],
  ])('waits %s', async (_, more, expected) => {
    const { waited } = await waits([{ ErrorEquals: ['States.ALL'], ...more }], ['A']);
    expect(waited).toEqual(expected);
  });

  test('is counted by each retrier for itself, and the first that matches decides', async () => {
    const Retry = [
      { ErrorEquals: ['A', 'B'], MaxAttempts: 2 },
      { ErrorEquals: ['C'] },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
    ];
    expect(await waits(Retry, ['A', 'B', 'C', 'B'])).toEqual({
      ...{ waited: [1_000, 2_000, 1_000], call: 4, error: 'B' },
    });
  });
});

describe('limits', () => {
  test('the time of the whole machine ends it, which only the history explains', async () => {
    const definition = {
      TimeoutSeconds: 1,
      StartAt: 'Hold',
      States: { Hold: { Type: 'Wait', Seconds: 600, End: true } },
    };
    const { client, arn } = await cloud(definition, {}, { retryIntervalMs: undefined });
    const { executionArn, status, error, cause } = await runToEnd(client, arn);
    expect([status, error, cause]).toEqual(['TIMED_OUT', undefined, undefined]);
    const last = (await historyOf(client, executionArn)).at(-1);
    expect(last).toMatchObject({
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('the 25,000th event is the last', async () => {
    const States = { Again: pass({ Next: 'Again' }) };
    const { client, arn, stepFunctions } = await cloud({ StartAt: 'Again', States });
    const { executionArn = '', status, error, cause } = await runToEnd(client, arn);
    expect([status, error, cause]).toEqual([
      ...['FAILED', 'States.Runtime', 'The execution reached the maximum number of history events (25000).'],
    ]);
    expect(stepFunctions.countTransitions(executionArn)).toBe(12_499);
  });

  test('a state whose output is too large ends the execution, whatever it catches', async () => {
    const big = 'x'.repeat(200_000);
    const definition = {
      StartAt: 'Work',
      States: {
        Work: task('work', { ResultPath: '$.b', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }),
        Done: { Type: 'Succeed' },
      },
    };
    const { client, arn } = await cloud(definition, { work: () => big });
    expect(await runToEnd(client, arn, { a: big.slice(0, 100_000) })).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'Work' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  test.each([
    ['too long', { SecondsPath: '$' }, 24_856 * 86_400, 'Wait state delay is too long.'],
    ['too far', { TimestampPath: '$' }, '9999-01-01T00:00:00Z', 'Wait state delay is too long.'],
    ['negative', { SecondsPath: '$' }, -1, 'The SecondsPath parameter references a negative value: $ == -1'],
    [
      'absent',
      { SecondsPath: '$.a' },
      {},
      'The SecondsPath parameter does not reference an input value: $.a',
    ],
  ])('a wait that is %s fails', async (_, fields, input, cause) => {
    const { client, arn } = await cloud({
      StartAt: 'W',
      States: { W: { Type: 'Wait', ...fields, End: true } },
    });
    expect(await runToEnd(client, arn, input)).toMatchObject({
      error: 'States.Runtime',
      cause: located('W', 2, cause),
    });
  });
});

describe('variables', () => {
  test('are seen from the next state on, in both languages, and the history has them', async () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { 'n.$': '$.n', list: [1] }, Next: 'B' }),
        B: pass({ ...jsonata, Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'C' }),
        C: pass({ Parameters: { 'n.$': '$n', 'first.$': '$list[0]' }, End: true }),
      },
    };
    const { client, arn } = await cloud(definition);
    const { executionArn, output } = await runToEnd(client, arn, { n: 1 });
    expect(JSON.parse(output ?? '')).toEqual({ n: 2, first: 1 });
    const exits = (await historyOf(client, executionArn)).flatMap(
      (event) => event.stateExitedEventDetails ?? [],
    );
    expect(exits[0]).toMatchObject({ assignedVariables: { n: '1', list: '[1]' } });
    expect(exits[1]).toMatchObject({ output: '1', assignedVariables: { n: '2' } });
  });

  test('are seen inside a Parallel and a Map, and what is assigned there stays there', async () => {
    const inside = { StartAt: 'In', States: {} };
    const parallel = {
      ...inside,
      States: {
        In: pass({ ...jsonata, Assign: { inner: '{% $outer %}' }, Next: 'Out' }),
        Out: pass({ ...jsonata, Output: '{% $inner & $outer %}', End: true }),
      },
    };
    const map = { StartAt: 'It', States: { It: pass({ ...jsonata, Output: '{% $outer %}', End: true }) } };
    const definition = {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { outer: 'o' }, Next: 'P' }),
        P: { Type: 'Parallel', Branches: [parallel], Next: 'M' },
        M: { Type: 'Map', ItemProcessor: map, Next: 'Z' },
        Z: pass({ ...jsonata, Output: '{% $exists($inner) %}', End: true }),
      },
    };
    const { client, arn } = await cloud(definition);
    const { executionArn, output } = await runToEnd(client, arn);
    expect(output).toBe('false');
    const events = await historyOf(client, executionArn);
    const outputs = events.flatMap(({ stateExitedEventDetails: exit }) =>
      exit ? [[exit.name, exit.output]] : [],
    );
    expect(Object.fromEntries(outputs)).toMatchObject({ Out: '"oo"', P: '["oo"]', It: '"o"', M: '["o"]' });
  });

  test('of a catcher replace those of the state', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: task('work', {
          Assign: { seen: 'result' },
          Catch: [
            { ErrorEquals: ['States.ALL'], Assign: { 'seen.$': '$.Error' }, ResultPath: null, Next: 'Z' },
          ],
        }),
        Z: pass({ Parameters: { 'seen.$': '$seen', 'input.$': '$' }, End: true }),
      },
    };
    const { client, arn } = await cloud(definition, { work: () => Promise.reject(failing('BadError')) });
    const { output } = await runToEnd(client, arn, { a: 1 });
    expect(JSON.parse(output ?? '')).toEqual({ seen: 'BadError', input: { a: 1 } });
  });
});

describe('JSONata', () => {
  test('Arguments, result, context and a rule’s own Output', async () => {
    const definition = {
      ...jsonata,
      StartAt: 'Work',
      States: {
        Work: task('work', {
          ...{ End: undefined, Next: 'Which?', TimeoutSeconds: '{% 5 * 2 %}' },
          Arguments: { doubled: '{% $states.input.n * 2 %}', in: '{% $states.context.State.Name %}' },
          Output: { got: '{% $states.result %}', was: '{% $states.input.n %}' },
        }),
        'Which?': {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.was = 2 %}', Next: 'Done', Output: '{% $states.input.got %}' },
          ],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    };
    const { client, arn } = await cloud(JSON.parse(JSON.stringify(definition)), {
      work: (payload) => payload,
    });
    const { executionArn, output } = await runToEnd(client, arn, { n: 2 });
    expect(JSON.parse(output ?? '')).toEqual({ doubled: 4, in: 'Work' });
    const scheduled = (await historyOf(client, executionArn))[2]?.lambdaFunctionScheduledEventDetails;
    expect(scheduled).toMatchObject({ timeoutInSeconds: 10 });
  });

  test('a failed expression is an event, can be caught, and follows what the entry follows', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const definition = {
      ...jsonata,
      StartAt: 'First',
      States: {
        First: pass({ Next: 'Work' }),
        Work: task('work', { Arguments: { a: '{% $states.input.no %}' }, Catch }),
        Caught: pass({ Output: '{% $states.input.Cause %}', End: true }),
      },
    };
    const { client, arn } = await cloud(definition);
    const { executionArn, output } = await runToEnd(client, arn);
    const cause = located(
      ...(['Work', 4] as const),
      "The JSONata expression '$states.input.no' specified for the field 'Arguments/a' returned nothing (undefined).",
    );
    expect(JSON.parse(output ?? '')).toBe(cause);
    const events = await historyOf(client, executionArn);
    expect(lines(events).slice(3, 6)).toEqual([
      ...['4<-3 TaskStateEntered Work', '5<-3 EvaluationFailed', '6<-5 TaskStateExited Work'],
    ]);
    expect(events[4]?.evaluationFailedEventDetails).toEqual({
      ...{ error: 'States.QueryEvaluationError', cause, location: 'Arguments/a', state: 'Work' },
    });
  });

  test('a Map of what is no array fails without a place', async () => {
    const ItemProcessor = { StartAt: 'It', States: { It: pass({ End: true }) } };
    const States = { Each: { Type: 'Map', ItemProcessor, End: true } };
    const { client, arn } = await cloud({ ...jsonata, StartAt: 'Each', States });
    const { executionArn } = await runToEnd(client, arn, 1);
    const events = await historyOf(client, executionArn);
    expect(events.map(({ type }) => type).slice(2)).toEqual([
      ...['EvaluationFailed', 'MapStateFailed', 'ExecutionFailed'],
    ]);
    expect(events[2]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause: located('Each', 2, 'Map state input must be an array but was: 1'),
      state: 'Each',
    });
  });
});

test.each([
  ['1', undefined],
  ['x', 'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.m'],
])('MaxConcurrencyPath may be text that is a number: %s', async (m, cause) => {
  const ItemProcessor = { StartAt: 'It', States: { It: pass({ End: true }) } };
  const each = { Type: 'Map', ItemsPath: '$.i', MaxConcurrencyPath: '$.m', ItemProcessor, End: true };
  const { client, arn } = await cloud({ StartAt: 'Each', States: { Each: each } });
  const ended = await runToEnd(client, arn, { m, i: [1] });
  expect(ended.cause).toBe(cause && located('Each', 2, cause));
});

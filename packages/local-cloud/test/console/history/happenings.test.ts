import { describe, expect, test } from 'vitest';
import type { ApiEvent } from '../../../console/history/events.ts';
import { happenings } from '../../../console/history/happenings.ts';
import { visitsOf } from '../../../console/history/visits.ts';

/** Events, each from its type, `previousEventId`, its name if it has one, and other details. The n-th happens at second n. */
type Written = [type: string, previousEventId: number, name?: string, details?: object];

const history = (...events: Written[]) =>
  events.map(([type, previousEventId, name, more], index): ApiEvent => {
    const kind = /State(Entered|Exited)$/.exec(type)?.[0];
    const field = kind
      ? `s${kind.slice(1)}EventDetails`
      : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    const details = { ...(name && { name }), ...more };
    return { id: index + 1, previousEventId, timestamp: index + 1, type, [field]: details };
  });

/** Of a failed execution, by default. */
function outcomes(events: ApiEvent[], running = false, waiting?: ReadonlyMap<number, number>) {
  const states = happenings(visitsOf(events).visits, running, waiting);
  return Object.fromEntries(
    [...states].map(([name, { verdict, attempts, visits }]) => [name, `${verdict} ${attempts}/${visits}`]),
  );
}

const failingTry = (start: number): Written[] => [
  ['MapStateStarted', start, undefined, { length: 2 }],
  ['MapIterationStarted', start + 1, 'Each', { index: 0 }],
  ['TaskStateEntered', start + 2, 'Work'],
  ['LambdaFunctionScheduled', start + 3],
  ['LambdaFunctionFailed', start + 4, undefined, { error: 'BadError', cause: 'no' }],
  ['MapIterationFailed', start + 5, 'Each', { index: 0 }],
];

describe('the outcome of a history', () => {
  test('with a retried Map is that of the last attempt, and only the Map’s attempts are counted', () => {
    const events = history(['MapStateEntered', 0, 'Each'], ...failingTry(1), ['MapStateStarted', 6]);
    expect(outcomes(events, true)).toEqual({ Each: 'running 2/1' });
    const [map] = visitsOf(events).visits;
    expect(map?.attempts[0]).toMatchObject({ error: 'BadError', cause: 'no', from: 2, until: 6 });
    expect(map?.attempts[1]).toMatchObject({ from: 8 });
  });

  test('with a Map that waits for its next attempt says what failed in it', () => {
    const events = history(['MapStateEntered', 0, 'Each'], ...failingTry(1));
    expect(outcomes(events, true, new Map([[1, 99_000]]))).toEqual({
      Each: 'waiting 1/1',
      Work: 'failed 1/1',
    });
    expect(outcomes(events)).toEqual({ Each: 'stopped 1/1', Work: 'failed 1/1' });
    const [map, work] = visitsOf(events).visits;
    expect(map?.items).toEqual({ total: 2, started: 1, succeeded: 0, failed: 1, aborted: 0 });
    expect(work?.item).toBe(0);
  });

  test('with an item that was under way when its Map failed has stopped there, though the execution goes on', () => {
    const events = history(
      ['MapStateEntered', 0, 'Each'],
      ...failingTry(1),
      ['MapIterationStarted', 2, 'Each', { index: 1 }],
      ['TaskStateEntered', 8, 'Wait for it'],
    );
    const states = outcomes(events, true, new Map([[1, 99_000]]));
    expect(states).toMatchObject({ Each: 'waiting 1/1', 'Wait for it': 'stopped 0/1' });
    expect(outcomes(events, true)).toMatchObject({ Each: 'running 1/1', 'Wait for it': 'running 0/1' });
  });

  test('with a failed state has the time of its last attempt’s failure', () => {
    const events = history(
      ['TaskStateEntered', 0, 'Work'],
      ['LambdaFunctionScheduled', 1],
      ['LambdaFunctionFailed', 2],
      ['ExecutionFailed', 3],
    );
    expect(happenings(visitsOf(events).visits, false).get('Work')).toMatchObject({ from: 1, to: 3 });
  });

  test('with a Map in a Map keeps their states apart', () => {
    const events = history(
      ['MapStateEntered', 0, 'Outer'],
      ['MapStateStarted', 1],
      ['MapIterationStarted', 2],
      ['MapIterationStarted', 2],
      ['MapStateEntered', 3, 'Each'],
      ['MapStateEntered', 4, 'Each'],
      ['MapStateStarted', 5],
      ['MapStateStarted', 6],
      ['MapStateSucceeded', 7],
      ['MapStateExited', 7, 'Each'],
      ['MapIterationSucceeded', 10],
    );
    expect(outcomes(events, true)).toEqual({ Outer: 'running 1/1', Each: 'running 1/2' });
  });

  test('with a redrive goes on with what had not ended', () => {
    const failed: Written[] = [
      ['ParallelStateEntered', 0, 'Both'],
      ['ParallelStateStarted', 1],
      ['TaskStateEntered', 2, 'Good'],
      ['TaskStateExited', 3, 'Good'],
      ['TaskStateEntered', 2, 'Bad'],
      ['LambdaFunctionScheduled', 5],
      ['LambdaFunctionFailed', 6],
      ['ParallelStateFailed', 7],
      ['ExecutionFailed', 8, undefined, { error: 'BadError' }],
    ];
    expect(outcomes(history(...failed))).toEqual({
      Both: 'failed 1/1',
      Good: 'succeeded 0/1',
      Bad: 'failed 1/1',
    });
    const redriven: Written[] = [...failed, ['ExecutionRedriven', 9]];
    expect(outcomes(history(...redriven), true)).toEqual({
      Both: 'running 1/1',
      Good: 'succeeded 0/1',
      Bad: 'running 1/1',
    });
    const events = history(
      ...redriven,
      ['LambdaFunctionScheduled', 7],
      ['LambdaFunctionSucceeded', 11],
      ['TaskStateExited', 12, 'Bad'],
      ['ParallelStateSucceeded', 13],
      ['ParallelStateExited', 13, 'Both'],
    );
    expect(outcomes(events)).toEqual({
      Both: 'succeeded 1/1',
      Good: 'succeeded 0/1',
      Bad: 'succeeded 2/1',
    });
  });

  test('with a state entered again is that of its last visit', () => {
    const events = history(
      ['TaskStateEntered', 0, 'Work'],
      ['LambdaFunctionScheduled', 1],
      ['LambdaFunctionFailed', 2],
      ['TaskStateExited', 3, 'Work'],
      ['TaskStateEntered', 4, 'Work'],
      ['LambdaFunctionScheduled', 5],
      ['LambdaFunctionSucceeded', 6],
      ['TaskStateExited', 7, 'Work'],
    );
    expect(outcomes(events)).toEqual({ Work: 'succeeded 1/1' });
    const { visits, steps } = visitsOf(events);
    expect(visits.map(({ past, outcome }) => [past, outcome])).toEqual([
      [true, 'caught'],
      [false, 'succeeded'],
    ]);
    expect(steps).toEqual([{ from: 'Work', to: 'Work', caught: true }]);
  });

  test('with a state that fails without an attempt is that of the execution’s failure', () => {
    const events = history(
      ['ChoiceStateEntered', 0, 'Which?'],
      ['ExecutionFailed', 1, undefined, { error: 'States.Runtime', cause: 'no match' }],
    );
    expect(outcomes(events)).toEqual({ 'Which?': 'failed 0/1' });
    expect(visitsOf(events).visits[0]).toMatchObject({ error: 'States.Runtime', cause: 'no match' });
  });
});

test('an attempt has what it worked on, what came of it, and the event of its start', () => {
  const events = history(
    ['TaskStateEntered', 0, 'Work', { input: '{"id":1}' }],
    ['LambdaFunctionScheduled', 1, undefined, { input: '1', resource: 'arn:work', timeoutInSeconds: 9 }],
    ['LambdaFunctionStarted', 2],
    ['LambdaFunctionTimedOut', 3],
    ['LambdaFunctionScheduled', 4, undefined, { input: '1', resource: 'arn:work' }],
    ['LambdaFunctionStarted', 5],
    ['LambdaFunctionSucceeded', 6, undefined, { output: '2' }],
    ['TaskStateExited', 7, 'Work', { output: '{"out":2}' }],
  );
  const [visit] = visitsOf(events).visits;
  expect(visit).toMatchObject({ id: 1, input: '{"id":1}', output: '{"out":2}', enteredAt: 1, leftAt: 8 });
  const work = { input: '1', resource: 'arn:work' };
  expect(visit?.attempts).toEqual([
    { ...work, eventId: 3, from: 2, until: 4, error: 'States.Timeout', cause: undefined, timeoutSeconds: 9 },
    { ...work, eventId: 6, from: 5, until: 7, output: '2' },
  ]);
});

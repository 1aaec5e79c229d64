import { describe, expect, test } from 'vitest';
import { type ApiEvent, happenings } from '../../console/happenings.ts';

describe('the outcome of a history', () => {
  /** Events, each from its type, `previousEventId` and the name of the state entered or left. */
  const history = (...events: [string, number, string?][]) =>
    events.map(([type, previousEventId, name], index): ApiEvent => {
      const field = type.endsWith('Entered') ? 'stateEnteredEventDetails' : 'stateExitedEventDetails';
      return { id: index + 1, previousEventId, timestamp: 0, type, ...(name && { [field]: { name } }) };
    });
  const failingTry = (start: number): [string, number, string?][] => [
    ['MapStateStarted', start],
    ['MapIterationStarted', start + 1],
    ['TaskStateEntered', start + 2, 'Work'],
    ['LambdaFunctionScheduled', start + 3],
    ['LambdaFunctionFailed', start + 4],
    ['MapIterationFailed', start + 5],
  ];

  test('with a retried Map is that of the last attempt, and only the Map’s attempts are counted', () => {
    const events = history(['MapStateEntered', 0, 'Each'], ...failingTry(1), ['MapStateStarted', 6]);
    expect(Object.fromEntries(happenings(events))).toEqual({
      Each: { outcome: 'open', attempts: 2, failed: false, visits: 1 },
    });
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
    expect(Object.fromEntries(happenings(events))).toEqual({
      Outer: { outcome: 'open', attempts: 1, failed: false, visits: 1 },
      Each: { outcome: 'open', attempts: 1, failed: false, visits: 2 },
    });
  });

  test('with a redrive goes on with what had not ended', () => {
    const events = history(
      ['ParallelStateEntered', 0, 'Both'],
      ['ParallelStateStarted', 1],
      ['TaskStateEntered', 2, 'Good'],
      ['TaskStateExited', 3, 'Good'],
      ['TaskStateEntered', 2, 'Bad'],
      ['LambdaFunctionScheduled', 5],
      ['LambdaFunctionFailed', 6],
      ['ParallelStateFailed', 7],
      ['ExecutionFailed', 8],
      ['ExecutionRedriven', 9],
      ['LambdaFunctionScheduled', 7],
      ['LambdaFunctionSucceeded', 11],
      ['TaskStateExited', 12, 'Bad'],
      ['ParallelStateSucceeded', 13],
      ['ParallelStateExited', 13, 'Both'],
    );
    const succeeded = { outcome: 'succeeded', failed: false, visits: 1 };
    expect(Object.fromEntries(happenings(events))).toEqual({
      Both: { ...succeeded, attempts: 1 },
      Good: { ...succeeded, attempts: 0 },
      Bad: { ...succeeded, attempts: 2 },
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
    const work = { outcome: 'succeeded', attempts: 1, failed: false, visits: 1 };
    expect(Object.fromEntries(happenings(events))).toEqual({ Work: work });
  });
});

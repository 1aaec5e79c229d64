import { describe, expect, test } from 'vitest';
import { type ApiEvent, happenings } from '../../console/happenings.ts';

describe('what a history tells', () => {
  /** Events from `type`, `previousEventId` and the name of the state that is entered or left. */
  const history = (...told: [string, number, string?][]) =>
    told.map(([type, previousEventId, name], index): ApiEvent => {
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

  test('of a Map that is tried again is its last attempt, and the attempts are its own', () => {
    const events = history(['MapStateEntered', 0, 'Each'], ...failingTry(1), ['MapStateStarted', 6]);
    expect(Object.fromEntries(happenings(events))).toEqual({
      Each: { outcome: 'open', attempts: 2, failed: false, visits: 1 },
    });
  });

  test('of a Map in a Map is told apart', () => {
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

  test('of an execution that was run again from its start is what came after', () => {
    const events = history(
      ['TaskStateEntered', 0, 'First'],
      ['LambdaFunctionScheduled', 1],
      ['LambdaFunctionSucceeded', 2],
      ['TaskStateExited', 3, 'First'],
      ['TaskStateEntered', 4, 'Second'],
      ['ExecutionRedriven', 0],
      ['TaskStateEntered', 0, 'First'],
    );
    const first = { outcome: 'open', attempts: 0, failed: false, visits: 1 };
    expect(Object.fromEntries(happenings(events))).toEqual({ First: first });
  });

  test('of a state that is entered again is its last visit', () => {
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

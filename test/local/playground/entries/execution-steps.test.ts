import type { ApiEvent } from '@tkd-registration/local-cloud/history/events';
import { expect, test } from 'vitest';
import { stepsOf } from '../../../../local/playground/entries/execution-steps.ts';

/** Events as GetExecutionHistory has them: type, the event that it follows, second, state's name or error. */
function history(...events: [type: string, after: number, at: number, more?: string][]): ApiEvent[] {
  return events.map(([type, previousEventId, timestamp, more], index) => ({
    ...{ id: index + 1, previousEventId, timestamp, type },
    ...(type.endsWith('StateEntered') && { stateEnteredEventDetails: { name: more ?? '' } }),
    ...(type.endsWith('StateExited') && { stateExitedEventDetails: { name: '' } }),
    ...(more !== undefined && type.endsWith('Failed') && { taskFailedEventDetails: { error: more } }),
  }));
}

test('steps that did something are listed with their time and their failed attempts, branches too', () => {
  const events = history(
    ['ExecutionStarted', 0, 10],
    ['TaskStateEntered', 0, 10, 'Validate'],
    ['TaskScheduled', 2, 10],
    ['TaskStarted', 3, 10],
    ['TaskFailed', 4, 10, 'OutageError'],
    ['TaskScheduled', 5, 12],
    ['TaskStarted', 6, 12],
    ['TaskSucceeded', 7, 12],
    ['TaskStateExited', 8, 12.5],
    ['ChoiceStateEntered', 9, 12.5, 'Which?'],
    ['ChoiceStateExited', 10, 12.5],
    ['ParallelStateEntered', 11, 12.5, 'Both'],
    ['ParallelStateStarted', 12, 12.5],
    ['TaskStateEntered', 13, 13, 'Send'],
    ['TaskStateEntered', 13, 13, 'Draw'],
    ['TaskScheduled', 14, 13],
    ['TaskScheduled', 15, 13],
    ['TaskFailed', 16, 14, 'RefusedError'],
    ['TaskStateExited', 18, 14],
  );
  expect(stepsOf(events)).toEqual([
    { name: 'Validate', outcome: 'done', failures: 1, error: 'OutageError', ms: 2_500 },
    { name: 'Send', outcome: 'failed', failures: 1, error: 'RefusedError', ms: 1_000 },
    { name: 'Draw', outcome: 'running', failures: 0 },
  ]);
});

test('a step that was under way when its execution ended has failed', () => {
  const events = history(
    ['ExecutionStarted', 0, 1],
    ['TaskStateEntered', 0, 1, 'Wait for it'],
    ['TaskScheduled', 2, 1],
    ['ExecutionAborted', 0, 5],
  );
  expect(stepsOf(events)).toEqual([{ name: 'Wait for it', outcome: 'failed', failures: 0 }]);
});

test('a step that failed goes on with a redrive', () => {
  const failed: Parameters<typeof history> = [
    ['ExecutionStarted', 0, 1],
    ['TaskStateEntered', 0, 1, 'Send'],
    ['TaskScheduled', 2, 1],
    ['TaskFailed', 3, 2, 'OutageError'],
    ['ExecutionFailed', 4, 2, 'OutageError'],
  ];
  const step = { name: 'Send', failures: 1, error: 'OutageError' };
  expect(stepsOf(history(...failed))).toEqual([{ ...step, outcome: 'failed' }]);
  failed.push(['ExecutionRedriven', 5, 60]);
  expect(stepsOf(history(...failed))).toEqual([{ ...step, outcome: 'running' }]);
  failed.push(['TaskScheduled', 4, 60], ['TaskSucceeded', 7, 61], ['TaskStateExited', 8, 61]);
  expect(stepsOf(history(...failed))).toEqual([{ ...step, outcome: 'done', ms: 60_000 }]);
});

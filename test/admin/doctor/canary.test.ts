import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { newCanary, sentAt } from '../../../admin/doctor/canary/canary-entry.ts';
import { whereaboutsIn } from '../../../admin/doctor/canary/canary-executions.ts';
import { parseEntry } from '../../../core/domain/entry.ts';

test('a canary is an entry with nothing to look at, another person each time', () => {
  const sent = Date.UTC(2026, 10, 25);
  const [one, other] = [newCanary('Riverside', sent), newCanary('Riverside', sent)];
  const entry = parseEntry({ ...one.message, entryId: one.entryId }, { competitionYear: 2026 });
  expect(entry).toMatchObject({
    findings: [],
    checkout: { kind: 'manual' },
    photoKey: one.photoKey,
    age: 12,
  });
  expect(one.entryId).toMatch(/^canary_[0-9a-f]{32}$/);
  expect(sentAt(one.message)).toBe(sent);
  expect(other.entryId).not.toBe(one.entryId);
  expect(other.message.full_name).not.toEqual(one.message.full_name);
});

const entered = (id: number, name: string): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, timestamp: new Date(0), type: 'TaskStateEntered' },
  stateEnteredEventDetails: { name },
});
const scheduled = (id: number): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, timestamp: new Date(0), type: 'TaskScheduled' },
});
const failed = (id: number, previousEventId: number, error: string): HistoryEvent => ({
  ...{ id, previousEventId, timestamp: new Date(0), type: 'LambdaFunctionFailed' },
  lambdaFunctionFailedEventDetails: { error },
});

test('where an execution stopped is the step that failed with its error, whatever else was retried', () => {
  const events = [
    ...[entered(1, 'Validate entry'), scheduled(2), failed(3, 2, 'ServiceUnavailableError')],
    ...[entered(4, 'Render badge'), scheduled(5), entered(6, 'Send confirmation')],
    ...[failed(7, 5, 'InputInvalidError'), failed(8, 6, 'ServiceUnavailableError')],
    ...[entered(9, 'Park entry'), failed(10, 9, 'RateLimitedError')],
  ];
  expect(whereaboutsIn(events, 'InputInvalidError')).toEqual({
    step: 'Render badge',
    error: 'InputInvalidError',
  });
  expect(whereaboutsIn(events, 'EntryInvalidError')).toBeUndefined();
});

test('without an error, it is where the execution has come to', () => {
  const events = [entered(1, 'Validate entry'), failed(2, 1, 'ServiceUnavailableError'), scheduled(3)];
  const further = [...events, entered(4, 'Render badge'), scheduled(5)];
  expect(whereaboutsIn([], undefined)).toBeUndefined();
  expect(whereaboutsIn(events, undefined)).toEqual({
    step: 'Validate entry',
    error: 'ServiceUnavailableError',
  });
  expect(whereaboutsIn(further, undefined)).toEqual({ step: 'Render badge' });
});

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

test('where an execution is, is where it failed last, parking aside; without a failure, where it has come to', () => {
  const sofar = [entered(1, 'Validate entry'), scheduled(2), entered(3, 'Render badge'), scheduled(4)];
  expect(whereaboutsIn([])).toBeUndefined();
  expect(whereaboutsIn(sofar)).toEqual({ step: 'Render badge' });
  const branch = [...sofar, entered(5, 'Send confirmation'), failed(6, 4, 'DriveStorageFullError')];
  expect(whereaboutsIn(branch)).toEqual({ step: 'Render badge', error: 'DriveStorageFullError' });
  const parked = [...branch, entered(7, 'Park entry'), failed(8, 7, 'ServiceUnavailableError')];
  expect(whereaboutsIn(parked)).toEqual({ step: 'Render badge', error: 'DriveStorageFullError' });
});

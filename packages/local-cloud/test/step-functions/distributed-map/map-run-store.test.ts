import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { MapRun } from '../../../step-functions/distributed-map/map-run.ts';
import { MapRunStore } from '../../../step-functions/distributed-map/map-run-store.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'map-run-store-'));
const files = () => readdirSync(join(dataDir, 'map-runs')).map((file) => join(dataDir, 'map-runs', file));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const run = (mapRunArn: string, executionArn = 'parent'): MapRun => ({
  ...{ mapRunArn, executionArn, stateMachineArn: 'm/L', status: 'RUNNING', startDate: 1, redriveCount: 0 },
  ...{ express: false, eventId: 4, parentRedrives: 0, maxConcurrency: 0, kept: [], allWritten: false },
});

test('a crash in the middle of a line loses that line only, and what follows it is kept', () => {
  const first = new MapRunStore(dataDir);
  const children = [{ items: 1, input: '1', status: 'pending' } as const];
  first.change(first.add(run('a')), { children: [...children] });
  appendFileSync(files()[0] ?? '', '{"status":"FAI');

  const second = new MapRunStore(dataDir);
  const [found] = second.of('parent');
  expect(found).toEqual({ ...run('a'), children });
  second.change(found as MapRun, { status: 'SUCCEEDED', stopDate: 2 });
  expect(new MapRunStore(dataDir).get('a')).toMatchObject({ status: 'SUCCEEDED', stopDate: 2, children });
});

test('the Map Runs of an execution are forgotten with it', () => {
  const store = new MapRunStore(dataDir);
  store.add(run('b', 'other'));
  store.add({ ...run('c', 'other'), startDate: 2 });
  store.add({ ...run('d', 'other'), startDate: 3 });
  expect(new MapRunStore(dataDir).of('other').map(({ mapRunArn }) => mapRunArn)).toEqual(['b', 'c', 'd']);
  store.forget('other');
  expect([store.of('other'), store.get('b')]).toEqual([[], undefined]);
  expect(files()).toHaveLength(1);
});

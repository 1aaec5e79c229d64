import { expect, test } from 'vitest';
import type { AttributeValue } from '../../../../core/domain/attribute-value.ts';
import { retentionDays } from '../../../../core/domain/retention.ts';
import type { ProgressItem } from '../../../../core/progress/progress-record.ts';
import {
  type PlanRetentionDependencies,
  planRetention,
} from '../../../../lambdas/retention/plan-retention/plan-retention.ts';

type Item = Record<string, AttributeValue>;

const everything = <T>(items: readonly T[]) =>
  async function* () {
    yield* items;
  };

const person = { full_name: { S: 'Jo Day' }, reg_type: { S: 'coach' }, school: { S: 'School' } };
const progress: ProgressItem[] = [
  { entryId: 'cs_test_1', registrationKeys: new Set(['pk']) },
  { entryId: 'person_1', heldBy: 'cs_test_1' },
  { entryId: 'drive_pace', pace: 1 },
];
const rows: Item[] = [
  { pk: { S: 'pk' }, entryId: { S: 'cs_test_1' }, ...person },
  { pk: { S: 'School-coach-Jo_Day' }, ...person },
];

function stage() {
  const written = new Map<string, string>();
  const recorded: string[] = [];
  const bucket = (keys: readonly string[]) => ({
    below: (prefix: string) =>
      everything(
        keys.map((key) => ({ key, versionId: '1', since: 0 })).filter(({ key }) => key.startsWith(prefix)),
      )(),
    of: async () => [],
    delete: async () => {},
    erase: async () => 0,
  });
  const dependencies: PlanRetentionDependencies = {
    rules: { lastDay: '2027-03-14', days: retentionDays.parse({}) },
    drive: true,
    entries: { items: everything<Item>([]) },
    rows: { items: everything(rows) },
    lookup: { items: everything<Item>([]), remove: async () => {}, delete: async () => {} },
    table: { now: () => Date.parse('2028-05-01'), scan: everything(progress) },
    progress: { recordRegistrationKey: async (id, pk) => void recorded.push(`${id} ${pk}`) },
    buckets: {
      photos: bucket(['a.jpg']),
      badges: bucket([]),
      config: bucket(['lists/1/a.csv', 'jobs/retention/1/plan.jsonl']),
    },
    files: {
      bucket: 'config',
      findJson: async () => undefined,
      write: async (key, bytes) => void written.set(key, Buffer.from(bytes).toString()),
      writeJson: async (key, content) => void written.set(key, JSON.stringify(content)),
    },
  };
  return { dependencies, written, recorded };
}

test('what is due today is listed by ids, and people whom only their rows know can be found later', async () => {
  const { dependencies, written, recorded } = stage();
  const order = { planOnly: false };
  const plan = await planRetention({ execution: 'run', order }, dependencies);
  expect(plan.order).toEqual({ planOnly: false, on: '2028-05-01' });
  expect(plan.counts).toEqual({ names: 2, notes: 1, objects: 2 });
  expect(recorded).toEqual([expect.stringMatching(/^reg_\w+ School-coach-Jo_Day$/)]);
  const lines = written.get('jobs/retention/run/plan.jsonl')?.trim().split('\n') ?? [];
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { id: 'cs_test_1', found: 'names' },
    { id: expect.stringMatching(/^reg_/), found: 'names' },
    { id: 'person_1', found: 'note' },
    { id: 'folder:photos', found: 'objects' },
    { id: 'folder:lists', found: 'objects' },
  ]);
  expect([...written].join()).not.toMatch(/Jo|Day/);
});

test('only counting changes nothing, and counts nothing before it is due', async () => {
  const { dependencies, written, recorded } = stage();
  const order = { planOnly: true };
  expect(await planRetention({ execution: 'run', order }, dependencies)).toMatchObject({
    items: 0,
    counts: { names: 2 },
  });
  const early = { ...order, on: '2027-03-14' };
  expect((await planRetention({ execution: 'run', order: early }, dependencies)).counts).toEqual({});
  expect([recorded, written.size]).toEqual([[], 0]);
});

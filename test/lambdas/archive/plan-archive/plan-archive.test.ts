import { beforeEach, describe, expect, test } from 'vitest';
import { archivedPerson, idOfArchived } from '../../../../core/archive/archive.ts';
import { archiveOrder } from '../../../../core/archive/archive-state.ts';
import type { AttributeValue } from '../../../../core/domain/attribute-value.ts';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { plannedJob } from '../../../../core/jobs/job-state.ts';
import { parseOrder } from '../../../../core/jobs/parse-order.ts';
import { planArchive } from '../../../../lambdas/archive/plan-archive/plan-archive.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';

const merged = 'archive/full_lookup.json';
const folder = 'jobs/archive/a-job';
const given = 'jobs/archive/uploads/old.json';

const row = (name: string, changes: Record<string, AttributeValue> = {}) => ({
  pk: { S: `School-competitor-${name}` },
  reg_type: { S: 'competitor' },
  full_name: { S: name },
  school: { S: 'School' },
  email: { S: 'parent@example.com' },
  birthdate: { S: '2013-07-11' },
  ...changes,
});
const archivedBefore = (name: string) => ({
  name: { S: name },
  pk: { S: `old-${name}` },
  birthdate: { S: '1/2/2012' },
});

let files: MemoryFiles;
let rows: ReturnType<typeof row>[];
let table: Record<string, AttributeValue>[];
let erased: Map<string, string>;

beforeEach(() => {
  files = new MemoryFiles();
  rows = [row('Ann Bo'), row('Cy Di'), row('Coach Ed', { birthdate: { S: '' } })];
  table = [];
  erased = new Map();
});

async function plan(input: object) {
  const order = parseOrder(archiveOrder, input);
  const made = await planArchive(
    { execution: 'a-job', order },
    {
      files,
      tombstones: { all: async () => erased },
      registrations: {
        async *rows() {
          yield* rows;
        },
      },
      lookup: {
        async *items() {
          yield* table;
        },
      },
    },
  );
  return plannedJob.shape.plan.parse(made);
}

const namesIn = (key: string) =>
  Object.values(files.json(key) as Record<string, { name: { S: string } }>)
    .map(({ name }) => name.S)
    .sort();
const rowsToWrite = () =>
  (files.json(`${folder}/rows/1.json`) ?? []) as { item: Record<string, AttributeValue> }[];

test('an archive is of all registrations, and merged into that of all tournaments', async () => {
  await files.writeJson(merged, { 'Mila Novak': archivedBefore('Mila Novak') });
  const { items, counts } = await plan({});
  expect({ items, counts }).toEqual({ items: 0, counts: { registrations: 3, archived: 3, people: 4 } });
  expect(namesIn(`${folder}/archive.json`)).toEqual(['Ann Bo', 'Coach Ed', 'Cy Di']);
  expect(namesIn(merged)).toEqual(['Ann Bo', 'Coach Ed', 'Cy Di', 'Mila Novak']);
  expect((await plan({})).counts).toEqual(counts);
});

test('an archive of the old system can be merged first', async () => {
  await files.writeJson(given, { 'Mila Novak': archivedBefore('Mila Novak') });
  await plan({ merge: given });
  expect(namesIn(merged)).toContain('Mila Novak');
});

test('who was erased does not come back from an archive that was made before', async () => {
  const mila = archivedBefore('Mila Novak');
  erased.set(idOfArchived(archivedPerson(mila)), '2027-03-01T12:00:00.000Z');
  await files.writeJson(given, { 'Mila Novak': mila, 'Sky Delgado': archivedBefore('Sky Delgado') });
  await files.writeJson(merged, { 'Mila Novak': mila });
  await plan({ merge: given });
  expect(namesIn(merged)).toEqual(['Ann Bo', 'Coach Ed', 'Cy Di', 'Sky Delgado']);
  expect(await plan({ from: given })).toMatchObject({ items: 1, counts: { people: 1 } });
});

describe('loaded into the lookup table', () => {
  test('are only the rows that differ, in a file: names are not in the plan', async () => {
    const planned = await plan({ load: true });
    expect(planned).toMatchObject({ items: 2, counts: { new: 2, changed: 0, same: 0, unreadable: 1 } });
    expect(files.objects.get(planned.key)).toMatch(/^(\{"id":"archived_[0-9a-f]{32}","part":1\}\n){2}$/);
    table = rowsToWrite().map(({ item }) => item);
    expect(await plan({ load: true })).toMatchObject({ items: 0, counts: { new: 0, changed: 0, same: 2 } });

    rows[0] = row('Ann Bo', { phone: { S: '918-555-0142' } });
    expect(await plan({ load: true })).toMatchObject({ items: 1, counts: { new: 0, changed: 1, same: 1 } });
    expect(rowsToWrite()).toMatchObject([{ item: { name: { S: 'Ann Bo' }, phone: { S: '918-555-0142' } } }]);
  });

  test('is an archive of the old system, which is not kept as that of all tournaments', async () => {
    await files.writeJson(given, { 'Mila Novak': archivedBefore('Mila Novak') });
    const found = { people: 1, new: 1, changed: 0, same: 0, unreadable: 0 };
    expect(await plan({ from: given, planOnly: true })).toMatchObject({ items: 0, counts: found });
    expect(await plan({ from: given })).toMatchObject({ items: 1, counts: found });
    expect(rowsToWrite()).toMatchObject([
      { item: { birthdate: { S: '01/02/2012' }, medical_form: { M: {} } } },
    ]);
    expect(files.objects.has(merged)).toBe(false);
  });
});

test.each([
  [{ from: given }, undefined, 'the archive that was given is not there'],
  [{ from: given }, '[]', 'what was given: no archive'],
  [{ merge: given }, '{', 'what was given: no archive'],
])('%j is refused for %s', async (order, content, reason) => {
  if (content !== undefined) files.objects.set(given, content);
  await expect(plan(order)).rejects.toThrow(new InputInvalidError(reason));
  expect(files.objects.has(merged)).toBe(false);
});

test('an archive of all tournaments that cannot be read is not written over', async () => {
  files.objects.set(merged, '{"a"');
  await expect(plan({})).rejects.toThrow(`${merged}: no archive`);
  expect(files.objects.get(merged)).toBe('{"a"');
});

test.each([[{ from: 'schools.json' }], [{ load: 'yes' }], [{ from: given, load: true }]])(
  '%j is no order',
  (order) => {
    expect(() => parseOrder(archiveOrder, order)).toThrow(InputInvalidError);
  },
);

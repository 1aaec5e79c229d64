import { expect, test } from 'vitest';
import { toAttributeValues } from '../../../../core/domain/entry-item.ts';
import { rowReader } from '../../../../core/jobs/job-rows.ts';
import { type Outcome, plannedJob, rowItem } from '../../../../core/jobs/job-state.ts';
import { parseOrder } from '../../../../core/jobs/parse-order.ts';
import { holdPerson } from '../../../../core/progress/person-holder.ts';
import { renaming } from '../../../../core/schools/renamings.ts';
import { schoolOrder } from '../../../../core/schools/school-state.ts';
import { finishJob } from '../../../../lambdas/jobs/finish-job/finish-job.ts';
import { planSchools } from '../../../../lambdas/schools/plan-schools/plan-schools.ts';
import { renameSchools } from '../../../../lambdas/schools/rename-schools/rename-schools.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { MemoryRegistrations } from '../../../doubles/tables.ts';

const registrations = new MemoryRegistrations();
const { progress } = progressIn(inMemoryDocuments());
const files = new MemoryFiles();

/** Which badges were to be drawn again, and for which execution. */
const refreshed: string[] = [];

const put = (id: string, school: string) =>
  registrations.items.set(id, {
    ...toAttributeValues({ full_name: `Child ${id}`, school, reg_type: 'competitor' }),
    ...{ pk: { S: id }, entryId: { S: id } },
  });
const schools = () => Object.fromEntries([...registrations.items].map(([id, row]) => [id, row.school?.S]));

/** The whole job, as the state machine runs it. @param meanwhile happens after the plan. */
async function run(execution: string, input: object, meanwhile?: () => void) {
  const order = parseOrder(schoolOrder, input);
  const plan = plannedJob.shape.plan.parse(
    await planSchools(
      { execution, order },
      {
        files,
        schools: { names: async () => [] },
        registrations: {
          async *rows() {
            yield* registrations.items.values();
          },
        },
      },
    ),
  );
  meanwhile?.();
  const dependencies: Parameters<typeof renameSchools>[2] = {
    registrations,
    progress,
    holdPerson: (person, by) => holdPerson(person, by, { progress, registrations }),
    rowOf: rowReader('schools', renaming, files),
    async refreshBadge({ id }, cause) {
      refreshed.push(`${id} for ${cause}`);
    },
  };
  const outcomes: Outcome[] = [];
  for (const item of files.itemsIn(plan.key)) {
    const outcome = await renameSchools(rowItem.parse(item), { job: execution, order }, dependencies);
    outcomes.push({ id: 'id' in item ? item.id : '', outcome });
  }
  const manifest = await files.writeResults(`jobs/schools/${execution}`, outcomes);
  return (await finishJob({ plan, manifest }, { files })).counts;
}

test('what a person approved is renamed, but for what was changed meanwhile, and taken back on request', async () => {
  put('a', 'GD Owasso');
  put('b', 'gd owasso');
  put('c', 'GD Owasso');
  put('d', 'River City');
  put('e', 'Golden Dragon');
  await files.writeJson('jobs/schools/approved/a.json', { 'Golden Dragon': ['GD Owasso'] });
  const counts = await run('first', { approved: 'jobs/schools/approved/a.json' }, () =>
    put('c', 'River City'),
  );
  expect(counts).toMatchObject({ toRename: 3, renamed: 2, 'changed meanwhile': 1 });
  const named = { a: 'Golden Dragon', b: 'Golden Dragon', d: 'River City', e: 'Golden Dragon' };
  expect(schools()).toEqual({ ...named, c: 'River City' });
  expect(refreshed).toEqual(['a for first', 'b for first']);

  // Now a person writes by hand what the job would have, and corrects what it has written.
  put('c', 'Golden Dragon');
  put('b', 'Tiger Academy');
  expect(await run('second', { undo: 'first', planOnly: true })).toMatchObject({
    toRename: 1,
    changedSince: 1,
  });
  expect(await run('third', { undo: 'first' })).toMatchObject({ renamed: 1 });
  expect(schools()).toEqual({
    ...{ a: 'GD Owasso', b: 'Tiger Academy', c: 'Golden Dragon', d: 'River City', e: 'Golden Dragon' },
  });
  expect(files.json('school-names.json')).toEqual({});
  expect(await run('fourth', { undo: 'first' })).toMatchObject({ toRename: 0 });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { plannedJob } from '../../../../core/jobs/job-state.ts';
import { parseOrder } from '../../../../core/jobs/parse-order.ts';
import { proposal } from '../../../../core/schools/proposal.ts';
import { schoolOrder } from '../../../../core/schools/school-state.ts';
import { planSchools } from '../../../../lambdas/schools/plan-schools/plan-schools.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';

const approvedKey = 'jobs/schools/approved/a.json';
const folder = 'jobs/schools/a-job';

const row = (id: string, school: string, name = `Child ${id}`) => ({
  pk: { S: `${school}-competitor-${id}` },
  entryId: { S: id },
  full_name: { S: name },
  school: { S: school },
  reg_type: { S: 'competitor' },
});

let files: MemoryFiles;
let rows: ReturnType<typeof row>[];
let listed: string[] | undefined;

beforeEach(() => {
  files = new MemoryFiles();
  listed = ['Golden Dragon TKD - Owasso'];
  rows = [
    row('a', 'Golden Dragon TKD - Owasso'),
    row('b', 'golden dragon taekwondo owaso'),
    row('c', 'GD Owasso'),
    row('d', 'Golden Dragon TKD - Tulsa'),
  ];
});

async function plan(input: object, execution = 'a-job') {
  const order = parseOrder(schoolOrder, input);
  const made = await planSchools(
    { execution, order },
    {
      files,
      schools: { names: async () => listed },
      registrations: {
        async *rows() {
          yield* rows;
        },
      },
    },
  );
  return plannedJob.shape.plan.parse(made);
}

const approve = (content: unknown) => files.writeJson(approvedKey, content);
/** A proposal as a person sends it back. */
const allApproved = () => {
  const made = proposal.parse(files.json(`${folder}/proposal.json`));
  for (const { spellings } of made.clusters) for (const one of spellings) one.approve = true;
  return made;
};

describe('without an order', () => {
  test('it proposes, in a file and in a table, and has nothing to rename', async () => {
    const planned = await plan({});
    expect(planned).toEqual({
      ...{ bucket: 'config', key: `${folder}/plan.jsonl`, items: 0, order: {} },
      counts: { registrations: 4, proposedNames: 1, proposedSpellings: 1 },
    });
    expect(files.json(`${folder}/proposal.json`)).toMatchObject({
      clusters: [
        {
          canonical: 'Golden Dragon TKD - Owasso',
          spellings: [{ spelling: 'golden dragon taekwondo owaso', approve: false }],
        },
      ],
    });
    expect(files.objects.get(`${folder}/proposal.csv`)).toContain('golden dragon taekwondo owaso');
  });

  test('it works without a list of the form', async () => {
    listed = undefined;
    expect((await plan({})).counts).toEqual({
      ...{ registrations: 4, proposedNames: 1, proposedSpellings: 1 },
    });
  });
});

describe('an approved list', () => {
  test('is what the person made of the proposal, and is known from then on', async () => {
    await plan({});
    await approve(allApproved());
    const planned = await plan({ approved: approvedKey });
    expect(planned).toMatchObject({ items: 1, counts: { toRename: 1, registeredTwice: 0 } });
    expect(files.itemsIn(planned.key)).toEqual([{ id: 'b', part: 1 }]);
    expect(files.json(`${folder}/rows/1.json`)).toEqual([
      {
        ...{ id: 'b', pk: 'golden dragon taekwondo owaso-competitor-b' },
        ...{ from: 'golden dragon taekwondo owaso', to: 'Golden Dragon TKD - Owasso' },
      },
    ]);
    expect(files.json('school-names.json')).toEqual({
      'Golden Dragon TKD - Owasso': ['golden dragon taekwondo owaso'],
    });
    await plan({}, 'next');
    expect(files.json('jobs/schools/next/proposal.json')).toMatchObject({
      clusters: [{ spellings: [{ known: true, approve: true }] }],
    });
  });

  test('only planned, is said and not known', async () => {
    await approve({ 'Golden Dragon TKD - Owasso': ['GD Owasso'] });
    expect(await plan({ approved: approvedKey, planOnly: true })).toMatchObject({
      ...{ items: 0, counts: { toRename: 1 } },
    });
    expect([...files.objects.keys()].filter((key) => !key.startsWith('jobs/'))).toEqual([]);
  });

  test('says who turns out to be registered twice', async () => {
    rows = [row('a', 'Golden Dragon TKD - Owasso', 'Jo Park'), row('c', 'GD Owasso', 'Jo Park')];
    await approve({ 'Golden Dragon TKD - Owasso': ['GD Owasso'] });
    expect((await plan({ approved: approvedKey })).counts).toMatchObject({ registeredTwice: 1 });
    expect(files.json(`${folder}/registered-twice.json`)).toEqual([['a', 'c']]);
  });

  test.each([
    ['is no list', 'text', 'approved: neither a proposal nor a list of names'],
    ['contradicts itself', { A: ['x'], B: ['X'] }, 'approved: the list contradicts itself'],
  ])('that %s is refused, without a name in the reason', async (_, content, reason) => {
    await approve(content);
    await expect(plan({ approved: approvedKey })).rejects.toThrow(new InputInvalidError(reason));
    expect(files.objects.has('school-names.json')).toBe(false);
  });

  test('is not applied while what is known cannot be read', async () => {
    files.objects.set('school-names.json', '{"A": "x"');
    await approve({ A: ['GD Owasso'] });
    await expect(plan({ approved: approvedKey })).rejects.toThrow('school-names.json: not the list');
  });
});

test.each([[{ approved: 'schools.json' }], [{ approve: 'x' }], [{ undo: '../a' }], [[]]])(
  '%j is no order',
  (order) => {
    expect(() => parseOrder(schoolOrder, order)).toThrow(InputInvalidError);
  },
);

test('what did not rename anything cannot be undone', async () => {
  await expect(plan({ undo: 'another' })).rejects.toThrow('undo: no execution of this name');
});

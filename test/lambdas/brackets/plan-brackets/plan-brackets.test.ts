import { beforeEach, describe, expect, test } from 'vitest';
import type { PartChange, PartRecord, Wanted } from '../../../../core/bracket-targets/bracket-target.ts';
import { drawFile, drawKey } from '../../../../core/brackets/draw-file.ts';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { plannedDraw } from '../../../../core/brackets/plan-state.ts';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { BracketRecords } from '../../../../core/progress/bracket-records.ts';
import { Progress } from '../../../../core/progress/progress.ts';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { planBrackets } from '../../../../lambdas/brackets/plan-brackets/plan-brackets.ts';
import { rowOf, type Said } from '../../../core/lists/people.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';
import { MemoryRegistrations } from '../../../doubles/tables.ts';

const classes = { cadet: { male: { light: [0, 60], heavy: [60, 200] }, female: { open: [0, 200] } } };

let registrations: MemoryRegistrations;
let files: MemoryFiles;
let brackets: BracketRecords;
let table: ProgressTable;

beforeEach(async () => {
  const { client, progress } = inMemoryDocuments();
  table = new ProgressTable(client, progress, () => 0);
  brackets = new BracketRecords(table);
  registrations = new MemoryRegistrations();
  files = new MemoryFiles();
  await files.writeJson('weight_classes.json', classes);
});

const register = (...people: Said[]) => {
  for (const row of people.map(rowOf)) registrations.items.set(row.pk.S, row);
};

const plan = (execution: string, order: { force: string[] } = { force: [] }) =>
  planBrackets(
    { execution, order },
    {
      draw: { stage: 'local', rules: drawRules.parse({ rings: 1 }) },
      competition: { name: 'Riverside Open', year: 2027 },
      timeZone: 'America/Chicago',
      targets: [target],
      registrations,
      progress: new Progress(table),
      brackets,
      files,
      now: () => Date.UTC(2027, 2, 1),
    },
  );

/** Of two calls for each division that is new, and one for each that differs. */
const target = {
  name: 'board',
  label: 'Board',
  compute: {
    plan: ({ divisions }: Plan) =>
      divisions.map(({ key, contentHash }) => ({ part: key, divisions: [key], contentHash })),
    difference: ({ part }: Wanted, record: PartRecord | undefined): PartChange => {
      if (!part) return { change: 'remove', calls: 1 };
      if (!record) return { change: 'create', calls: 2 };
      return part.contentHash === record.contentHash
        ? { change: 'none', calls: 0 }
        : { change: 'update', calls: 1 };
    },
  },
  calls: async () => ({ used: 31, budget: 500 }),
};

const putInForce = (execution: string) =>
  brackets.putInForce({ execution, publishedAt: '2027-03-01T00:00:00.000Z' }, { started: new Set() });

const drawOf = (execution: string) => files.readJson(drawKey(execution), drawFile);
const light = 'middle_cadet_m_light';

describe('a plan', () => {
  test('is of the registrations as they are, and its result has nothing about people', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 55 }, { name: 'Cy', weight: 90 });
    register({ name: 'Di', weight: undefined }, { name: 'Ed', weight: 50, payment_state: 'refunded' });
    const result = await plan('first');
    const { counts } = plannedDraw.parse(result);
    expect(counts).toMatchObject({
      people: 3,
      divisions: 1,
      alone: 1,
      undecided: 1,
      matches: 1,
      unplaced: 1,
    });
    expect(JSON.stringify(result)).not.toMatch(/Ana|Dojang/);
    const draw = await drawOf('first');
    const names = result.files.map(({ key }) => key.replace('brackets/draws/first/', ''));
    expect(names.sort()).toEqual([
      `csv/${light}.csv`,
      'divisions.csv',
      'draw.json',
      'exhibition_entries.csv',
      'matches.csv',
      'plan.html',
    ]);
    expect(files.objects.get('brackets/draws/first/plan.html')).toContain('Ana');
    expect(draw).toMatchObject({ execution: 'first', madeAt: '2027-03-01T00:00:00.000Z', forced: [] });
    expect(Object.values(draw.plan.people).map(({ name }) => name)).toContain('Ana');
  });

  test('of the same registrations is the same, whatever was planned in between and not published', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 55 });
    await plan('first');
    const before = [...registrations.items.keys()];
    register({ name: 'Cy', weight: 52 });
    await plan('second');
    for (const pk of registrations.items.keys()) if (!before.includes(pk)) registrations.items.delete(pk);
    await plan('third');
    expect((await drawOf('third')).plan).toEqual((await drawOf('first')).plan);
  });

  test('knows the draw in force, and leaves a division that has started as it is', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 55 });
    await plan('first');
    await putInForce('first');
    await brackets.markStarted([light], 'first');
    register({ name: 'Cy', weight: 52 }, { name: 'Di', weight: 90 });
    const late = await plan('second');
    expect(late).toMatchObject({
      basedOn: 'first',
      counts: { started: 1, unplaced: 1 },
      difference: { added: 1, changed: 0, unchanged: 1 },
    });
    expect(await drawOf('second')).toMatchObject({ basedOn: 'first', forced: [] });

    const forced = await plan('third', { force: [light] });
    expect(forced).toMatchObject({ counts: { started: 0, unplaced: 0 }, difference: { changed: 1 } });
    expect((await drawOf('third')).forced).toEqual([light]);
  });

  test('says what its publication would do and cost on each target', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 55 }, { name: 'Cy', weight: 90 });
    const known = { used: 31, budget: 500 };
    const nothing = { create: 0, update: 0, remove: 0, start: 0 };
    expect((await plan('first')).publication).toEqual([
      { target: 'Board', ...nothing, create: 2, calls: 4, ...known },
    ]);
    const { plan: first } = await drawOf('first');
    for (const { key, contentHash } of first.divisions) {
      await brackets.holdingPart('board', key, 'first', ({ keep }) =>
        keep({ part: key, divisions: [key], contentHash }),
      );
    }
    register({ name: 'Di', weight: 52 });
    for (const pk of registrations.items.keys()) if (pk.endsWith('Cy')) registrations.items.delete(pk);
    expect((await plan('second')).publication).toEqual([
      // One more call asks what has started there.
      { target: 'Board', ...nothing, update: 1, remove: 1, calls: 3, ...known },
    ]);
  });

  test('of those who have checked in, once one of them has', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 55 });
    for (const [pk, row] of registrations.items)
      if (pk.endsWith('Ana')) registrations.items.set(pk, { ...row, checked_in: { BOOL: true } });
    expect((await plan('first')).counts).toMatchObject({ people: 1, notCheckedIn: 1 });
  });
});

describe('the organisers’ files', () => {
  test('say what to do when there are no weight classes', async () => {
    files.objects.delete('weight_classes.json');
    await expect(plan('first')).rejects.toThrow(InputInvalidError);
    await expect(plan('first')).rejects.toThrow(
      /^weight_classes.json is not in the config bucket: copy stages/,
    );
    expect(files.objects.size).toBe(0);
  });

  test('have decisions that are carried out, and what is not understood is listed', async () => {
    register({ name: 'Ana', weight: 50 }, { name: 'Bo', weight: 90 });
    await plan('first');
    const [id] =
      Object.entries((await drawOf('first')).plan.people).find(([, one]) => one.name === 'Ana') ?? [];
    const move = { id, division: light, outcome: 'move', to: 'middle_cadet_m_heavy' };
    await files.writeJson('brackets/decisions.json', { decisions: [move, { outcome: 'wait' }] });
    const decided = await plan('second');
    expect(decided.counts).toMatchObject({ people: 2, divisions: 1, alone: 0, staleDecisions: 0 });
    expect((await drawOf('second')).plan.problems.at(-1)).toMatch(/^Decision 2: /);
  });
});

test('a division to be forced that has not started is refused, with what may be meant', async () => {
  register({ name: 'Ana', weight: 50 });
  await plan('first');
  await putInForce('first');
  await brackets.markStarted([light], 'first');
  await expect(plan('second', { force: ['middle cadet m light'] })).rejects.toThrow(
    `force: no division that has started is called middle cadet m light (did you mean ${light}?)`,
  );
});

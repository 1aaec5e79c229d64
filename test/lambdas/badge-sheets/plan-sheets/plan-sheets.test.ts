import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegistrationSummary } from '../../../../core/clients/registrations.ts';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { badgeIdOf } from '../../../../core/domain/ids.ts';
import { type NearMisses, nearMisses } from '../../../../core/jobs/near-misses.ts';
import { parseSheetOrder, type SheetFilter } from '../../../../core/sheets/sheet-order.ts';
import { type PlannedBadge, plannedBadges, plannedSheets } from '../../../../core/sheets/sheet-state.ts';
import { planSheets } from '../../../../lambdas/badge-sheets/plan-sheets/plan-sheets.ts';

const execution = '2027-03-01-order';

function registration(changes: Partial<RegistrationSummary> = {}): RegistrationSummary {
  const summary = {
    fullName: 'Jo Rivera',
    school: 'Golden Dragon',
    registrationType: 'competitor',
    ...changes,
  };
  const pk = `${summary.school}-${summary.registrationType}-${summary.fullName}`;
  return { id: `cs_test_${Buffer.from(pk).toString('hex')}`, pk, ...summary };
}

interface Asked {
  filter?: SheetFilter;
  paper?: string;
  first?: number;
  sheetStates?: { id: string; hash?: string; printedHash?: string }[];
}

/** Plans, and returns what was written for the files. */
async function plan(
  registrations: readonly RegistrationSummary[],
  { filter = { kind: 'all' }, paper = 'letter', first = 1, sheetStates = [] }: Asked = {},
) {
  const written = new Map<string, PlannedBadge[]>();
  let missed: NearMisses | undefined;
  let files: unknown[] = [];
  const result = await planSheets(
    {
      execution,
      order: { ...parseSheetOrder({ filter, paper: 'letter' }), paper: paper as 'letter', first },
    },
    {
      format: '3x4',
      registrations: {
        async *summaries() {
          yield* registrations;
        },
      },
      printed: {
        async *sheetStates() {
          yield* sheetStates;
        },
      },
      sheets: {
        bucket: 'badges',
        async write(key, bytes) {
          expect(key).toBe(`sheets/${execution}/plan.jsonl`);
          files = Buffer.from(bytes)
            .toString()
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line));
        },
        async writeJson(key, content) {
          if (key.endsWith('/near-misses.json'))
            missed = nearMisses.parse(JSON.parse(JSON.stringify(content)));
          else written.set(key, plannedBadges.parse(content));
        },
      },
    },
  );
  return {
    plan: plannedSheets.parse({ plan: result }).plan,
    files,
    written,
    missed,
    ids: [...written.values()].flat(),
  };
}

/** The names that are printed, in their order. */
async function namesOf(registrations: readonly RegistrationSummary[], asked?: Asked): Promise<string[]> {
  const { ids } = await plan(registrations, asked);
  return ids.map(({ id }) => registrations.find((row) => row.id === id)?.fullName ?? `unknown: ${id}`);
}

describe('of all registrations are planned', () => {
  const [ann, bo, cy] = [
    registration({ fullName: 'Ann', school: 'Golden Dragon' }),
    registration({ fullName: 'Bo', school: 'Élan TKD', registrationType: 'coach' }),
    registration({ fullName: 'Cy', school: 'Tiger 2', registrationType: 'seminar' }),
  ];
  const all = [ann, bo, cy];

  test('all of them', async () => {
    expect(await namesOf(all)).toEqual(['Bo', 'Ann', 'Cy']);
  });

  test.each([
    ['golden DRAGON', ['Ann']],
    [' Golden   Dragon ', ['Ann']],
    ['e\u0301lan tkd', ['Bo']],
    ['elan tkd', ['Bo']],
    ['tiger 2', ['Cy']],
    ['Golden', []],
    ['Golden Dragon 2', []],
  ])('those of the school %j, whatever its case, accents and spaces', async (school, names) => {
    expect(await namesOf(all, { filter: { kind: 'school', school } })).toEqual(names);
  });

  test('those of a type', async () => {
    const filter = { kind: 'type', registrationType: 'coach' } as const;
    expect(await namesOf(all, { filter })).toEqual(['Bo']);
  });

  test('those that were never on a sheet, or have changed since', async () => {
    const sheetStates = [
      { id: ann.id, hash: 'as printed', printedHash: 'as printed' },
      { id: bo.id, hash: 'drawn anew', printedHash: 'as printed' },
    ];
    expect(await namesOf(all, { filter: { kind: 'changed' }, sheetStates })).toEqual(['Bo', 'Cy']);
    const neverPrinted = [{ id: ann.id, hash: 'drawn' }, { id: bo.id }];
    const filter = { kind: 'changed' } as const;
    expect(await namesOf([ann, bo], { filter, sheetStates: neverPrinted })).toEqual(['Bo', 'Ann']);
  });

  test('those in a list, by the ids of entries or of badges, however they are typed, each once', async () => {
    const ids = [cy.id, badgeIdOf(ann.id).toLowerCase(), badgeIdOf(cy.id), ann.id];
    expect(await namesOf(all, { filter: { kind: 'ids', ids } })).toEqual(['Ann', 'Cy']);
  });

  test("after those of a list, the ids on it that are nobody's", async () => {
    const ids = ['t1-00000-00000', ann.id, 'cs_test_nobody', 'T1-00000-00000'];
    const { ids: planned, plan: made } = await plan(all, { filter: { kind: 'ids', ids } });
    expect(planned).toEqual([{ id: ann.id, pk: ann.pk }, { id: 'T1-00000-00000' }, { id: 'cs_test_nobody' }]);
    expect(made).toMatchObject({ items: 1, counts: { badges: 3 } });
  });

  test.each<SheetFilter>([
    { kind: 'school', school: 'Nowhere' },
    { kind: 'type', registrationType: 'coach' },
    { kind: 'ids', ids: ['cs_test_nobody'] },
  ])('none if none matches %j: no file, and nothing is written', async (filter) => {
    const { plan: made, files, written } = await plan([ann], { filter });
    expect(made).toMatchObject({ items: 0, counts: { badges: 0 } });
    expect([written.size, files.length]).toEqual([0, 0]);
  });

  test('none if there are none', async () => {
    expect((await plan([])).plan).toMatchObject({ items: 0, counts: { badges: 0 } });
  });
});

describe('badges are sorted', () => {
  const bySchool = (schools: readonly string[]) =>
    plan(schools.map((school) => registration({ school, fullName: `of ${school}` })));
  const schoolsOf = async (schools: readonly string[]) =>
    (await bySchool(schools)).ids.map(({ pk }) => pk?.split('-')[0]);

  test('by school, then by name', async () => {
    const rows = [
      registration({ school: 'B', fullName: 'Ann' }),
      registration({ school: 'A', fullName: 'Bo' }),
      registration({ school: 'B', fullName: 'Al' }),
      registration({ school: 'A', fullName: 'Cy' }),
    ];
    expect(await namesOf(rows)).toEqual(['Bo', 'Cy', 'Al', 'Ann']);
  });

  test.each([
    ['with numbers by their value', ['Dan 10', 'Dan 2', 'Dan 1'], ['Dan 1', 'Dan 2', 'Dan 10']],
    ['whatever the case', ['b', 'C', 'A', 'B c'], ['A', 'b', 'B c', 'C']],
    [
      'with accents where their letters are',
      ['Zeta', 'Élan', 'Eta', 'Über', 'Ultra'],
      ['Élan', 'Eta', 'Über', 'Ultra', 'Zeta'],
    ],
    [
      'in every script',
      ['태권도', 'Żubr', '合気道', 'Дракон', 'Alpha', 'دوجو'],
      ['Alpha', 'Żubr', 'Дракон', 'دوجو', '태권도', '合気道'],
    ],
  ])('%s', async (_, schools, expected) => {
    expect(await schoolsOf(schools)).toEqual(expected);
  });

  test('into the same order however the table is read, even if names differ only in case', async () => {
    const rows = ['Jo Lee', 'JO LEE', 'jo lee', 'Jo Lée', 'Jo Lee 2', 'Jo Lee 10'].map((fullName) =>
      registration({ fullName }),
    );
    const { ids: expected } = await plan(rows);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        expect((await plan(shuffled)).ids).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('files', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => registration({ fullName: `Competitor ${index}` }));

  test.each([
    [1, [1]],
    [200, [200]],
    [201, [200, 1]],
    [1_000, [200, 200, 200, 200, 200]],
  ])('hold at most 200 badges: %i', async (count, sizes) => {
    const { plan: made, files, written } = await plan(many(count));
    expect(made).toMatchObject({ items: sizes.length, counts: { badges: count } });
    expect(files).toEqual(
      sizes.map((badges, index) => ({
        ...{ id: `file ${index + 1}`, file: index + 1 },
        ...{ of: sizes.length, badges },
      })),
    );
    expect([...written.keys()]).toEqual(
      sizes.map((_, index) => `sheets/${execution}/plan-${index + 1}.json`),
    );
    expect([...written.values()].map(({ length }) => length)).toEqual(sizes);
  });

  test('continue where the one before ended', async () => {
    const { ids } = await plan(many(450));
    expect(ids.map(({ id }) => id)).toEqual(many(450).map(({ id }) => id));
  });

  test('carry how they are printed and, in words, what was asked for; no person is in the state', async () => {
    const rows = [registration({ fullName: 'Zebulon Quackenbush' })];
    const filter = { kind: 'school', school: 'Golden Dragon' } as const;
    const { plan: made } = await plan(rows, { filter, paper: 'a4', first: 3 });
    expect(made.order).toEqual({
      paper: 'a4',
      first: 3,
      cutLines: true,
      askedFor: 'the school Golden Dragon',
    });
    expect(JSON.stringify(made)).not.toMatch(/zebulon|quackenbush/i);
  });
});

describe('is refused before the tables are read and anything is written', () => {
  const unwritten = () => expect.fail('something was written');
  const unwritable = { write: unwritten, writeJson: unwritten };
  const untouchable = {
    format: '3x4',
    registrations: { summaries: () => expect.fail('the registrations were read') },
    printed: { sheetStates: () => expect.fail('the progress was read') },
    sheets: { bucket: 'badges', ...unwritable },
  } as const;

  test.each([
    [
      'labels for other badges',
      { paper: 'avery-5395' },
      'paper: badges of 3x4 do not fit on avery-5395; choose one of letter, a4, avery-5392',
    ],
    ['a paper that is none', { paper: 'a3' }, 'paper: expected one of letter, a4, avery-5395, avery-5392'],
    [
      'a first position beyond the sheet',
      { first: 7 },
      'first: expected a whole number from 1 to 4 (Letter, 4 a sheet)',
    ],
    [
      'a first position before the sheet',
      { first: 0 },
      'first: expected a whole number from 1 to 4 (Letter, 4 a sheet)',
    ],
  ])('%s', async (_, changes, message) => {
    const order = { ...parseSheetOrder({ filter: { kind: 'changed' }, paper: 'letter' }), ...changes };
    const planning = planSheets(
      { execution, order: order as typeof order & { paper: 'letter' } },
      untouchable,
    );
    await expect(planning).rejects.toThrow(new InputInvalidError(message));
  });
});

describe('near misses are kept for the person who asked', () => {
  const owasso = ['Ann', 'Bo'].map((fullName) =>
    registration({ id: `cs_test_${fullName}`, fullName, school: 'Golden Dragon TKD - Owasso' }),
  );
  const others = ['Tiger Academy', 'Élan TKD', 'Goldfinch'].map((school) => registration({ school }));
  const all = [...others, ...owasso];

  test.each<[string, asked: string, near: [string, number][]]>([
    ['a part of the name', 'golden dragon', [['Golden Dragon TKD - Owasso', 2]]],
    ['more than the name', 'Elan TKD of Tulsa', [['Élan TKD', 1]]],
    ['a part with a typing error', 'Goldn Dragon', [['Golden Dragon TKD - Owasso', 2]]],
    ['a typing error', 'Tigre Academy', [['Tiger Academy', 1]]],
    ['nothing like it', 'White Crane', []],
  ])('of a school, by %s', async (_, school, near) => {
    const { plan: made, missed } = await plan(all, { filter: { kind: 'school', school } });
    expect(missed?.school?.near.map((found) => [found.school, found.registrations])).toEqual(near);
    expect(missed?.school?.schools).toBe(4);
    expect(made).toMatchObject({
      items: 0,
      nearMisses: { bucket: 'badges', key: `sheets/${execution}/near-misses.json` },
    });
    expect(JSON.stringify(made), 'the state has no name').not.toContain('Owasso');
  });

  test("of ids that are nobody's, the one with another character, whether or not others are printed", async () => {
    const [ann = registration(), bo = registration()] = owasso;
    const mistyped = badgeIdOf(ann.id).replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X'));
    for (const more of [[], [bo.id]]) {
      const ids = [mistyped.toLowerCase(), `${bo.id}0`, 'T1-00000-00000', ...more];
      const { missed } = await plan(all, { filter: { kind: 'ids', ids } });
      expect(missed).toEqual({
        ids: [
          { id: mistyped, near: badgeIdOf(ann.id) },
          { id: `${bo.id}0`, near: bo.id },
          { id: 'T1-00000-00000' },
        ],
      });
    }
  });

  test.each<SheetFilter>([
    { kind: 'all' },
    { kind: 'changed' },
    { kind: 'type', registrationType: 'coach' },
    { kind: 'school', school: 'Tiger Academy' },
    { kind: 'ids', ids: owasso.map(({ id }) => id) },
  ])('of what is there, nothing: %j', async (filter) => {
    const { plan: made, missed } = await plan(all, { filter });
    expect(missed).toBeUndefined();
    expect(made.nearMisses).toBeUndefined();
  });
});

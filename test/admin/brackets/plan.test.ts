import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { planBrackets, readClassesFile, readDecisionsFile } from '../../../admin/brackets/plan.ts';
import { planInWords } from '../../../admin/brackets/plan-in-words.ts';
import type { PlannedDraw } from '../../../core/brackets/plan-state.ts';
import { weightClassesFile } from '../../../local/samples/sample-tournament.ts';

const folder = mkdtempSync(join(tmpdir(), 'plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const path = join(folder, 'given.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('several divisions are forced with one option, or with one each', () => {
  const [{ force }] = planBrackets.read(['--force', 'low_cadet_m_fin', 'low_cadet_m_fly', '--force', 'a b']);
  expect(force).toEqual(['low_cadet_m_fin', 'low_cadet_m_fly', 'a b']);
});

describe('a file of the organisers', () => {
  test('is put into the bucket as it is', () => {
    const classes = readClassesFile(weightClassesFile);
    expect(JSON.parse(classes).cadet.male['light middle']).toEqual([53, 57]);
    const decisions = { decisions: [{ id: 'a', division: 'low_cadet_m_fin', outcome: 'uncontested' }] };
    expect(JSON.parse(readDecisionsFile(fileOf(decisions)))).toEqual(decisions);
  });

  test.each([
    ['no JSON', '{', /is not JSON/],
    ['no classes', {}, /It has no weight classes/],
    [
      'limits that are none, and gaps',
      { cadet: { female: { fin: [0, 29] }, male: { fin: [0, 32.99], fly: ['33', 'up'], heavy: [37, 99] } } },
      /cadet male fly: expected two numbers.*\n.*cadet male: no class from 32\.99 to 37/,
    ],
  ])('is refused with everything that is wrong with it: weight classes with %s', (_, content, problem) => {
    expect(() => readClassesFile(fileOf(content))).toThrow(problem);
  });

  test('is refused with everything that is wrong with it: decisions', () => {
    const unclear = { id: 'a', division: 'low_cadet_m_fin', outcome: 'move' };
    expect(() => readDecisionsFile(fileOf({ decisions: [unclear] }))).toThrow(
      /Decision 1: to: .*Nothing was changed/s,
    );
    expect(() => readDecisionsFile(fileOf('{ "decisions": [{},] }'))).toThrow(/is not JSON/);
  });
});

const counts: PlannedDraw['counts'] = {
  ...{ people: 412, alone: 0, undecided: 0, divisions: 84, matches: 371, unplaced: 0, notCheckedIn: 0 },
  ...{ schoolMates: 0, minutes: 400, started: 0, heldBack: 0, staleDecisions: 0, problems: 0 },
};
const none = { create: 0, update: 0, remove: 0, start: 0, calls: 0 };
const planned: PlannedDraw = { bucket: 'b', key: 'k', files: [], counts, publication: [] };

describe('in words', () => {
  test('a plan of which nothing needs to be looked at is short', () => {
    expect(planInWords(planned).split('\n')).toEqual([
      '412 people, 84 divisions with 371 matches.',
      'No school-mates meet in round one.',
      'The ring that takes longest takes 6 h 40 min.',
      'No draw is published yet.',
    ]);
  });

  test('what needs a decision is said, and what publishing does and costs', () => {
    const more = {
      alone: 3,
      undecided: 1,
      unplaced: 3,
      notCheckedIn: 1,
      schoolMates: 2,
      heldBack: 2,
      staleDecisions: 1,
      problems: 1,
    };
    const difference = { added: 1, removed: 0, changed: 2, unchanged: 81, renumbered: 0, moved: 1 };
    const publication = [
      { target: 'Paper', ...none },
      { target: 'Challonge', ...none, create: 1, update: 2, calls: 9, used: 31, budget: 500 },
      { target: 'Challonge', ...none, remove: 1, calls: 1, used: 500, budget: 500 },
    ];
    expect(
      planInWords({ ...planned, counts: { ...counts, ...more, minutes: 45 }, difference, publication }).split(
        '\n',
      ),
    ).toEqual([
      '412 people, 84 divisions with 371 matches.',
      '3 people are alone in a division; 1 still to be decided.',
      '3 people are in no division, for reasons that the page gives.',
      '1 person has not checked in, and is left out.',
      '2 things would be different in divisions that have started.',
      '1 decision has no effect any more.',
      'Something is wrong with the organisers’ files in 1 place.',
      '2 pairs of school-mates meet in round one, which cannot be helped.',
      'The ring that takes longest takes 45 min.',
      'From the published draw: 1 division is new, 2 divisions are changed, 1 person moved.',
      'Paper: nothing to do.',
      'Challonge: 1 to create, 2 to change, 9 calls; 31 of 500 are used this month.',
      'Challonge: 1 to remove, 1 call; 500 of 500 are used this month, which leaves too few.',
    ]);
  });
});

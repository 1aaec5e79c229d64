import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../../bench/brackets.ts';
import { differenceBetween, isEmpty } from '../../../core/brackets/plan-difference.ts';
import { participantOf } from '../../../core/lists/participant.ts';
import { madeUpPeople } from '../../../local/samples/made-up-people.ts';
import { competitionYear, person, type Said } from '../lists/people.ts';
import { boys, divisionOf, idOf, planOf, usualRules } from './draw.ts';

const middle = 'middle_cadet_m_light middle';
const heavy = 'middle_cadet_m_heavy';
const people = [...boys([61, 62, 63]), ...boys([110, 111, 112], { age: 14 }).map(renamed('Big'))];
const [first, ...others] = people as [Said, ...Said[]];
const before = planOf(people);
const changesTo = (now: readonly Said[]) => differenceBetween(before, planOf(now, { previous: before }));

function renamed(name: string) {
  return (one: Said): Said => ({ ...one, name: `${name} ${one.name}` });
}

describe('the difference between two plans', () => {
  test('is none for the same registrations', () => {
    const difference = changesTo(people);
    expect(isEmpty(difference)).toBe(true);
    expect(difference.unchanged).toEqual([middle, heavy]);
  });

  test('of a corrected weight is one person, in the two divisions concerned', () => {
    const difference = changesTo([{ ...first, weight: 105.5 }, ...others]);
    expect(difference.moved).toEqual([
      {
        id: idOf(first),
        event: 'sparring',
        from: middle,
        to: heavy,
        reason: 'Weight was 61 lb, and is 105.5 lb',
      },
    ]);
    expect(difference.changed.map(({ key, joined, left }) => [key, joined, left])).toEqual([
      [middle, [], [idOf(first)]],
      [heavy, [idOf(first)], []],
    ]);
  });

  test('of a corrected weight leaves all other divisions of a tournament as they are', () => {
    const rows = madeUpPeople(400, 5);
    const plan = madeUpPlan(400, 5);
    const [id = ''] = plan.divisions.find(({ seeds }) => seeds.length > 3)?.seeds ?? [];
    const corrected = rows.map((row) => (row.entryId?.S === id ? { ...row, weight: { N: '400' } } : row));
    const now = corrected.map((row) => participantOf(row, competitionYear));
    const difference = differenceBetween(plan, madeUpPlan(0, 5, { people: now, previous: plan }));
    expect(difference.moved.map((one) => one.id)).toEqual([id]);
    expect(difference.changed.length + difference.added.length + difference.removed.length).toBe(2);
  });

  test('leaves a bracket as it is drawn, though the schools in another one have changed', () => {
    const schools = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
    const all = [70, 120].flatMap((weight) =>
      schools.map((school) => ({ name: `${weight} ${school}`, school, weight })),
    );
    const plan = planOf(all);
    const heavySeeds = divisionOf(plan, heavy).seeds.join();
    let drawnOtherwise = 0;
    for (const gone of all.slice(0, schools.length)) {
      const rest = all.filter((one) => one !== gone);
      if (divisionOf(planOf(rest), heavy).seeds.join() !== heavySeeds) drawnOtherwise += 1;
      const difference = differenceBetween(plan, planOf(rest, { previous: plan }));
      expect(difference.changed.map(({ key }) => key)).toEqual([middle]);
    }
    expect(drawnOtherwise).toBeGreaterThan(0);
  });

  test.each<[string, readonly Said[], object]>([
    [
      'somebody more',
      [...people, { name: 'New', weight: 70 }],
      { to: middle, reason: 'Takes part since then' },
    ],
    ['somebody less', others, { from: middle, reason: 'Does not take part any more' }],
    [
      'a belt',
      [{ ...first, belt: 'red' }, ...others],
      { from: middle, to: 'high_cadet_m_light middle', reason: 'Belt was blue, and is red' },
    ],
    [
      'a weight that is missing now',
      [{ ...first, weight: undefined }, ...others],
      { from: middle, reason: 'Weight is missing' },
    ],
  ])('says why: %s', (_, now, expected) => {
    expect(changesTo(now).moved).toEqual([expect.objectContaining(expected)]);
  });

  test('says who checked in, and who did not', () => {
    const checkedIn = new Set(others.map(idOf));
    const absent = planOf(people, { previous: before, checkedIn });
    expect(differenceBetween(before, absent).moved[0]?.reason).toBe('Has not checked in');
    expect(differenceBetween(absent, before).moved[0]?.reason).toBe('Has checked in');
  });

  test('says what the organisers decided', () => {
    const alone = planOf([...people, { name: 'Alone', weight: 55 }]);
    const id = idOf({ name: 'Alone' });
    const decisions = [{ id, division: 'middle_cadet_m_fin', outcome: 'move' as const, to: middle }];
    const decided = planOf([...people, { name: 'Alone', weight: 55 }], { previous: alone, decisions });
    expect(differenceBetween(alone, decided).moved[0]?.reason).toBe('The organisers have decided so');
    expect(differenceBetween(decided, alone).moved[0]?.reason).toBe(
      'The organisers’ decision does not hold any more',
    );
  });

  test('has a corrected school, though nobody moves', () => {
    const corrected = people.map(person).map((one) => ({ ...one, school: one.school.replace('0', 'Zero') }));
    const { moved, changed } = differenceBetween(before, planOf([], { people: corrected, previous: before }));
    expect(moved).toEqual([]);
    expect(changed).toEqual([
      { key: middle, joined: [], left: [], renamed: [idOf(first)], drawnAgain: false },
      { key: heavy, joined: [], left: [], renamed: [expect.any(String)], drawnAgain: false },
    ]);
  });

  test('has divisions to be printed again, since others before them have more matches', () => {
    const rules = { ...usualRules, rings: 1 };
    const plan = planOf(people, { rules });
    const more = planOf([...people, { name: 'New', weight: 70 }], { rules, previous: plan });
    expect(differenceBetween(plan, more)).toMatchObject({ unchanged: [heavy], renumbered: [heavy] });
  });
});

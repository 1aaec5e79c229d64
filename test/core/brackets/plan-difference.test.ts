import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../../bench/brackets.ts';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import type { Plan } from '../../../core/brackets/plan.ts';
import { differenceBetween, isEmpty } from '../../../core/brackets/plan-difference.ts';
import { type Participant, participantOf } from '../../../core/lists/participant.ts';
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

  test('changes no match number in other rings, and none in its own before the division that changed', () => {
    const plan = madeUpPlan(400, 5);
    const fought = plan.divisions.filter(({ matches }) => matches.length > 0);
    const { key, ring, seeds } = fought.at(-2) ?? expect.fail('nobody fights');
    const people = madeUpPeople(400, 5).map((row) => participantOf(row, competitionYear));
    const joined = people.map((one) => (one.id === seeds[0] ? { ...one, id: 'another' } : one));
    const more = { ...people.find(({ id }) => id === seeds[0]), id: 'one more' } as Participant;
    const started = new Set(
      fought.map((one) => one.key).filter((one, index) => index % 9 === 2 && one !== key),
    );
    const now = madeUpPlan(0, 5, { people: [...joined, more], previous: plan, started });
    const numbersOf = ({ divisions }: Plan, keys: readonly string[]) =>
      keys.map((one) =>
        divisions.find((division) => division.key === one)?.matches.map(({ number }) => number),
      );

    const elsewhere = fought.filter((one) => one.ring !== ring).map((one) => one.key);
    const own = fought.filter((one) => one.ring === ring).map((one) => one.key);
    // Matches of the division before it may come between its own.
    const before = own.slice(0, own.indexOf(key) - 1);
    expect(before.length).toBeGreaterThan(2);
    for (const same of [elsewhere, before]) expect(numbersOf(now, same)).toEqual(numbersOf(plan, same));
    expect(numbersOf(now, [key])).not.toEqual(numbersOf(plan, [key]));
  });

  test('is none when divisions have started and nothing else has happened', () => {
    const plan = madeUpPlan(400, 5);
    const started = new Set(plan.divisions.filter((_, index) => index % 3 === 1).map(({ key }) => key));
    const difference = differenceBetween(plan, madeUpPlan(400, 5, { previous: plan, started }));
    expect(isEmpty(difference)).toBe(true);
    expect(difference.renumbered).toEqual([]);
  });

  test('with more rings than before gives each of them something to do', () => {
    const plan = madeUpPlan(400, 5);
    const rules = drawRules.parse({ weightUnit: 'kg', rings: 6 });
    const now = madeUpPlan(400, 5, { previous: plan, rules });
    expect(now.rings.map(({ matches }) => matches > 0)).toEqual(Array(6).fill(true));
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

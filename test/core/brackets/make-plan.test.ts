import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../../bench/brackets.ts';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import { plan as planSchema } from '../../../core/brackets/plan.ts';
import { numbersFrom, shuffled } from '../../../core/brackets/seeded-numbers.ts';
import { enters, participantOf } from '../../../core/lists/participant.ts';
import { madeUpPeople } from '../../../local/samples/made-up-people.ts';
import { competitionYear, oddRows } from '../lists/people.ts';
import { boys, divisionOf, idOf, planOf, usualRules } from './draw.ts';

const middle = 'middle_cadet_m_light middle';
const spreadRules = drawRules.parse({
  styles: usualRules.styles.map((style) => (style.suffix === '' ? { ...style, spread: {} } : style)),
});

describe('a plan', () => {
  test('has everybody who entered a style in one division of it, or listed with the reason', () => {
    const people = [...madeUpPeople(300, 7), ...oddRows].map((row) => participantOf(row, competitionYear));
    const checkedIn = new Set(people.filter((_, index) => index % 5 > 0).map(({ id }) => id));
    for (const more of [{}, { checkedIn }, { rules: spreadRules }]) {
      const plan = madeUpPlan(0, 7, { people, ...more });
      for (const { event } of usualRules.styles) {
        const entered = people.filter((one) => enters(one, event)).map(({ id }) => id);
        const placed = plan.divisions.filter((one) => one.event === event).flatMap(({ seeds }) => seeds);
        const listed = plan.unplaced.filter((one) => one.event === event).map(({ id }) => id);
        const absent = plan.notCheckedIn.filter((id) => entered.includes(id));
        expect([...placed, ...listed, ...absent].sort()).toEqual(entered.sort());
      }
    }
  });

  test('is the same whatever the order of the people, and after it was stored as JSON', async () => {
    const people = madeUpPeople(120, 2).map((row) => participantOf(row, competitionYear));
    const plan = madeUpPlan(0, 2, { people });
    expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(JSON.parse(JSON.stringify(plan)));
    await fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(madeUpPlan(0, 2, { people: shuffled(people, numbersFrom(seed)) })).toEqual(plan);
      }),
      { numRuns: 10 },
    );
  });

  test('made again after the one before is equal to it', () => {
    const plan = madeUpPlan(300, 4);
    expect(madeUpPlan(300, 4, { previous: plan })).toEqual(plan);
  });

  test('of another stage is drawn by other lots', () => {
    const people = boys([61, 62, 63, 64, 65, 66, 67, 68]);
    const seeds = ['one', 'two', 'three'].map((stage) =>
      planOf(people, { stage }).divisions[0]?.seeds.join(),
    );
    expect(new Set(seeds).size).toBe(3);
  });

  test.each([
    [1, 'alone', 0],
    [2, 'one match', 1],
    [3, 'round robin', 3],
    [5, 'round robin', 10],
    [6, 'single elimination', 5],
    [9, 'single elimination', 8],
  ])('of %i people has the format %s and %i matches', (count, format, matches) => {
    const [division] = planOf(boys(Array.from({ length: count }, (_, index) => 61 + index))).divisions;
    expect([division?.key, division?.format, division?.matches.length]).toEqual([middle, format, matches]);
    expect(division?.firstRound !== undefined).toBe(format === 'single elimination');
  });

  test('has a best of three where the stage says so, whose third match may not be needed', () => {
    const rules = drawRules.parse({
      formats: [{ upTo: 2, format: 'best of three' }, { format: 'single elimination' }],
    });
    const { matches, minutes } = divisionOf(planOf(boys([61, 62]), { rules }), middle);
    expect(matches.map(({ number, ifNeeded = false }) => [number, ifNeeded])).toEqual([
      [101, false],
      [102, false],
      [103, true],
    ]);
    // Three times two rounds of 90 s, a break of 30 s and a minute between matches.
    expect(minutes).toBe((3 * (2 * 90 + 30 + 60)) / 60);
  });

  test('draws only those who have checked in, once one has', () => {
    const people = boys([61, 62, 63]);
    const [first, second, third] = people.map(idOf);
    const plan = planOf(people, { checkedIn: new Set([first, second].map(String)) });
    expect(divisionOf(plan, middle).seeds.toSorted()).toEqual([first, second].sort());
    expect(plan.notCheckedIn).toEqual([third]);
  });

  test('names in it only those it is about', () => {
    const people = [...boys([61, 62]), { name: 'Coach', type: 'coach' }, { name: 'Form', events: 'poomsae' }];
    expect(Object.values(planOf(people).people).map(({ name }) => name)).toEqual(['Boy 0', 'Boy 1']);
  });

  test('says what is wrong with the file of weight classes', () => {
    const problems = ['cadet male: no classes'];
    expect(planOf([], { weightClasses: { classes: new Map(), problems } }).problems).toEqual(problems);
  });
});

describe('a division that has started', () => {
  const people = boys([61, 62, 63, 64, 65, 66]);
  const previous = planOf(people);
  const started = new Set([middle]);

  test('stays as it is, whatever the registrations say now', () => {
    const [gone, heavier, ...others] = people;
    const now = [{ name: 'Boy 1', school: 'School 1', weight: 120 }, ...others, { name: 'Late', weight: 70 }];
    const plan = planOf(now, { previous, started });
    const division = divisionOf(plan, middle);
    expect(division).toEqual({ ...divisionOf(previous, middle), started: true });
    expect(plan.heldBack).toEqual(
      expect.arrayContaining([
        { division: middle, id: gone && idOf(gone), reason: 'Does not take part any more' },
        { division: middle, id: heavier && idOf(heavier), reason: 'Would be in middle_cadet_m_heavy now' },
      ]),
    );
    expect(plan.unplaced).toEqual([
      { id: idOf({ name: 'Late' }), event: 'sparring', reason: `${middle} has started` },
    ]);
    // Once it has started there, the person is in no other division of the style.
    expect(plan.divisions).toHaveLength(1);
  });

  test('changes when it is forced by name', () => {
    const plan = planOf(people.slice(1), { previous, started, force: new Set([middle]) });
    expect(divisionOf(plan, middle).seeds).toHaveLength(5);
    expect(plan.heldBack).toEqual([]);
  });

  test('keeps its ring and its numbers, which nobody else gets', () => {
    const more = boys([20, 21, 22, 23], { age: 5 }).map((one) => ({ ...one, name: `Small ${one.name}` }));
    const plan = planOf([...more, ...people], { previous, started, rules: { ...usualRules, rings: 1 } });
    const numbers = plan.divisions.flatMap(({ matches }) => matches.map(({ number }) => number));
    expect(divisionOf(plan, middle).matches.map(({ number }) => number)).toEqual([101, 102, 103, 104, 105]);
    expect(numbers.toSorted()).toEqual(Array.from({ length: 11 }, (_, index) => 101 + index));
  });

  test('in a spread group keeps its number, and new groups get others', () => {
    const before = planOf(people, { rules: spreadRules });
    const group = 'mixed_cadet_m_group 1';
    const plan = planOf([...people, ...boys([61, 62], { school: 'Late' })], {
      rules: spreadRules,
      previous: before,
      started: new Set([group]),
    });
    expect(divisionOf(plan, group).seeds).toEqual(divisionOf(before, group).seeds);
    expect(new Set(plan.divisions.map(({ key }) => key)).size).toBe(plan.divisions.length);
    expect(plan.divisions.flatMap(({ seeds }) => seeds)).toHaveLength(8);
    expect(plan.unplaced).toEqual([]);
  });
});

describe('with any divisions that have started, and any change of the registrations', () => {
  test('nobody is in two divisions of a style, nobody is forgotten, and no match number is there twice', async () => {
    const people = madeUpPeople(150, 9).map((row) => participantOf(row, competitionYear));
    const changed = people.map((one, index) => (index % 4 > 0 ? one : { ...one, weightLb: 150 }));
    await fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, groups) => {
        const random = numbersFrom(seed);
        const some = <T>(list: readonly T[]) => list.filter(() => random() < 0.7);
        const rules = groups ? spreadRules : usualRules;
        const previous = madeUpPlan(0, 9, { people: some(people), rules });
        const keys = previous.divisions.map(({ key }) => key);
        const started = new Set(keys.filter(() => random() < 0.3));
        const now = some(changed);
        const plan = madeUpPlan(0, 9, { people: now, rules, previous, started });
        for (const key of started) {
          const { seeds, matches, ring } = divisionOf(previous, key);
          expect(divisionOf(plan, key)).toMatchObject({ seeds, matches, ring, started: true });
        }
        const { divisions, unplaced } = plan;
        for (const { event } of rules.styles) {
          const placed = divisions.filter((one) => one.event === event).flatMap(({ seeds }) => seeds);
          const listed = unplaced.filter((one) => one.event === event).map(({ id }) => id);
          const all = [...placed, ...listed];
          expect(new Set(all).size).toBe(all.length);
          const entered = now.filter((one) => enters(one, event)).map(({ id }) => id);
          expect(entered.filter((id) => !all.includes(id))).toEqual([]);
        }
        const numbers = divisions.flatMap(({ matches }) => matches.map(({ number }) => number));
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(new Set(divisions.map(({ key }) => key)).size).toBe(divisions.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('of two divisions with the same schools', () => {
  test('the second has other pairs in round one', () => {
    const schools = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
    const people = schools.flatMap((school) => [
      { name: `Light ${school}`, school, weight: 70 },
      { name: `Heavy ${school}`, school, weight: 120 },
    ]);
    const plan = planOf(people);
    const pairs = plan.divisions.flatMap(({ seeds, matches }) =>
      matches
        .filter(({ round }) => round === 1)
        .map(({ sides }) =>
          sides
            .map((side) => plan.people['seed' in side ? (seeds[side.seed - 1] ?? '') : '']?.school)
            .sort()
            .join(),
        ),
    );
    expect(pairs).toHaveLength(8);
    expect(new Set(pairs).size).toBe(8);
  });
});

import { describe, expect, test } from 'vitest';
import { sparringGroups, sparringRows } from '../../../core/lists/sparring-groups.ts';
import { namesOf, person, type Said } from './people.ts';

const group = (...people: Said[]) => sparringGroups(people.map(person));
/** Cadets of different schools, lightest first. */
const cadets = (weights: readonly number[], rest: Partial<Said> = {}): Said[] =>
  weights.map((weight, index) => ({
    name: String.fromCharCode(65 + index),
    school: `School ${index}`,
    weight,
    ...rest,
  }));

describe('sparring groups are the old list’s', () => {
  test.each([
    ['one', [70], ['A']],
    ['four', [70, 71, 72, 73], ['A B C D']],
    ['five', [70, 72, 80, 90, 95], ['D E', 'A B C']],
    ['six', [70, 71, 72, 80, 81, 82], ['A B C', 'D E F']],
    ['seven', [70, 71, 72, 73, 80, 81, 82], ['E F G', 'A B C D']],
    ['ten', [60, 61, 62, 63, 64, 65, 66, 67, 68, 69], ['E F G', 'H I J', 'A B C D']],
  ])('%s, in as few and as even groups as possible by weight', (_, weights, expected) => {
    expect(namesOf(group(...cadets(weights)))).toEqual(expected);
  });

  test.each([
    ['into the group that then has three', 2, 3, 'senior', 'up'],
    ['up, where both are as good', 2, 2, 'senior', 'up'],
    ['down, where only that one has people', 0, 2, 'cadet', 'down'],
  ])('somebody alone in an age group moves %s', (_, seniors, younger, expected, direction) => {
    const groups = group(
      ...cadets([100, 101, 102].slice(0, younger)),
      { name: 'Alone', age: 15, weight: 110, school: 'X' },
      ...cadets([120, 121].slice(0, seniors), { age: 20 }).map((one) => ({ ...one, name: `S${one.name}` })),
    );
    const row = sparringRows(groups).find(({ competitor_name }) => competitor_name === 'Alone');
    expect(row).toMatchObject({
      age_group: expected,
      original_age_group: 'junior',
      age_group_move_direction: direction,
    });
  });

  test('somebody alone without neighbours stays', () => {
    const groups = group({ name: 'A', age: 13 }, { name: 'B', age: 40 }, { name: 'C', age: 41 });
    expect(namesOf(groups)).toEqual(['A', 'B C']);
  });

  test('colour belts and grass roots are one where either has one person only', () => {
    const groups = group(
      { name: 'A', age: 8, weight: 60, events: 'sparring' },
      { name: 'B', age: 8, weight: 61, events: 'sparring-gr' },
      { name: 'C', age: 9, weight: 62, events: 'poomsae,sparring-gr', school: 'X' },
      ...cadets([70, 71]),
      ...cadets([70, 71], { events: 'sparring-gr' }),
    );
    expect(groups.map(({ division, ageGroup, members }) => [division, ageGroup, members.length])).toEqual([
      ['color_belt', 'cadet', 2],
      ['grass_roots', 'cadet', 2],
      ['color_belt+grass_roots', 'tiger', 3],
    ]);
  });

  test('numbers are those of the printed order: division, gender, age, size', () => {
    const groups = group(
      ...cadets([70, 71], { events: 'sparring-gr' }),
      ...cadets([70, 71], { events: 'sparring-wc' }),
      ...cadets([70, 71], { gender: 'F' }),
      ...cadets([70, 71], { age: 8 }),
      ...cadets([60, 61, 62, 63, 90, 91, 92]),
    );
    expect(
      groups.map(({ number, division, gender, ageGroup, members }) => [
        number,
        division,
        gender,
        ageGroup,
        members.length,
      ]),
    ).toEqual([
      [1, 'world_class', 'male', 'cadet', 2],
      [2, 'color_belt', 'female', 'cadet', 2],
      [3, 'color_belt', 'male', 'tiger', 2],
      [4, 'color_belt', 'male', 'cadet', 3],
      [5, 'color_belt', 'male', 'cadet', 4],
      [6, 'grass_roots', 'male', 'cadet', 2],
    ]);
  });

  test('a row has the old columns, with 0 for what is missing', () => {
    const [row] = sparringRows(group({ name: 'Jo', school: 'Owasso', events: 'sparring-wc' }));
    expect(Object.entries(row ?? {})).toEqual([
      ['group_number', 1],
      ['division', 'world_class'],
      ['gender', 'male'],
      ['age_group', 'cadet'],
      ['group_size', 1],
      ['competitor_name', 'Jo'],
      ['school', 'Owasso'],
      ['age', 13],
      ['weight', 0],
      ['original_age_group', 'cadet'],
      ['age_group_move_direction', ''],
    ]);
  });
});

describe('sparring groups are better than the old list’s', () => {
  test('school-mates are separated between neighbours in weight, not by the first exchange that does it', () => {
    const schools = ['X', 'B', 'C', 'X', 'D', 'E', 'F', 'G'];
    const weights = [60, 61, 62, 63, 70, 71, 72, 73];
    const groups = group(...cadets(weights).map((one, index) => ({ ...one, school: schools[index] })));
    // The old script exchanges A and E, which makes differences of 10 lb and 13 lb.
    expect(namesOf(groups)).toEqual(['A B C E', 'D F G H']);
  });

  test('somebody who entered colour belts and grass roots meets nobody twice, and not themselves', () => {
    const groups = group(
      { name: 'A', events: 'sparring,sparring-gr', weight: 60 },
      { name: 'B', events: 'sparring-gr', weight: 61 },
    );
    expect(namesOf(groups)).toEqual(['A B']);
    expect(namesOf(group({ name: 'A', events: 'sparring,sparring-gr' }))).toEqual(['A']);
  });

  test('a child below the youngest group, and somebody without an age, are alone and not with adults', () => {
    const groups = group(
      { name: 'A', age: 3 },
      { name: 'B', age: 3 },
      ...cadets([150, 151], { age: 40 }).map((one) => ({ ...one, name: `U${one.name}` })),
    );
    expect(groups.map(({ ageGroup }) => ageGroup)).toEqual(['ultra', 'unknown', 'unknown']);
    expect(namesOf(groups)).toEqual(['UA UB', 'A', 'B']);
  });

  test('people whose weight is not known are among themselves', () => {
    const unknown = cadets([0, 0], {}).map((one, index) => ({
      ...one,
      name: `N${index}`,
      weight: undefined,
    }));
    expect(namesOf(group(...cadets([60, 61, 62]), ...unknown)).sort()).toEqual(['A B C', 'N0 N1']);
  });
});

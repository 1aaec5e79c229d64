import { expect, test } from 'vitest';
import { breakingGroups, breakingRows } from '../../../core/lists/breaking-groups.ts';
import { namesOf, person, type Said } from './people.ts';

const group = (...people: Said[]) =>
  breakingGroups(people.map((said) => person({ events: 'breaking', ...said })));
/** One person a letter, each of a school of their own: `w2` makes two white belts. */
const belted = (belt: string, count: number): Said[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${belt}${index + 1}`,
    belt,
    school: `School ${belt} ${index}`,
    weight: 60 + index,
  }));

test('belts are apart, and sizes are the old list’s', () => {
  expect(namesOf(group(...belted('white', 3), ...belted('yellow', 2), ...belted('black', 5)))).toEqual([
    'yellow1 yellow2',
    'black4 black5',
    'white1 white2 white3',
    'black1 black2 black3',
  ]);
});

test.each([
  ['the next higher belt', [belted('white', 1), belted('yellow', 2)], ['white1 yellow1 yellow2']],
  ['the one below, at the top', [belted('blue', 2), belted('red', 1)], ['blue1 blue2 red1']],
  [
    'another one who is alone, two by two',
    [belted('white', 1), belted('yellow', 1), belted('orange', 1), belted('green', 1)],
    ['white1 yellow1', 'orange1 green1'],
  ],
  [
    'the two below, with three belts of one person',
    [belted('white', 1), belted('yellow', 1), belted('orange', 1)],
    ['white1 yellow1 orange1'],
  ],
])('somebody alone with a belt joins %s', (_, people, expected) => {
  expect(namesOf(group(...people.flat()))).toEqual(expected);
});

test('every spelling of a black belt is black, and a belt that is not known is as it was written', () => {
  const belts = ['Master', '2 degree black', 'master black', '1 black', 'purple', 'plaid'];
  const rows = breakingRows(
    group(...belts.map((belt, index) => ({ name: `P${index}`, belt, school: belt }))),
  );
  const labels = ['purple', 'plaid', 'black', 'black', 'black', 'black'];
  expect(rows.map(({ belt_rank }) => belt_rank)).toEqual(labels);
});

test('school-mates are apart', () => {
  const groups = group(
    ...belted('blue', 6).map((one, index) => ({ ...one, school: index % 2 === 0 ? 'X' : `S${index}` })),
  );
  const mates = groups.map(({ members }) => members.filter(({ school }) => school === 'X').length);
  expect(Math.max(...mates)).toBeLessThan(3);
});

test('nobody is moved to another age group', () => {
  expect(namesOf(group({ name: 'A', age: 13 }, { name: 'B', age: 15 }, { name: 'C', age: 16 }))).toEqual([
    'A',
    'B C',
  ]);
});

test('a row has the old columns', () => {
  const [row] = breakingRows(group({ name: 'Jo', belt: 'Red Belt', weight: 85.5, gender: 'F' }));
  expect(Object.entries(row ?? {})).toEqual([
    ['group_number', 1],
    ['gender', 'female'],
    ['age_group', 'cadet'],
    ['group_size', 1],
    ['competitor_name', 'Jo'],
    ['school', 'Dojang'],
    ['age', 13],
    ['belt_rank', 'red'],
    ['weight', 85.5],
  ]);
});

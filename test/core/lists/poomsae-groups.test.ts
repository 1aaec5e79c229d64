import { expect, test } from 'vitest';
import {
  beltWithLevel,
  poomsaeColumns,
  poomsaeGroups,
  poomsaeRows,
} from '../../../core/lists/poomsae-groups.ts';
import { namesOf, person, type Said } from './people.ts';

const group = (...people: Said[]) =>
  poomsaeGroups(people.map((said) => person({ events: 'poomsae', ...said })));
const belted = (...belts: string[]): Said[] =>
  belts.map((belt, index) => ({ name: `${belt}${index + 1}`, belt, school: `School ${index}` }));

test.each([
  [
    'two belts of two people',
    belted('white', 'white', 'yellow', 'yellow'),
    ['white1 white2 yellow3 yellow4'],
  ],
  [
    'as few groups as possible',
    belted('white', 'white', 'white', 'blue', 'blue'),
    ['blue4 blue5', 'white1 white2 white3'],
  ],
  [
    'belts that are far from each other',
    belted('white', 'white', 'white', 'white', 'black', 'black', 'black', 'black'),
    ['white1 white2 white3 white4', 'black5 black6 black7 black8'],
  ],
])('groups are the old list’s: %s', (_, people, expected) => {
  expect(namesOf(group(...people).grouped)).toEqual(expected);
});

test('belts that are near each other are together, where the old list made the first group full', () => {
  // The old script puts the first yellow belt with the white ones.
  expect(
    namesOf(group(...belted('white', 'white', 'white', 'yellow', 'yellow', 'yellow', 'yellow')).grouped),
  ).toEqual(['white1 white2 white3', 'yellow4 yellow5 yellow6 yellow7']);
});

test.each([
  ['rather joins another one who is alone', [1, 1, 2], { youth: 0, cadet: 2 }],
  ['moves up where both neighbours are as good', [2, 1, 2], { youth: 2, junior: 3 }],
  ['stays without neighbours', [0, 1, 0], { cadet: 1 }],
])('somebody alone in an age group %s', (_, [youth = 0, cadet = 0, junior = 0], expected) => {
  const of = (age: number, count: number): Said[] =>
    Array.from({ length: count }, (_, index) => ({ name: `A${age} ${index}`, age }));
  const { grouped } = group(...of(10, youth), ...of(13, cadet), ...of(15, junior));
  for (const [ageGroup, count] of Object.entries(expected)) {
    const people = grouped.filter((one) => one.ageGroup === ageGroup).flatMap(({ members }) => members);
    expect(people).toHaveLength(count);
  }
});

test('pairs, teams and families are lists, by age group, gender, belt and name', () => {
  const { grouped, lists } = group(
    { name: 'D', age: 20, events: 'pair poomsae' },
    { name: 'C', age: 13, gender: 'M', events: 'pair poomsae,Team Poomsae', belt: 'white' },
    { name: 'B', age: 13, gender: 'M', events: 'pair poomsae', belt: 'white' },
    { name: 'A', age: 13, gender: 'F', events: 'family poomsae,pair poomsae' },
  );
  expect(grouped).toEqual([]);
  expect(lists.map(({ division, people }) => [division, people.map(({ name }) => name).join(' ')])).toEqual([
    ['pair', 'A B C D'],
    ['team', 'C'],
    ['family', 'A'],
  ]);
});

test('rows have the old columns and order, each division numbered from 1, and only lists a position', () => {
  const rows = poomsaeRows(
    group(
      { name: 'A', events: 'world-class poomsae,poomsae', belt: 'Master' },
      { name: 'B', events: 'poomsae', age: 15, belt: '' },
      { name: 'C', events: 'family poomsae' },
    ),
  );
  expect(
    rows.map((row) => poomsaeColumns.map((column) => (row as Record<string, unknown>)[column] ?? '-').join()),
  ).toEqual([
    'grouped,individual,1,2,-,A,Dojang,male,13,junior,cadet,up,black',
    'grouped,individual,1,2,-,B,Dojang,male,15,junior,junior,,unknown',
    'grouped,world_class,1,1,-,A,Dojang,male,13,cadet,cadet,,black',
    'list,family,,,1,C,Dojang,male,13,cadet,cadet,,blue',
  ]);
  expect(rows.map((row) => 'list_position' in row)).toEqual([false, false, false, true]);
});

test('a belt has a level', () => {
  expect(beltWithLevel(person({ name: 'A', belt: 'yellow' }))).toBe('yellow (level 2)');
  expect(beltWithLevel(person({ name: 'A', belt: 'Master' }))).toBe('black (level 8)');
  expect(beltWithLevel(person({ name: 'A', belt: 'Plaid' }))).toBe('plaid');
});

import { describe, expect, test } from 'vitest';
import { coaches } from '../../../core/lists/coaches.ts';
import { nameSimilarity } from '../../../core/lists/name-similarity.ts';
import { person } from './people.ts';

const coach = (name: string, school: string) => person({ name, school, type: 'coach' });
const competitor = (name: string, school: string, named: string) => person({ name, school, coach: named });

describe('coaches', () => {
  test('are by school, with the number of competitors who name them', () => {
    const list = coaches([
      competitor('A', 'Owasso', 'Jon Anderson'),
      competitor('B', 'owasso ', 'John Anderson'),
      competitor('C', 'Tulsa', 'John Anderson'),
      coach('John Anderson', 'Owasso'),
      coach('Alex Moreno', 'Tulsa'),
    ]);
    expect(
      list.map(({ name, school, registered, competitors }) => [name, school, registered, competitors]),
    ).toEqual([
      ['John Anderson', 'Owasso', 'yes', 2],
      ['Alex Moreno', 'Tulsa', 'yes', 0],
      ['John Anderson', 'Tulsa', 'no', 1],
    ]);
  });

  test('are taken for the most similar one', () => {
    const list = coaches([
      competitor('A', 'Owasso', 'Jonathan Lee'),
      coach('Jonathan Leeds', 'Owasso'),
      coach('Jonathan Lee', 'Owasso'),
    ]);
    expect(list.map(({ competitors }) => competitors)).toEqual([1, 0]);
  });
});

test.each([
  ['abcd', 'bcde', 0.75],
  ['jonanderson', 'johnanderson', 22 / 23],
  ['', '', 1],
  ['abc', '', 0],
])('%s and %s are alike as Python’s difflib says', (a, b, expected) => {
  expect(nameSimilarity(a, b)).toBeCloseTo(expected);
});

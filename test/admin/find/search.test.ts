import { describe, expect, test } from 'vitest';
import { peopleInWords } from '../../../admin/find/find.ts';
import type { Person } from '../../../admin/find/people.ts';
import { codeOf, search, theOne } from '../../../admin/find/search.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';

const person = (id: string, name: string, school: string, more: Partial<Person> = {}): Person => ({
  ...{ id, badgeId: badgeIdOf(id), name, school, type: 'competitor', email: `${id}@example.com` },
  ...{ payment: 'paid', ...more },
});

const people = [
  person('cs_test_a1', 'Jordan Rivera', 'Golden Dragon TKD - Owasso'),
  person('cs_test_b2', 'José Ángel Núñez', 'River City'),
  person('cs_test_c3', 'Sam Jordan', 'River City', { email: 'the.jordans@example.org' }),
  person('entry_d4', 'Maria Gonzales', 'Golden Dragon TKD - Tulsa', { type: 'coach' }),
  person('cs_test_f6', "Ann O'Brien-Smith", 'St. Mary’s'),
  person('cs_test_e5', '하늘 김', 'Tiger', { payment: undefined }),
];

const named = (list: readonly Person[]) => list.map(({ name }) => name);
const found = (text: string) => named(search(text, people).found);

describe('people are found', () => {
  test.each([
    ['by a name', 'Jordan Rivera', ['Jordan Rivera']],
    ['by words in any order, in part, and from the school too', 'owasso riv', ['Jordan Rivera']],
    ['without accents and case', 'jose angel NUNEZ', ['José Ángel Núñez']],
    ['whatever hyphens, dots and apostrophes they have', 'smith obrien st marys', ["Ann O'Brien-Smith"]],
    ['in other scripts', '김', ['하늘 김']],
    ['by their type', 'coach', ['Maria Gonzales']],
    ['by an e-mail address, or a part of one', 'jordans@EXAMPLE', ['Sam Jordan']],
    ['by an id', 'entry_d4', ['Maria Gonzales']],
    ['by the beginning of an id', 'cs_test_e', ['하늘 김']],
    ['by the name of a further execution', 'cs_test_a1-1a2b3c4d', ['Jordan Rivera']],
    ['by the code of a badge', badgeIdOf('cs_test_b2'), ['José Ángel Núñez']],
    [
      'by a code without hyphens, in small letters',
      badgeIdOf('cs_test_b2').replaceAll('-', '').toLowerCase(),
      ['José Ángel Núñez'],
    ],
    ['all that fit, a name before a school', 'river', ['Jordan Rivera', 'José Ángel Núñez', 'Sam Jordan']],
    ['but not by nothing', '  ', []],
    ['and not if a word fits nothing', 'jordan tulsa', []],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('a near miss is answered with who is near', () => {
  const code = badgeIdOf('cs_test_a1');
  const mistyped = `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`;
  test.each([
    ['a name', 'Jordon Rivra', 'Jordan Rivera'],
    ['a name and a school', 'gonsales dragoon', 'Maria Gonzales'],
    ['a double name', 'obrien-smiht', "Ann O'Brien-Smith"],
    ['an e-mail address', 'the.jordan@example.org', 'Sam Jordan'],
    ['an id', 'entry_d5', 'Maria Gonzales'],
    ['a code', mistyped, 'Jordan Rivera'],
  ])('%s', (_, text, nearest) => {
    const { found, near } = search(text, people);
    expect(found).toEqual([]);
    expect(named(near)[0]).toBe(nearest);
  });

  test('and with nobody where nobody is', () => {
    expect(search('Zebulon', people)).toEqual({ found: [], near: [] });
  });
});

describe('the code of a badge', () => {
  test.each([
    ['T1-7K3M9-QXAB2', 'T1-7K3M9-QXAB2'],
    [' t17k3m9qxab2 ', 'T1-7K3M9-QXAB2'],
    ['TI-7K3M9-0XAB2', 'T1-7K3M9-0XAB2'],
    ['T1-OK3M9-QXABL', 'T1-0K3M9-QXAB1'],
    ['T1 7K3M9 QXAB2', 'T1-7K3M9-QXAB2'],
    ['T1-7K3M', undefined],
    ['taekwondo', undefined],
  ])('is read from %j', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

describe('the one that is meant', () => {
  test('is the only one that fits, or the one with exactly that id', () => {
    expect(theOne('nunez', people).id).toBe('cs_test_b2');
    const longer = person('cs_test_a11', 'Somebody Else', 'Tiger');
    expect(theOne('cs_test_a1', [...people, longer]).name).toBe('Jordan Rivera');
  });

  test('is asked for when several fit, or nobody does', () => {
    expect(() => theOne('jordan', people)).toThrow(
      new RegExp(
        `^“jordan” fits 2 people; say the code of one:\n  ${badgeIdOf('cs_test_a1')}  Jordan Rivera, Golden`,
      ),
    );
    expect(() => theOne('jordam', people)).toThrow(/^Nobody fits “jordam”; did you mean:\n {2}T1-/);
    expect(() => theOne('Zebulon', people)).toThrow('Nobody fits “Zebulon”, and nobody nearly does.');
  });
});

test('people are shown with what is needed to go on, twenty at most', () => {
  const many = Array.from(
    { length: 22 },
    (_, index) => ({ ...people[0], id: `cs_${index}`, attention: [] }) as never,
  );
  expect(peopleInWords(many)).toMatch(/\n\nand 2 more: say more words$/);
  const refunded = {
    ...person('cs_test_z9', '', ''),
    payment: 'refunded' as const,
    attention: ['badge' as const],
  };
  expect(peopleInWords([refunded])).toBe(
    [
      '(no name), competitor',
      '  (no school)',
      `  ${badgeIdOf('cs_test_z9')}  registered, refunded  cs_test_z9@example.com`,
      '  cs_test_z9',
      '  needs attention: badge',
    ].join('\n'),
  );
});

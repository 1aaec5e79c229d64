import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBadgeSubject, registrationIdOf } from '../../../lambdas/shared/domain/badge-subject.ts';
import type { EntryItem } from '../../../lambdas/shared/domain/entry-item.ts';
import { EntryInvalidError } from '../../../lambdas/shared/domain/errors.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };
import older from '../../fixtures/entries/older-aliases.json' with { type: 'json' };
import seminar from '../../fixtures/entries/seminar.json' with { type: 'json' };

const stored = { pk: { S: 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera' }, payment: { S: 'pi_1' } };
const jordan: EntryItem = { ...competitor, ...stored, entryId: { S: 'cs_test_a1' } };

const read = (row: EntryItem) => parseBadgeSubject(row, { competitionYear: 2025 });

function problemsOf(row: EntryItem): EntryInvalidError['problems'] {
  try {
    read(row);
  } catch (error) {
    if (error instanceof EntryInvalidError) return error.problems;
    throw error;
  }
  return [];
}

describe('a row of the registrations table', () => {
  test('of a competitor is all that a badge is about', () => {
    expect(read(jordan)).toEqual({
      registrationId: 'cs_test_a1',
      registrationType: 'competitor',
      fullName: 'Jordan Rivera',
      school: 'Golden Dragon TKD - Owasso',
      age: 12,
      gender: 'male',
      weightLb: 85,
      belt: 'yellow',
      events: [{ event: 'sparring-gr' }, { event: 'poomsae', form: 'Taegeuk 1 Jang' }],
      photoKey: competitor.imgFilename.S,
    });
  });

  test('of a coach and of a seminar has no events', () => {
    expect(read({ ...coach, ...stored })).toMatchObject({ registrationType: 'coach', events: [] });
    expect(read({ ...seminar, ...stored })).toMatchObject({
      registrationType: 'seminar',
      age: 46,
      gender: 'female',
      belt: 'master',
      events: [],
    });
    expect(read({ ...coach, ...stored, events: { S: 'chess' } }).events).toEqual([]);
  });

  test('in the older spellings is understood', () => {
    expect(read({ ...older, ...stored })).toMatchObject({
      belt: '1 degree black',
      gender: 'male',
      events: [
        { event: 'sparring' },
        { event: 'world-class poomsae', form: 'Koryo' },
        { event: 'little_tiger' },
      ],
    });
  });

  test.each<[what: string, value: unknown]>([
    ['absent', undefined],
    ['emptied', { S: '' }],
    ['of blanks', { S: '  ' }],
    ['null', { NULL: true }],
    ['bare null', null],
  ])('whose optional attributes are %s has none of them', (_, value) => {
    const optional = [
      'birthdate',
      'age',
      'gender',
      'weight',
      'beltRank',
      'events',
      'poomsae_form',
      'imgFilename',
    ];
    const row = { ...jordan, ...Object.fromEntries(optional.map((name) => [name, value])) };
    expect(JSON.parse(JSON.stringify(read(row)))).toEqual({
      registrationId: 'cs_test_a1',
      registrationType: 'competitor',
      fullName: 'Jordan Rivera',
      school: 'Golden Dragon TKD - Owasso',
      events: [],
    });
  });

  test('has its age from the birth date, and from the age beside it where there is none', () => {
    const age = { N: '9' };
    expect(read({ ...jordan, birthdate: { S: '2013-12-31' }, age }).age).toBe(12);
    expect(read({ ...jordan, birthdate: { S: '' }, age }).age).toBe(9);
    expect(read({ ...jordan, birthdate: { NULL: true }, age: { S: ' 9 ' } }).age).toBe(9);
  });

  test.each<[field: string, value: unknown, expected: object]>([
    ['weight', { N: '85.5' }, { weightLb: 85.5 }],
    ['weight', { S: '85' }, { weightLb: 85 }],
    ['weight', 85, { weightLb: 85 }],
    ['age', { N: '130' }, { age: 12 }],
    ['gender', { S: ' Female ' }, { gender: 'female' }],
    ['gender', { S: 'f' }, { gender: 'female' }],
    ['reg_type', { S: 'Competitor' }, { registrationType: 'competitor' }],
    ['beltRank', { S: 'Master Black' }, { belt: 'master' }],
    ['beltRank', { S: '2 degree  black' }, { belt: '2 degree black' }],
    ['full_name', { S: ' Jose\u0301   Rivera\u200b' }, { fullName: 'José Rivera' }],
    ['full_name', { N: '7' }, { fullName: '7' }],
    ['events', { S: 'Breaking,,breaking , ' }, { events: [{ event: 'breaking' }] }],
    [
      'poomsae_form',
      { N: '8' },
      { events: [{ event: 'sparring-gr' }, { event: 'poomsae', form: 'Taegeuk 8 Jang' }] },
    ],
    ['imgFilename', { S: ' Jordan  Rivera.jpg' }, { photoKey: ' Jordan  Rivera.jpg' }],
  ])('edited so that %s is %j is understood', (field, value, expected) => {
    expect(read({ ...jordan, [field]: value })).toMatchObject(expected);
  });
});

describe('a row that an organiser spoilt', () => {
  test.each<[field: string, value: unknown, problem: string]>([
    ['full_name', undefined, 'missing'],
    ['full_name', { S: '' }, 'missing'],
    ['full_name', { NULL: true }, 'missing'],
    ['full_name', { S: '\u200b' }, 'holds nothing visible'],
    ['full_name', { S: 'SECRET\nname' }, 'has line breaks or control characters'],
    ['full_name', { S: 'SECRET'.repeat(200) }, 'longer than 1000 characters'],
    ['full_name', { L: [{ S: 'SECRET' }] }, 'neither text nor a number'],
    ['school', { S: ' ' }, 'missing'],
    ['reg_type', { S: 'SECRET' }, 'not a registration type we know'],
    ['birthdate', { S: 'SECRET 2013' }, 'not a date as MM/DD/YYYY or YYYY-MM-DD'],
    ['birthdate', { S: '07/11/2026' }, "after the competition's year"],
    ['age', { S: 'SECRET' }, 'not a whole number up to 130'],
    ['age', { N: '131' }, 'not a whole number up to 130'],
    ['gender', { S: 'SECRET' }, 'neither male nor female, M nor F'],
    ['weight', { S: 'SECRET lb' }, 'not a number above 0 and up to 1000'],
    ['weight', { N: '0' }, 'not a number above 0 and up to 1000'],
    ['beltRank', { S: 'SECRET' }, 'not a belt we know'],
    ['events', { S: 'sparring, SECRET' }, 'has an event we do not know'],
    ['imgFilename', { S: '../SECRET.jpg' }, 'has a path segment of dots'],
    ['weight', { BOOL: true }, 'neither text nor a number'],
  ])('in %s, %j, is refused by the attribute’s name, without its value', (field, value, problem) => {
    const row = { ...jordan, [field]: value };
    expect(problemsOf(row)).toEqual([{ field, problem }]);
    expect(() => read(row)).toThrow(`entry cs_test_a1: ${field}: ${problem}`);
    expect(() => read(row)).not.toThrow('SECRET');
  });

  test('is refused for all of its problems at once', () => {
    const row = { ...jordan, full_name: { S: '' }, weight: { S: 'heavy' }, beltRank: { S: 'plaid' } };
    expect(problemsOf(row).map(({ field }) => field)).toEqual(['full_name', 'weight', 'beltRank']);
  });

  test('is understood or refused by name, whatever is in it', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.record({ S: fc.string({ unit: 'binary' }) }),
      fc.record({ N: fc.double().map(String) }),
    );
    const fields = [
      'full_name',
      'school',
      'reg_type',
      'birthdate',
      'age',
      'gender',
      'weight',
      'beltRank',
      'events',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), value, (field, content) => {
        for (const problem of problemsOf({ ...jordan, [field]: content })) expect(problem.field).toBe(field);
      }),
    );
  });
});

describe('a registration’s id', () => {
  test('is its entry’s', () => {
    expect(registrationIdOf(jordan)).toBe('cs_test_a1');
    expect(registrationIdOf({ ...jordan, entryId: 'entry_0123' })).toBe('entry_0123');
  });

  test.each([undefined, { S: '' }, { NULL: true }, { S: 'not an id' }, { S: 'x'.repeat(81) }, { L: [] }])(
    'is made of the key of a row of another system, whose entryId is %j',
    (entryId) => {
      const id = registrationIdOf({ ...jordan, entryId });
      expect(id).toBe(registrationIdOf({ pk: stored.pk }));
      expect(id).toMatch(/^reg_[0-9a-f]{32}$/);
      expect(id).not.toBe(registrationIdOf({ pk: { S: 'another-competitor-key' } }));
      expect(id).toBe(registrationIdOf({ pk: stored.pk.S }));
    },
  );

  test('has nothing of the name that the key is made of', () => {
    expect(registrationIdOf({ pk: stored.pk })).not.toMatch(/jordan|rivera|owasso/i);
  });
});

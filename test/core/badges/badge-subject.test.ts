import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { badgeAttributes, parseBadgeSubject } from '../../../core/badges/badge-subject.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { EntryInvalidError } from '../../../core/domain/errors.ts';
import { photoIdOf } from '../../../core/domain/ids.ts';
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
  test('of a competitor gives everything about the badge’s subject', () => {
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
      findings: [],
      asWritten: {},
    });
  });

  test('is read by no other attributes than those that are listed', () => {
    const known = new Set(badgeAttributes);
    for (const row of [jordan, coach, seminar, older, { ...jordan, birthdate: undefined }]) {
      const watched = new Proxy({ ...row, ...stored } as EntryItem, {
        get(target, name) {
          if (typeof name === 'string') expect(known).toContain(name);
          return Reflect.get(target, name);
        },
      });
      expect(read(watched)).toEqual(read({ ...row, ...stored }));
    }
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

  test('with older spellings is understood', () => {
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
  ])('whose optional attributes are %s does not have them', (_, value) => {
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
      findings: ['birthdate', 'gender', 'beltRank', 'events'].map((field) => ({ field, code: 'missing' })),
      asWritten: {},
    });
  });

  test('has its age from the birth date, or otherwise from the stated age', () => {
    const age = { N: '9' };
    expect(read({ ...jordan, birthdate: { S: '2013-12-31' }, age }).age).toBe(12);
    expect(read({ ...jordan, birthdate: { S: '' }, age }).age).toBe(9);
    expect(read({ ...jordan, birthdate: { NULL: true }, age: { S: ' 9 ' } }).age).toBe(9);
  });

  test.each<[field: string, value: unknown, expected: object]>([
    ['weight', { N: '85.5' }, { weightLb: 85.5 }],
    ['weight', { S: '85' }, { weightLb: 85 }],
    ['weight', 85, { weightLb: 85 }],
    ['age', { N: '130' }, { age: 12, findings: [] }],
    ['weight', { N: '0' }, { weightLb: undefined, findings: [] }],
    ['photo_shared', { S: 'photo_of another' }, { findings: [] }],
    [
      'photo_shared',
      { S: photoIdOf(competitor.imgFilename.S) },
      { findings: [{ field: 'imgFilename', code: 'shared' }] },
    ],
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

describe('a row with mistakes by an organiser', () => {
  test.each<[field: string, value: unknown, code: string]>([
    ['full_name', undefined, 'missing'],
    ['full_name', { S: '' }, 'missing'],
    ['full_name', { NULL: true }, 'missing'],
    ['full_name', { S: '\u200b' }, 'missing'],
    ['full_name', { L: [{ S: 'SECRET' }] }, 'unreadable'],
    ['school', { S: ' ' }, 'missing'],
    ['reg_type', { S: 'SECRET' }, 'unknown'],
  ])('in %s, %j, is refused with the attribute’s name, without its value', (field, value, code) => {
    const row = { ...jordan, [field]: value };
    expect(problemsOf(row)).toEqual([{ field, code }]);
    expect(() => read(row)).toThrow(`entry cs_test_a1: ${field}: ${code}`);
    expect(() => read(row)).not.toThrow('SECRET');
  });

  test.each<[field: string, value: unknown, code: string, written?: string]>([
    ['full_name', { S: 'Jordan\nRivera' }, 'cleaned'],
    ['full_name', { S: 'Jordan'.repeat(200) }, 'too-long'],
    ['birthdate', { S: 'July 2013' }, 'not-a-date', 'July 2013'],
    ['birthdate', { S: '07/11/2026' }, 'unlikely-age'],
    ['gender', { S: 'Mädchen' }, 'unknown', 'Mädchen'],
    ['weight', { S: '85 lb' }, 'not-a-number', '85 lb'],
    ['weight', { N: '1001' }, 'not-a-number', '1001'],
    ['beltRank', { S: 'plaid' }, 'unknown', 'plaid'],
    ['imgFilename', { S: '../jordan.jpg' }, 'not-a-file', '../jordan.jpg'],
    ['weight', { BOOL: true }, 'unreadable'],
  ])('in %s, %j, is understood except for that', (field, value, code, written) => {
    const subject = read({ ...jordan, [field]: value });
    expect(subject.findings).toEqual([{ field, code }]);
    expect(subject.asWritten).toEqual(written === undefined ? {} : { [field]: written });
  });

  test('in its events has the known ones, and the others as written', () => {
    const { events, findings } = read({
      ...jordan,
      events: { S: 'sparring, Flag  Dance,weapons,flag dance' },
    });
    expect(events).toEqual([{ event: 'sparring' }, { written: 'flag dance' }, { event: 'weapons' }]);
    expect(findings).toEqual([{ field: 'events', code: 'unknown' }]);
  });

  test('is understood whatever it contains, unless its name, school or type is missing', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.record({ S: fc.string({ unit: 'binary' }) }),
      fc.record({ N: fc.double().map(String) }),
    );
    const essential = ['full_name', 'school', 'reg_type'];
    const others = ['birthdate', 'age', 'gender', 'weight', 'beltRank', 'events', 'imgFilename', 'findings'];
    fc.assert(
      fc.property(fc.constantFrom(...essential, ...others), value, (field, content) => {
        const problems = problemsOf({ ...jordan, [field]: content });
        for (const problem of problems) expect(problem.field).toBe(field);
        if (others.includes(field)) expect(problems).toEqual([]);
      }),
    );
  });
});

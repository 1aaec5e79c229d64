import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { EntryInvalidError } from '../../../core/domain/errors.ts';
import type { Finding } from '../../../core/domain/findings.ts';
import { entryIdOf } from '../../../core/domain/ids.ts';
import samples from '../../../local/samples/entries.json' with { type: 'json' };
import schools from '../../../local/samples/schools.json' with { type: 'json' };
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };
import fiveWrongFields from '../../fixtures/entries/five-wrong-fields.json' with { type: 'json' };
import hangulName from '../../fixtures/entries/hangul-name.json' with { type: 'json' };
import manualEntry from '../../fixtures/entries/manual-entry.json' with { type: 'json' };
import olderAliases from '../../fixtures/entries/older-aliases.json' with { type: 'json' };
import otherFormVersion from '../../fixtures/entries/other-form-version.json' with { type: 'json' };
import seminar from '../../fixtures/entries/seminar.json' with { type: 'json' };
import sentByTheForm from '../../fixtures/entries/sent-by-the-form.json' with { type: 'json' };

const competitionYear = 2025;

const read = (message: EntryItem) =>
  parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear });

/** The problems that make a message invalid as an entry. */
function problemsOf(message: EntryItem): readonly Finding[] {
  try {
    parseEntry({ entryId: 'entry_1', ...message }, { competitionYear });
  } catch (error) {
    if (error instanceof EntryInvalidError) return error.problems;
    throw error;
  }
  return [];
}

const fieldsAtFault = (message: EntryItem) => problemsOf(message).map(({ field }) => field);

const findingsOf = (message: EntryItem) => read(message).findings;

describe('the messages of the form', () => {
  test('a competitor', () => {
    expect(read(competitor)).toEqual({
      entryId: 'cs_test_a1JordanRivera0001',
      registrationType: 'competitor',
      fullName: 'Jordan Rivera',
      email: 'parent@example.com',
      phone: '918-555-0142',
      school: 'Golden Dragon TKD - Owasso',
      checkout: { kind: 'session', id: 'cs_test_a1JordanRivera0001' },
      parent: 'Sam Rivera',
      birthdate: '2013-07-11',
      gender: 'male',
      age: 12,
      weightLb: 85,
      heightIn: 57,
      belt: 'yellow',
      coach: 'Master T',
      events: [{ event: 'sparring-gr' }, { event: 'poomsae', form: 'Taegeuk 1 Jang' }],
      photoKey: 'Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg',
      findings: [],
      asWritten: {},
    });
  });

  test('a coach without a checkout, whose phone number is a bare number', () => {
    expect(read(coach)).toEqual({
      entryId: expect.stringMatching(/^entry_[0-9a-f]{32}$/),
      registrationType: 'coach',
      fullName: 'Alex Moreno',
      email: 'alex.moreno@example.com',
      phone: '9185550177',
      school: 'River City Martial Arts',
      checkout: { kind: 'none' },
      events: [],
      findings: [],
      asWritten: {},
    });
  });

  test('an entry that an organiser added', () => {
    expect(read(manualEntry)).toMatchObject({
      checkout: { kind: 'manual' },
      parent: undefined,
      birthdate: '1988-02-29',
      weightLb: 141.5,
      belt: '2 degree black',
      events: [{ event: 'breaking' }, { event: 'sparring-wc' }],
    });
  });

  test("a seminar's guest", () => {
    expect(read(seminar)).toMatchObject({
      registrationType: 'seminar',
      gender: 'female',
      age: 46,
      belt: 'master',
      events: [],
    });
  });

  test('the form version with M and F and dates as YYYY-MM-DD', () => {
    expect(read(otherFormVersion)).toMatchObject({
      gender: 'female',
      birthdate: '2019-03-05',
      age: 6,
      tshirt: 'Youth S',
      events: [{ event: 'little_dragon' }],
    });
  });

  test('older spellings of belts and events', () => {
    expect(read(olderAliases)).toMatchObject({
      belt: '1 degree black',
      events: [
        { event: 'sparring' },
        { event: 'world-class poomsae', form: 'Koryo' },
        { event: 'little_tiger' },
      ],
    });
  });

  test.each(sentByTheForm.map(({ MessageBody }) => JSON.parse(MessageBody)))(
    'a message of the live form, with the medical form as a map: $full_name.S',
    (message) => {
      expect(findingsOf(message)).toEqual([]);
    },
  );

  test.each<[what: string, form: unknown]>([
    ['the map of the live form', { M: { contacts: { S: null }, allergies: { L: [{ S: 'Nuts' }] } } }],
    ['the JSON text of earlier forms', { S: '{"contacts": "N", "allergies": "None"}' }],
    ['text that is not JSON', { S: 'asthma' }],
    ['a list', { L: [{ S: 'asthma' }] }],
    ['NULL', { NULL: true }],
    ['nothing', undefined],
  ])('a medical form of any kind is not a finding: %s', (_, form) => {
    expect(findingsOf({ ...competitor, medical_form: form })).toEqual([]);
  });

  test('a name in Hangul', () => {
    expect(read(hangulName)).toMatchObject({
      fullName: '김하늘',
      events: [
        { event: 'world-class poomsae', form: 'Taegeuk 8 Jang' },
        { event: 'pair poomsae', form: 'Koryo' },
      ],
    });
  });

  test('the last of the demo’s sample entries is not fully understood', () => {
    const findings = samples.map((sample: EntryItem) => findingsOf({ ...sample, checkout: undefined }));
    expect(findings.slice(0, -1).flat()).toEqual([]);
    expect(findings.at(-1)?.map(({ field }) => field)).toEqual(['weight', 'beltRank', 'events']);
  });

  test('one school in the sample entries is not on the list of schools', () => {
    const unlisted = samples.filter(({ school }) => !schools.includes(school.S));
    expect(unlisted).toHaveLength(1);
  });
});

describe('what is uncertain', () => {
  test('all five in an entry are named, by the message’s attributes', () => {
    expect(findingsOf(fiveWrongFields)).toEqual([
      { field: 'email', code: 'not-an-address' },
      { field: 'birthdate', code: 'not-a-date' },
      { field: 'gender', code: 'unknown' },
      { field: 'beltRank', code: 'unknown' },
      { field: 'events', code: 'unknown' },
    ]);
  });

  test('a competitor should have an address, a birth date, a gender, a belt and an event; a weight of 0 means none', () => {
    const bare = { reg_type: 'competitor', full_name: 'Jo', school: 'Tulsa', weight: { N: '0' } };
    expect(findingsOf(bare)).toEqual(
      ['email', 'birthdate', 'gender', 'beltRank', 'events'].map((field) => ({ field, code: 'missing' })),
    );
    expect(read(bare).weightLb).toBeUndefined();
  });

  test.each(['coach', 'seminar'])('a %s should have an address, and needs no birth date', (type) => {
    const bare = { reg_type: type, full_name: 'Jo', school: 'Tulsa' };
    expect(findingsOf(bare)).toEqual([{ field: 'email', code: 'missing' }]);
  });

  test.each<[field: string, value: unknown, code: string, written?: string]>([
    ['full_name', { S: 'Jordan\r\nBcc: x' }, 'cleaned'],
    ['full_name', { S: 'Jordan\u2028Rivera' }, 'cleaned'],
    ['full_name', { S: 'a'.repeat(1001) }, 'too-long'],
    ['school', { S: 'Golden\tDragon' }, 'cleaned'],
    ['parent', { S: 'Sam\nRivera' }, 'cleaned'],
    ['email', { S: 'a@example.com;b@example.com' }, 'not-an-address', 'a@example.com;b@example.com'],
    [
      'email',
      { S: 'a@example.com\nBcc: b@example.com' },
      'not-an-address',
      'a@example.com Bcc: b@example.com',
    ],
    ['email', { S: 'nobody' }, 'not-an-address', 'nobody'],
    ['email', { L: [] }, 'unreadable'],
    ['birthdate', { S: '13/01/2013' }, 'not-a-date', '13/01/2013'],
    ['birthdate', { S: '02/29/2013' }, 'not-a-date', '02/29/2013'],
    ['birthdate', { S: '01/01/2026' }, 'unlikely-age'],
    ['birthdate', { S: '01/01/2023' }, 'unlikely-age'],
    ['birthdate', { S: '01/01/1925' }, 'unlikely-age'],
    ['birthdate', { BOOL: true }, 'unreadable'],
    ['gender', { S: 'x' }, 'unknown', 'x'],
    ['weight', { N: '-85' }, 'not-a-number', '-85'],
    ['weight', { S: '85 lb' }, 'not-a-number', '85 lb'],
    ['weight', { N: '1001' }, 'not-a-number', '1001'],
    ['height', { N: '1e2' }, 'not-a-number', '1e2'],
    ['height', Number.NaN, 'unreadable'],
    ['beltRank', { S: 'camo' }, 'unknown', 'camo'],
    ['events', { S: ' , ' }, 'missing'],
    ['poomsae_form', { S: 'Koryo\nBcc: x' }, 'cleaned'],
    ['imgFilename', { S: '../other-bucket/a.jpg' }, 'not-a-file', '../other-bucket/a.jpg'],
    ['imgFilename', { S: '김'.repeat(342) }, 'not-a-file', '김'.repeat(342)],
  ])('%s as %j is registered as written', (field, value, code, written) => {
    const { findings, asWritten } = read({ ...competitor, [field]: value });
    expect(findings).toEqual([{ field, code }]);
    expect(asWritten).toEqual(written === undefined ? {} : { [field]: written });
  });

  test('a date in another calendar’s year does not give an age', () => {
    expect(read({ ...competitor, birthdate: { S: '01/01/2026' } })).toMatchObject({
      birthdate: '2026-01-01',
      age: undefined,
    });
  });

  test('no finding contains a value of the entry', () => {
    const secret = fc.stringMatching(/^[a-z]{3} ?[\n@/]?[a-z]{3}$/).map((text) => `SECRET${text}\u0000`);
    const fields = Object.keys({ ...competitor, tshirt: 0, wc_poomsae_form: 0 });
    const message = fc.dictionary(
      fc.constantFrom(...fields.filter((field) => field !== 'reg_type')),
      secret.map((S) => ({ S })),
    );
    fc.assert(
      fc.property(message, (changes) => {
        expect(JSON.stringify(findingsOf({ ...competitor, ...changes }))).not.toContain('SECRET');
      }),
    );
  });
});

describe('what makes a registration impossible', () => {
  test('a missing name, school and type are all named at once', () => {
    expect(problemsOf({ entryId: 'entry_1' })).toEqual(
      ['reg_type', 'full_name', 'school'].map((field) => ({ field, code: 'missing' })),
    );
  });

  test.each<[field: string, value: unknown]>([
    ['entryId', { S: '' }],
    ['entryId', { S: 'a/b' }],
    ['reg_type', { S: 'spectator' }],
    ['full_name', { S: '   ' }],
    ['full_name', { S: null }],
    ['full_name', { S: '\u200b\u202e' }],
    ['full_name', { L: [{ S: 'Jordan' }] }],
    ['school', { S: '\n' }],
  ])('%s as %j', (field, value) => {
    expect(fieldsAtFault({ ...competitor, [field]: value })).toEqual([field]);
  });

  test('is never the content of another attribute', () => {
    const other = Object.keys({ ...competitor, tshirt: 0, wc_poomsae_form: 0, anything: 0 }).filter(
      (field) => !['full_name', 'school', 'reg_type'].includes(field),
    );
    const typed = fc
      .tuple(fc.constantFrom('S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'B'), fc.anything())
      .map(([type, value]) => ({ [type]: value }));
    const content = fc.oneof(fc.string({ unit: 'binary' }), typed, fc.anything());
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...other), content), (changes) => {
        expect(problemsOf({ ...competitor, ...changes })).toEqual([]);
      }),
    );
  });

  test('an entry without a usable id is refused, without repeating the id', () => {
    expect(() => parseEntry({ ...coach, entryId: 'x y' }, { competitionYear })).toThrow(
      /^entry without a usable id: entryId: unknown$/,
    );
  });

  test('an arbitrary object is either an entry or refused as one', () => {
    const field = fc.constantFrom(...Object.keys(competitor), 'entryId', 'tshirt', '__proto__');
    const typed = fc
      .tuple(fc.constantFrom('S', 'N', 'BOOL', 'NULL', 'L', 'M'), fc.anything())
      .map(([type, value]) => ({ [type]: value }));
    const message = fc.dictionary(field, fc.oneof(fc.string({ unit: 'binary' }), typed, fc.anything()));
    fc.assert(
      fc.property(message, (changes) => {
        expect(() => problemsOf(changes)).not.toThrow();
        expect(() => problemsOf({ ...competitor, ...changes })).not.toThrow();
      }),
    );
  });

  test('fault 5: an unreadable entry is refused, and no entry inherits values from an earlier one', () => {
    read(competitor);
    expect(fieldsAtFault({ reg_type: 'competitor', events: '{' })).toContain('full_name');
    expect(read(coach)).not.toHaveProperty('birthdate', expect.anything());
  });
});

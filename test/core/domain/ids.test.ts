import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import { type EntryItem, sameContent, toAttributeValues } from '../../../core/domain/entry-item.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import {
  archiveIdOf,
  badgeIdOf,
  bracketPartIdOf,
  calendarIdOf,
  contentIdOf,
  entryIdOf,
  executionNameOf,
  isCheckoutSessionId,
  paperIdOf,
  paymentChangeNameOf,
  personIdOf,
  photoIdOf,
  registrationIdOf,
  samePerson,
  sheetIdOf,
} from '../../../core/domain/ids.ts';
import { badgeKey, registrationItem, registrationKey } from '../../../core/domain/registration.ts';
import { attributes } from '../../doubles/attributes.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };
import manualEntry from '../../fixtures/entries/manual-entry.json' with { type: 'json' };

const stored = { pk: { S: 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera' }, payment: { S: 'pi_1' } };
const registered: EntryItem = { ...competitor, ...stored, entryId: { S: 'cs_test_a1' } };

describe('a formula never changes, because its ids are in tables, in Drive and in print', () => {
  const message = {
    full_name: { S: 'Mina Müller-Park' },
    school: { S: 'Riverside Taekwondo' },
    reg_type: { S: 'Competitor' },
    birthdate: { S: '07/11/2013' },
    weight: { N: '85.50' },
    phone: 5550100,
    beltRank: { S: 'Blue' },
    checkout: { S: 'manual_entry' },
  };
  const pk = 'Riverside_Taekwondo-competitor-Mina_Müller-Park';
  const person = {
    fullName: 'Mina Müller-Park',
    school: 'Riverside Taekwondo',
    registrationType: 'competitor',
    birthdate: '2013-07-11',
  };

  test.each<[of: string, id: string, expected: string]>([
    ['an entry by its content', contentIdOf(message), 'entry_48980a31f5e102c73c494bf307ced961'],
    ['an entry without a session', entryIdOf(message), 'entry_48980a31f5e102c73c494bf307ced961'],
    [
      'an entry whose session is not one',
      entryIdOf({ ...message, checkout: { S: 'cs_test_a1-B2c3' } }),
      'entry_3772a643641e07df070a69d4990a5d1e',
    ],
    [
      'an entry by its session',
      entryIdOf({ ...message, checkout: { S: ' cs_test_a1B2c3 ' } }),
      'cs_test_a1B2c3',
    ],
    [
      'a competition in calendars',
      calendarIdOf({ name: 'Riverside Open', year: 2027 }, 'contact@example.com'),
      'competition_28c20315bdc4ed9121ff346a2507e122@tkd-registration',
    ],
    ['a registration of another system', registrationIdOf({ pk }), 'reg_1bd1d8c46b38c1c51e53c49d68f402f6'],
    ['a registration without a key', registrationIdOf({}), 'reg_eb045d78d273107348b0300c01d29b75'],
    ['a person', personIdOf(person), 'person_471bde5934e49bc7bdf33ea5e7568d6f'],
    ['a person in an archive', archiveIdOf(person), 'archived_1cf36a15de050b8facc9865dc8631b09'],
    [
      'a coach in an archive',
      archiveIdOf({ ...person, registrationType: 'coach', birthdate: undefined }),
      'archived_255e98083ed3b0b7fb4e7f4c6fce11ee',
    ],
    ['a person, as written', personIdOf(identityOf(message)), 'person_471bde5934e49bc7bdf33ea5e7568d6f'],
    [
      'a person without a birth date',
      personIdOf({ ...person, birthdate: undefined }),
      'person_e7906308b5d32dbad2c1bd80034a174e',
    ],
    ['a photo', photoIdOf('riverside/Mina Müller-Park.jpg'), 'photo_1cf48ffb7a25d9558ad2e6ac143a42b6'],
    ['a sheet', sheetIdOf('sheets/2026-05-01/run-1/page 1.pdf'), 'sheet_4026a4f8dc6e1177ec809ac7058e2fe3'],
    ['a document of brackets', paperIdOf('config', 'ring-1.pdf'), 'paper_77890c50e804ae186324f15c40cee058'],
    [
      'a part of a draw',
      bracketPartIdOf('challonge', 'low_cadet_m_light middle'),
      'brackets_challonge_e534e933a211b1fd22ee62b263d2f6cc',
    ],
    ['a badge', badgeIdOf('cs_test_a1B2c3'), 'T1-27JQE-5QCG8'],
    ['a badge of another system’s', badgeIdOf('reg_1fe86174fcaf1c3f1ed5ff8d8e25a4ce'), 'T1-5JK5J-JW2RX'],
    ['a further execution', executionNameOf('cs_test_a1B2c3', 'message 1'), 'cs_test_a1B2c3-b526aef1'],
    [
      'a further execution of a long id',
      executionNameOf('x'.repeat(80), 'message 1'),
      `${'x'.repeat(71)}-b526aef1`,
    ],
    ['a registration’s key', registrationKey(message, 'competitor'), pk],
    ['a second key', registrationKey(message, 'competitor', 2), `${pk}-2`],
    [
      'a key that is cut',
      registrationKey({ ...message, full_name: { S: 'M'.repeat(3000) } }, 'coach', 3),
      `Riverside_Taekwondo-coach-${'M'.repeat(2007)}-5fd7747b2c39-3`,
    ],
    ['a badge’s key', badgeKey(pk, 'jpg'), `${pk}_badge.jpg`],
    [
      'a badge’s key made safe',
      badgeKey('River/side-coach-..Mina\n', 'png'),
      'River_side-coach-__Mina_-a9fe8e4df746_badge.png',
    ],
    [
      'a badge’s key that is cut',
      badgeKey('R'.repeat(300), 'jpg'),
      `${'R'.repeat(207)}-fd344b2bb096_badge.jpg`,
    ],
  ])('of %s', (_, id, expected) => {
    expect(id).toBe(expected);
  });
});

describe('the id of an entry', () => {
  test('is that of its Checkout Session if it has one, typed or bare', () => {
    expect(entryIdOf(competitor)).toBe('cs_test_a1JordanRivera0001');
    expect(entryIdOf({ ...competitor, checkout: ' cs_live_b1 ' })).toBe('cs_live_b1');
  });

  test('is derived from the content otherwise', () => {
    expect(entryIdOf(coach)).toBe('entry_3c77a23bdd35b6de84b3553ec85231de');
    expect(entryIdOf(coach)).toBe(contentIdOf(coach));
    expect(entryIdOf(manualEntry)).toMatch(/^entry_[0-9a-f]{32}$/);
    expect(entryIdOf({ ...coach, checkout: { S: 'cs_test_/../x' } })).toMatch(/^entry_/);
  });

  test('a canary has an id of its own kind, unless it is paid for', () => {
    const id = entryIdOf({ ...coach, canary: 'a' });
    expect(id).toMatch(/^canary_[0-9a-f]{32}$/);
    expect(entryIdOf({ ...coach, canary: 'b' })).not.toBe(id);
    expect(entryIdOf({ ...competitor, canary: 'a' })).toBe('cs_test_a1JordanRivera0001');
  });

  test('differs when a name differs', () => {
    expect(entryIdOf({ ...coach, full_name: { S: 'Alex Morena' } })).not.toBe(entryIdOf(coach));
  });

  test('does not depend on the order of attributes, or on their being typed or bare', () => {
    fc.assert(
      fc.property(attributes, (pairs) => {
        const typed = Object.fromEntries(pairs.map(([name, { typed }]) => [name, typed]));
        const bare = Object.fromEntries(pairs.toReversed().map(([name, { bare }]) => [name, bare]));
        expect(contentIdOf(bare)).toBe(contentIdOf(typed));
        expect(contentIdOf({ ...bare, entryId: 'entry_1' })).toBe(contentIdOf(typed));
        expect(sameContent(toAttributeValues(bare), typed)).toBe(true);
      }),
    );
  });
});

describe('a Checkout Session’s id', () => {
  test.each([
    ['cs_test_a1B2', true],
    ['cs_live_a1B2', true],
    [`cs_test_${'a'.repeat(72)}`, true],
    [`cs_test_${'a'.repeat(73)}`, false],
    ['cs_test_', false],
    ['cs_test_a\n', false],
    ['cs_prod_a1', false],
    ['manual_entry', false],
    ['', false],
  ])('%j: %j', (text, is) => {
    expect(isCheckoutSessionId(text)).toBe(is);
  });
});

describe('a registration’s id', () => {
  test('is that of its entry', () => {
    expect(registrationIdOf(registered)).toBe('cs_test_a1');
    expect(registrationIdOf({ ...registered, entryId: 'entry_0123' })).toBe('entry_0123');
  });

  test.each([undefined, { S: '' }, { NULL: true }, { S: 'not an id' }, { S: 'x'.repeat(81) }, { L: [] }])(
    'is derived from the key in a row of another system, whose entryId is %j',
    (entryId) => {
      const id = registrationIdOf({ ...registered, entryId });
      expect(id).toBe(registrationIdOf({ pk: stored.pk }));
      expect(id).toMatch(/^reg_[0-9a-f]{32}$/);
      expect(id).not.toBe(registrationIdOf({ pk: { S: 'another-competitor-key' } }));
      expect(id).toBe(registrationIdOf({ pk: stored.pk.S }));
    },
  );

  test('contains nothing of the name in the key', () => {
    expect(registrationIdOf({ pk: stored.pk })).not.toMatch(/jordan|rivera|owasso/i);
  });
});

describe('the same person', () => {
  const entry = parseEntry({ ...competitor, entryId: 'cs_test_a1' }, { competitionYear: 2025 });
  const row = registrationItem(competitor, entry, stored.pk.S, { payment: 'pi_1' });
  const isJordan = (changes: EntryItem) =>
    samePerson(identityOf({ ...row, ...changes }), identityOf(competitor));
  const as = (full_name: string) => ({ full_name: { S: full_name } });

  test.each<[what: string, changes: EntryItem]>([
    ['unchanged', {}],
    ['with the birth date in another format', { birthdate: { S: ' 2013-07-11' } }],
    ['with blanks', as(' Jordan  Rivera ')],
    ['in capitals', as('JORDAN RIVERA')],
    ['with a dash', as('Jordan-Rivera')],
    ['with a joiner', as('Jordan\u200d Riv\u00adera')],
    ['with the school in another case', { school: { S: 'GOLDEN DRAGON TKD – Owasso' } }],
    ['with the type in another case', { reg_type: { S: 'Competitor ' } }],
  ])('is found %s', (_, changes) => {
    expect(isJordan(changes)).toBe(true);
  });

  test.each([
    ["Seán O'Brien", 'SEA\u0301N O’BRIEN'],
    ['Anne-Marie Roe', 'Anne Marie  Roe'],
    ['De la Cruz', 'Dela Cruz'],
    ['Strauß', 'STRAUSS'],
    ['김 하늘', '김하늘'],
  ])('is %s and %s', (a, b) => {
    expect(samePerson(identityOf({ ...row, ...as(a) }), identityOf({ ...row, ...as(b) }))).toBe(true);
  });

  test.each([
    ['Jose Rivera', 'José Rivera'],
    ['Ân', 'An'],
    ['हरि', 'हर'],
    ['🥋', '🎽'],
  ])('is not %s and %s', (a, b) => {
    expect(samePerson(identityOf({ ...row, ...as(a) }), identityOf({ ...row, ...as(b) }))).toBe(false);
  });

  test.each<[field: string, value: unknown]>([
    ['full_name', { S: 'Jordan Riviera' }],
    ['school', { S: 'Northside Taekwondo' }],
    ['reg_type', { S: 'coach' }],
    ['birthdate', { S: '07/12/2013' }],
    ['birthdate', { S: '' }],
    ['birthdate', { S: 'July' }],
    ['birthdate', { L: [] }],
    ['full_name', undefined],
  ])('is a different person when %s is %j', (field, value) => {
    expect(isJordan({ [field]: value })).toBe(false);
  });

  test('needs no birth date when neither has one', () => {
    expect(samePerson(identityOf(coach), identityOf(coach))).toBe(true);
  });

  test('is never found in a row that an organiser emptied', () => {
    expect(samePerson(identityOf({}), identityOf(competitor))).toBe(false);
  });

  test('has an id that reveals nothing about the name', () => {
    expect(personIdOf(identityOf(competitor))).toMatch(/^person_[0-9a-f]{32}$/);
  });
});

describe('a payment change’s name', () => {
  test('says what happened to what, in characters with which executions are logged, and differs by cause', () => {
    const session = `cs_test_${'a'.repeat(58)}`;
    const names = [
      paymentChangeNameOf('charge.refunded', 'ch_3Qk9aB2eZvKYlo2C1a2b3c4d', 'evt_1'),
      paymentChangeNameOf('charge.refunded', 'ch_3Qk9aB2eZvKYlo2C1a2b3c4d', 'evt_2'),
      paymentChangeNameOf('checkout.session.async_payment_failed', session, 'evt_1'),
      paymentChangeNameOf('checkout.session.async_payment_failed', session, 'evt_2'),
    ];
    expect(names[0]).toBe('charge_refunded-ch_3Qk9aB2eZvKYlo2C1a2b3c4d-7d4e5a76');
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
    expect(new Set(names).size).toBe(4);
  });
});

describe('a badge’s id', () => {
  const crockford = /^T1-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/;

  test('never changes, because it is printed and read again', () => {
    expect(badgeIdOf('cs_test_a1JordanRivera0001')).toBe('T1-TS6R7-FXXDY');
    expect(badgeIdOf('cs_test_b1')).not.toBe(badgeIdOf('cs_test_b2'));
  });

  test('is in Crockford’s alphabet, whatever the registration’s id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(badgeIdOf(id)).toMatch(crockford);
        expect(badgeIdOf(id)).toBe(badgeIdOf(id));
      }),
    );
  });

  test('is different for each of 10,000 registrations, and uses the whole alphabet', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => badgeIdOf(`cs_test_a1${index}`));
    expect(new Set(ids).size).toBe(10_000);
    const used = new Set(ids.flatMap((id) => [...id.slice(3).replace('-', '')]));
    expect([...used].sort().join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    for (const position of [3, 4, 5, 6, 7, 9, 10, 11, 12, 13]) {
      expect(new Set(ids.map((id) => id[position])).size).toBe(32);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../lambdas/shared/domain/entry.ts';
import { type EntryItem, entryIdOf } from '../../../lambdas/shared/domain/entry-item.ts';
import {
  badgeKey,
  identityOf,
  registrationItem,
  registrationKey,
  samePerson,
} from '../../../lambdas/shared/domain/registration.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

const read = (message: EntryItem) =>
  parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear: 2025 });

const keyOf = (school: string, fullName: string, ordinal?: number) =>
  registrationKey({ school, registrationType: 'competitor', fullName }, ordinal);

const jordan = read(competitor);
const jordansKey = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';

describe('the key of a registration', () => {
  test.each([
    ['Golden Dragon TKD - Owasso', 'Jordan Rivera', jordansKey],
    ["St. Mary's", 'Anne-Marie O’Brien Jr.', "St._Mary's-competitor-Anne-Marie_O’Brien_Jr."],
    ['황룡 도장', '김하늘', '황룡_도장-competitor-김하늘'],
  ])('of an ordinary name follows the old rule: %s, %s', (school, name, key) => {
    expect(keyOf(school, name)).toBe(key);
  });

  test.each([
    ['../../etc', 'passwd', '______etc-competitor-passwd'],
    ['.', '..', '_-competitor-__'],
    ['.hidden', 'a/b\\c', '_hidden-competitor-a_b_c'],
    ['a\u0000b', 'c\r\nd\u0085e', 'a_b-competitor-c__d_e'],
    ['a\u00a0b', 'c\u2028d', 'a_b-competitor-c_d'],
  ])('of a hostile name keeps its shape: %j, %j', (school, name, key) => {
    expect(keyOf(school, name)).toBe(key);
  });

  test('of two long names stays two, cut between characters', () => {
    const [first, second] = ['a', 'b'].map((last) => keyOf('Owasso', `${'🥋'.repeat(500)}${last}`));
    expect(first).not.toBe(second);
    expect(first).toMatch(/^Owasso-competitor-(?:🥋)+-[0-9a-f]{12}$/u);
    expect(Buffer.byteLength(first ?? '')).toBeLessThanOrEqual(200);
  });

  test('fault 10: another person of the name in the school gets a key and a badge of its own', () => {
    const sister = read({ ...competitor, birthdate: { S: '03/02/2015' } });
    expect(registrationKey(sister)).toBe(registrationKey(jordan));
    expect(samePerson(sister, jordan)).toBe(false);
    expect(registrationKey(jordan, 1)).toBe(jordansKey);
    expect(registrationKey(sister, 2)).toBe(`${jordansKey}-2`);
    expect(badgeKey(registrationKey(sister, 2), 'jpg')).toBe(`${jordansKey}-2_badge.jpg`);
  });

  test('fault 10: so does another person of a name that is cut', () => {
    const name = '김'.repeat(500);
    expect(keyOf('Owasso', name, 2)).not.toBe(keyOf('Owasso', name));
    expect(keyOf('Owasso', name, 2)).toMatch(/-2$/);
  });

  test('never changes its shape, whatever the name', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600, size: 'max' }),
      fc
        .array(fc.constantFrom('.', '..', '/', '\\', '\0', '\n', '\u202e', '🥋', '\ud800', ' ', 'a', '-'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, hostile, fc.integer({ min: 1, max: 2000 }), (school, name, ordinal) => {
        const key = keyOf(school, name, ordinal);
        for (const made of [key, badgeKey(key, 'jpg'), badgeKey(name, 'jpg')]) {
          expect(made).not.toMatch(/[/\\\p{Cc}\s]|\.\.|^\.|^$/u);
          expect(made.isWellFormed()).toBe(true);
        }
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(200);
        expect(badgeKey(key, 'jpg')).toBe(`${key}_badge.jpg`);
        expect(Buffer.byteLength(badgeKey(name, 'jpg'))).toBeLessThanOrEqual(230);
      }),
    );
  });
});

describe('the item of the registrations table', () => {
  test('is the message with payment in the place of checkout, and the age its birth date gives', () => {
    const { checkout: _, ...attributes } = competitor;
    expect(registrationItem(competitor, jordan, jordansKey, 'pi_1')).toEqual({
      ...attributes,
      age: { N: '12' },
      pk: { S: jordansKey },
      payment: { S: 'pi_1' },
      entryId: { S: 'cs_test_a1JordanRivera0001' },
    });
  });

  test('keeps the message’s spellings and attributes nobody knows, but not a key or payment of its own', () => {
    const message = {
      ...competitor,
      full_name: { S: ' Jose\u0301  Rivera' },
      parent: 'Sam   Rivera',
      gender: { S: 'M' },
      phone: 9185550142,
      shoe_size: { N: '5.50' },
      entryId: { S: 'cs_test_a1JordanRivera0001' },
      pk: { S: 'somebody else’s' },
      payment: { S: 'pi_forged' },
    };
    const item = registrationItem(message, read(message), 'the key', 'pi_1');
    expect(item).toMatchObject({
      full_name: { S: 'José Rivera' },
      parent: { S: 'Sam Rivera' },
      gender: { S: 'M' },
      phone: { N: '9185550142' },
      shoe_size: { N: '5.50' },
      birthdate: { S: '07/11/2013' },
      pk: { S: 'the key' },
      payment: { S: 'pi_1' },
    });
    expect(item).not.toHaveProperty('checkout');
  });

  test('has neither age nor parent when the message has none', () => {
    const item = registrationItem(coach, read(coach), 'the key', 'free');
    expect(item).not.toHaveProperty('age');
    expect(item).not.toHaveProperty('parent');
  });
});

describe('the same person', () => {
  const row = registrationItem(competitor, jordan, jordansKey, 'pi_1');

  test('is found in a row of the table, in whichever spelling', () => {
    expect(samePerson(identityOf(row), jordan)).toBe(true);
    expect(samePerson(identityOf({ ...row, birthdate: { S: ' 2013-07-11' } }), jordan)).toBe(true);
    expect(samePerson(identityOf({ ...row, full_name: { S: 'Jordan  Rivera ' } }), jordan)).toBe(true);
  });

  test.each<[field: string, value: unknown]>([
    ['full_name', { S: 'Jordan_Rivera' }],
    ['school', { S: 'Northside Taekwondo' }],
    ['reg_type', { S: 'coach' }],
    ['birthdate', { S: '07/12/2013' }],
    ['birthdate', { S: '' }],
    ['birthdate', { S: 'July' }],
    ['birthdate', { L: [] }],
    ['full_name', undefined],
  ])('is another one when %s is %j', (field, value) => {
    expect(samePerson(identityOf({ ...row, [field]: value }), jordan)).toBe(false);
  });

  test('needs no birth date when neither has one', () => {
    expect(samePerson(identityOf(coach), read(coach))).toBe(true);
  });

  test('is told from a row that an organiser emptied', () => {
    expect(samePerson(identityOf({}), jordan)).toBe(false);
  });
});

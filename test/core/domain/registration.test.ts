import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { entryIdOf, samePerson } from '../../../core/domain/ids.ts';
import { badgeKey, registrationItem, registrationKey } from '../../../core/domain/registration.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

const read = (message: EntryItem) =>
  parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear: 2025 });

const keyOf = (school: string, fullName: string, ordinal?: number) =>
  registrationKey({ school: { S: school }, full_name: fullName }, 'competitor', ordinal);

const jordan = read(competitor);
const jordansKey = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';

describe('the key of a registration', () => {
  test.each([
    ['Golden Dragon TKD - Owasso', 'Jordan Rivera', jordansKey],
    ["St. Mary's", 'Anne-Marie O’Brien Jr.', "St._Mary's-competitor-Anne-Marie_O’Brien_Jr."],
    ['황룡 도장', '김하늘', '황룡_도장-competitor-김하늘'],
    ['A/B Martial Arts ', 'Rene\u0301  Roe', 'A/B_Martial_Arts_-competitor-Rene\u0301__Roe'],
    ['..', ' \n\u0000', '..-competitor-_\n\u0000'],
  ])('follows the old rule, byte for byte: %j, %j', (school, name, key) => {
    expect(keyOf(school, name)).toBe(key);
  });

  test('is what the form looks up before it charges, whatever the name', () => {
    // The form's own rule, quoted from it: school.replace(" ", "_") + "-" + type + "-" + name.replace(" ", "_")
    const askedFor = (school: string, name: string) =>
      `${school.split(' ').join('_')}-competitor-${name.split(' ').join('_')}`;
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(text, text, (school, name) => {
        expect(keyOf(school, name)).toBe(askedFor(school, name).toWellFormed());
      }),
    );
  });

  test('of two names longer than the limit stays different, and is cut between characters', () => {
    const [first, second] = ['a', 'b'].map((last) => keyOf('Owasso', `${'🥋'.repeat(600)}${last}`));
    expect(first).not.toBe(second);
    expect(first).toMatch(/^Owasso-competitor-(?:🥋)+-[0-9a-f]{12}$/u);
    expect(Buffer.byteLength(first ?? '')).toBeLessThanOrEqual(2048);
  });

  test('fault 10: another person with the same name and school gets a separate key and badge', () => {
    const sister = { ...competitor, birthdate: { S: '03/02/2015' } };
    expect(samePerson(identityOf(sister), identityOf(competitor))).toBe(false);
    expect(registrationKey(sister, 'competitor')).toBe(jordansKey);
    expect(registrationKey(sister, 'competitor', 2)).toBe(`${jordansKey}-2`);
    expect(badgeKey(`${jordansKey}-2`, 'jpg')).toBe(`${jordansKey}-2_badge.jpg`);
  });

  test('fault 10: so does another person with a name that is cut', () => {
    const name = '김'.repeat(900);
    expect(keyOf('Owasso', name, 2)).not.toBe(keyOf('Owasso', name));
    expect(keyOf('Owasso', name, 2)).toMatch(/-2$/);
  });
});

describe('the key of a badge', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 600, size: 'max' }),
    fc
      .array(fc.constantFrom('.', '..', '/', '\\', '\0', '\n', '\u202e', '🥋', ' ', 'a', '-', '_'), {
        minLength: 1,
      })
      .map((parts) => parts.join('')),
  );

  test('for an ordinary key is the old system’s', () => {
    expect(badgeKey(jordansKey, 'jpg')).toBe(`${jordansKey}_badge.jpg`);
    expect(badgeKey('황룡_도장-competitor-김하늘', 'png')).toBe('황룡_도장-competitor-김하늘_badge.png');
  });

  test('always has the same form, whatever the name', () => {
    fc.assert(
      fc.property(hostile, (key) => {
        const made = badgeKey(key, 'jpg');
        expect(made).not.toMatch(/[/\\\p{Cc}\s]|\.\.|^\.|^$/u);
        expect(made).toMatch(/_badge\.jpg$/);
        expect(made.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(230);
      }),
    );
  });

  test('differs for two registrations, even if one key made safe equals the other', () => {
    expect(badgeKey('A/B-coach-Jo', 'jpg')).toMatch(/^A_B-coach-Jo-[0-9a-f]{12}_badge\.jpg$/);
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        fc.pre(a.toWellFormed() !== b.toWellFormed());
        expect(badgeKey(a, 'jpg')).not.toBe(badgeKey(b, 'jpg'));
      }),
    );
  });
});

describe('the item of the registrations table', () => {
  test('is the message with payment in place of checkout, and the age from its birth date', () => {
    const { checkout: _, ...attributes } = competitor;
    expect(registrationItem(competitor, jordan, jordansKey, { payment: 'pi_1' })).toEqual({
      ...attributes,
      age: { N: '12' },
      pk: { S: jordansKey },
      payment: { S: 'pi_1' },
      entryId: { S: 'cs_test_a1JordanRivera0001' },
    });
  });

  test('keeps the message’s spellings and unknown attributes, but not its own key or payment', () => {
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
      photo_shared: { S: 'photo_forged' },
      badge_id: { S: 'T1-FORGED' },
      badge_preflight: { S: 'forged' },
      checked_in: { S: 'forged' },
      findings: { S: 'forged' },
      paid_at: { S: '1999-01-01T00:00:00.000Z' },
      payment_state: { S: 'paid' },
      payment_read_at: { N: '1' },
    };
    const item = registrationItem(message, read(message), 'the key', { payment: 'pi_1' });
    expect(item).toMatchObject({
      full_name: { S: ' Jose\u0301  Rivera' },
      parent: { S: 'Sam   Rivera' },
      gender: { S: 'M' },
      phone: { N: '9185550142' },
      shoe_size: { N: '5.50' },
      birthdate: { S: '07/11/2013' },
      pk: { S: 'the key' },
      payment: { S: 'pi_1' },
    });
    const noted = ['photo_shared', 'badge_id', 'badge_preflight', 'checked_in', 'findings'];
    const ofThePayment = ['checkout', 'paid_at', 'payment_state', 'payment_read_at'];
    for (const ours of [...noted, ...ofThePayment]) {
      expect(item).not.toHaveProperty(ours);
    }
  });

  test('has the type in the spelling its index is queried by, and findings as field and code', () => {
    const message = {
      ...competitor,
      reg_type: { S: ' Competitor ' },
      beltRank: { S: 'camo' },
      weight: 'heavy',
    };
    expect(registrationItem(message, read(message), 'the key', { payment: 'pi_1' })).toMatchObject({
      reg_type: { S: 'competitor' },
      beltRank: { S: 'camo' },
      weight: { S: 'heavy' },
      findings: { S: 'weight: not-a-number; beltRank: unknown' },
    });
    expect(registrationItem(competitor, jordan, jordansKey, { payment: 'pi_1' })).not.toHaveProperty(
      'findings',
    );
  });

  test('keeps the message’s age when the birth date gives none', () => {
    const message = { ...competitor, birthdate: { S: 'in 2013' } };
    expect(registrationItem(message, read(message), 'the key', { payment: 'pi_1' }).age).toEqual(
      competitor.age,
    );
  });

  test('has neither age nor parent when the message has none', () => {
    const item = registrationItem(coach, read(coach), 'the key', { payment: 'free' });
    expect(item).not.toHaveProperty('age');
    expect(item).not.toHaveProperty('parent');
  });
});

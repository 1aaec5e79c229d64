import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/domain/entry.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { entryIdOf } from '../../../core/domain/ids.ts';
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

const read = (message: EntryItem) =>
  parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear: 2025 });

const readCompetitor = (changes: EntryItem) => read({ ...competitor, ...changes });

describe('what is read leniently', () => {
  test('typed and bare attributes are the same', () => {
    const bare = Object.fromEntries(
      Object.entries(competitor).map(([name, value]) => [name, 'N' in value ? Number(value.N) : value.S]),
    );
    expect(read(bare)).toEqual(read(competitor));
  });

  test.each<[what: string, changes: EntryItem, read: object]>([
    ['a name in pieces', { full_name: { S: '  Jose\u0301   Rivera ' } }, { fullName: 'José Rivera' }],
    ['a no-break space', { full_name: { S: 'Jordan\u00a0Rivera' } }, { fullName: 'Jordan Rivera' }],
    [
      'a reversed name',
      { full_name: { S: '\u202eJordan\u2066 Ri\u200bvera\ufeff' } },
      { fullName: 'Jordan Rivera' },
    ],
    ['half a character', { full_name: { S: 'Jordan \ud83e' } }, { fullName: 'Jordan \ufffd' }],
    ['emoji', { full_name: { S: 'Jordan 🥋' } }, { fullName: 'Jordan 🥋' }],
    ['right to left', { full_name: { S: 'يوسف الحداد' } }, { fullName: 'يوسف الحداد' }],
    ['500 letters', { full_name: { S: 'J'.repeat(500) } }, { fullName: 'J'.repeat(500) }],
    ['blanks around an address', { email: ' parent@example.com\n' }, { email: 'parent@example.com' }],
    ['no checkout', { checkout: { S: '' } }, { checkout: { kind: 'none' } }],
    ['a NULL checkout', { checkout: { NULL: true } }, { checkout: { kind: 'none' } }],
    ['type in capitals', { reg_type: { S: 'Competitor' } }, { registrationType: 'competitor' }],
    ['gender in capitals', { gender: { S: 'FEMALE' } }, { gender: 'female' }],
    ['gender as a letter', { gender: { S: 'm' } }, { gender: 'male' }],
    ['a date without leading zeros', { birthdate: { S: '7/1/2013' } }, { birthdate: '2013-07-01' }],
    ['weight as text', { weight: { S: ' 85.5 ' } }, { weightLb: 85.5 }],
    ['no weight', { weight: { S: '' } }, { weightLb: undefined }],
    [
      'events twice',
      { events: { S: 'poomsae,Poomsae, breaking' } },
      { events: [{ event: 'poomsae', form: 'Taegeuk 1 Jang' }, { event: 'breaking' }] },
    ],
    [
      'a form as a number',
      { poomsae_form: { N: '3' } },
      { events: [{ event: 'sparring-gr' }, { event: 'poomsae', form: 'Taegeuk 3 Jang' }] },
    ],
    [
      "a form under the event's literal name",
      { events: 'world-class poomsae', 'world-class_poomsae_form': '5' },
      { events: [{ event: 'world-class poomsae', form: 'Taegeuk 5 Jang' }] },
    ],
    ['blanks in an object key', { imgFilename: { S: ' a.jpg' } }, { photoKey: ' a.jpg' }],
  ])('%s', (_, changes, expected) => {
    expect(readCompetitor(changes)).toMatchObject(expected);
  });

  test('the age is that in the competition year, whatever the message says', () => {
    expect(readCompetitor({ age: { N: '99' } }).age).toBe(12);
    expect(readCompetitor({ age: { S: 'eleven' } }).age).toBe(12);
    expect(readCompetitor({ birthdate: { S: '12/31/2013' } }).age).toBe(12);
  });

  test.each([
    ['01/15/2025', 0],
    ['06/30/2022', 3],
    ['06/30/1925', 100],
    ['06/30/1895', 130],
  ])('fault 11: a birth date of %s is read, with an age of %i', (birthdate, age) => {
    expect(readCompetitor({ birthdate: { S: birthdate } }).age).toBe(age);
  });
});

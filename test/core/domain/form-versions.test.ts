/**
 * Every shape in which a version of the form has sent a field, from 2023 to March 2026: what it is read as, and what is
 * stored. The people are fictitious.
 */
import { describe, expect, test } from 'vitest';
import { type Entry, parseEntry } from '../../../core/domain/entry.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { entryIdOf } from '../../../core/domain/ids.ts';
import { registrationItem } from '../../../core/domain/registration.ts';
import coachFixture from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import seminarFixture from '../../fixtures/entries/seminar.json' with { type: 'json' };
import sentByTheForm from '../../fixtures/entries/sent-by-the-form.json' with { type: 'json' };

const competitionYear = 2026;
const [competitor = {}] = sentByTheForm.map(({ MessageBody }): EntryItem => JSON.parse(MessageBody));

/** A message with the field as sent by that version; without the field if the version does not send it. */
function withField(message: EntryItem, field: string, sent: unknown): EntryItem {
  const { [field]: _, ...others } = message;
  return sent === undefined ? others : { ...others, [field]: sent };
}

function register(message: EntryItem) {
  const entry = parseEntry({ ...message, entryId: entryIdOf(message) }, { competitionYear });
  return { entry, row: registrationItem(message, entry, 'the key', { payment: 'pi_1' }) };
}

const text = (S: string | null) => ({ S });
const number = (N: string | null) => ({ N });
/** A choice that was not made, in DynamoDB's format. */
const nothing = { NULL: true };
const texts = (...all: string[]) => ({ L: all.map(text) });

const medicalMap = {
  contacts: text('Y'),
  medicalConditions: texts('Asthma', 'Diabetes'),
  allergies: texts(),
  medications: texts('Zyrtec'),
};
const medicalText =
  '{"contacts": "N", "medicalConditions": ["Asthma"], "allergies": "None", "medications": ["Zyrtec", ""]}';

const sparringAnd = (event: string) => text(`sparring,${event}`);

interface Shape {
  field: string;
  /** The value sent; undefined for a version without the field. */
  sent: unknown;
  read?: Partial<Entry>;
  /** The value in the table, if it differs from the value sent. */
  stored?: unknown;
}

const shapes: Shape[] = [
  // The live form composes the name from two fields; before February 2024 it did not trim them.
  { field: 'full_name', sent: text('Ann Lee'), read: { fullName: 'Ann Lee' } },
  { field: 'full_name', sent: text('Mary Ann  Lee '), read: { fullName: 'Mary Ann Lee' } },

  { field: 'email', sent: text('fe1@example.org'), read: { email: 'fe1@example.org' } },

  { field: 'phone', sent: text('918-555-0100'), read: { phone: '918-555-0100' } },
  { field: 'phone', sent: text('(918) 555 0100'), read: { phone: '(918) 555 0100' } },
  { field: 'phone', sent: 9185550100, read: { phone: '9185550100' }, stored: number('9185550100') },

  {
    field: 'school',
    sent: text('Golden Dragon TKD - Owasso'),
    read: { school: 'Golden Dragon TKD - Owasso' },
  },
  { field: 'school', sent: text("Tiger Jim's TKD "), read: { school: "Tiger Jim's TKD" } },

  { field: 'parent', sent: text('Pat'), read: { parent: 'Pat' } },
  { field: 'parent', sent: text(''), read: { parent: undefined } },
  { field: 'parent', sent: text(null), read: { parent: undefined }, stored: nothing },
  { field: 'parent', sent: undefined, read: { parent: undefined } },

  // Until July 2024 the form asked for the address.
  ...['address1', 'address2', 'city', 'state', 'zip'].map((field) => ({ field, sent: text('Tulsa') })),
  { field: 'address2', sent: text('') },

  { field: 'birthdate', sent: text('2012-04-05'), read: { birthdate: '2012-04-05', age: 14 } },
  { field: 'birthdate', sent: text('04/05/2012'), read: { birthdate: '2012-04-05', age: 14 } },

  { field: 'age', sent: number('14'), read: { age: 14 } },
  { field: 'age', sent: number('13'), read: { age: 14 }, stored: number('14') },
  { field: 'age', sent: number(''), read: { age: 14 }, stored: number('14') },
  { field: 'age', sent: number(null), read: { age: 14 }, stored: number('14') },

  { field: 'gender', sent: text('male'), read: { gender: 'male' } },
  { field: 'gender', sent: text('female'), read: { gender: 'female' } },
  { field: 'gender', sent: text('M'), read: { gender: 'male' } },
  { field: 'gender', sent: text('F'), read: { gender: 'female' } },

  { field: 'weight', sent: number('85'), read: { weightLb: 85 } },
  { field: 'weight', sent: number('85.5'), read: { weightLb: 85.5 } },
  // Until June 2024 the form asked for kilograms, which the message does not say.
  { field: 'weight', sent: number('38.78') },
  { field: 'weight', sent: number('0'), read: { weightLb: undefined } },
  { field: 'weight', sent: number(''), read: { weightLb: undefined }, stored: text('') },
  { field: 'weight', sent: number(null), read: { weightLb: undefined }, stored: nothing },

  { field: 'height', sent: number('57'), read: { heightIn: 57 } },
  { field: 'height', sent: undefined, read: { heightIn: undefined } },
  { field: 'height', sent: number(''), read: { heightIn: undefined }, stored: text('') },

  { field: 'coach', sent: text('Master T'), read: { coach: 'Master T' } },
  { field: 'coach', sent: text(''), read: { coach: undefined } },

  ...(['white', 'yellow', 'orange', 'green', 'blue', 'red', 'brown', 'black'] as const).map((belt) => ({
    field: 'beltRank',
    sent: text(belt),
    read: { belt },
  })),
  { field: 'beltRank', sent: text('1 degree black'), read: { belt: '1 degree black' } },
  { field: 'beltRank', sent: text('2 degree black'), read: { belt: '2 degree black' } },
  { field: 'beltRank', sent: text('3 degree black'), read: { belt: '3 degree black' } },
  { field: 'beltRank', sent: text('4 degree black'), read: { belt: 'master' } },
  { field: 'beltRank', sent: text('Master'), read: { belt: 'master' } },
  { field: 'beltRank', sent: text('1 black'), read: { belt: '1 degree black' } },
  { field: 'beltRank', sent: text('2 black'), read: { belt: '2 degree black' } },
  { field: 'beltRank', sent: text('3 black'), read: { belt: '3 degree black' } },
  { field: 'beltRank', sent: text('master black'), read: { belt: 'master' } },

  ...(
    [
      ['sparring-gr', 'sparring-gr'],
      ['sparring-wc', 'sparring-wc'],
      ['sparring-bgn', 'sparring-bgn'],
      ['sparring-adv', 'sparring-adv'],
      ['breaking', 'breaking'],
      ['freestyle poomsae', 'freestyle poomsae'],
      ['weapons', 'weapons'],
      ['demonstration', 'demonstration'],
      ['little_dragon', 'little_dragon'],
      ['little_tiger', 'little_tiger'],
      ['Little Tiger Showcase', 'little_tiger'],
    ] as const
  ).map(([name, event]) => ({
    field: 'events',
    sent: sparringAnd(name),
    read: { events: [{ event: 'sparring' }, { event }] } satisfies Partial<Entry>,
  })),
  {
    field: 'events',
    sent: text('Little Tiger Showcase'),
    read: { events: [{ event: 'little_tiger' }] },
  },

  { field: 'tshirt', sent: undefined, read: { tshirt: undefined } },
  { field: 'tshirt', sent: text('XXS'), read: { tshirt: 'XXS' } },
  { field: 'tshirt', sent: text(''), read: { tshirt: undefined } },
  { field: 'tshirt', sent: text(null), read: { tshirt: undefined }, stored: nothing },

  { field: 'medical_form', sent: undefined },
  { field: 'medical_form', sent: { M: medicalMap } },
  {
    field: 'medical_form',
    sent: { M: { ...medicalMap, contacts: text(null) } },
    stored: { M: { ...medicalMap, contacts: nothing } },
  },
  { field: 'medical_form', sent: text(medicalText) },
  // Sent for one day in October 2024; the old backend could not store it.
  { field: 'medical_form', sent: { M: medicalText }, stored: text(medicalText) },
  { field: 'medical_form', sent: nothing },

  // Until July 2024 a photo's name had dashes in place of blanks in the school.
  ...[
    'Golden Dragon TKD - Owasso_competitor_Front_End.jpg',
    'Golden-Dragon-TKD---Owasso_competitor_Front_End.JPEG',
    'Front_End.png',
  ].map((photoKey) => ({ field: 'imgFilename', sent: text(photoKey), read: { photoKey } })),
  { field: 'imgFilename', sent: undefined, read: { photoKey: undefined } },

  ...['cs_test_a1Nrjqm9KINypo7', 'cs_live_b1Nrjqm9KINypo7'].map((id) => ({
    field: 'checkout',
    sent: text(id),
    read: { checkout: { kind: 'session', id } } satisfies Partial<Entry>,
    stored: undefined,
  })),
  {
    field: 'checkout',
    sent: text('manual_entry'),
    read: { checkout: { kind: 'manual' } },
    stored: undefined,
  },
  { field: 'checkout', sent: undefined, read: { checkout: { kind: 'none' } } },
];

describe('a competitor of any version of the form', () => {
  test.each(shapes)('is read and stored with $field as $sent', ({ field, sent, read, ...rest }) => {
    const { entry, row } = register(withField(competitor, field, sent));
    expect(entry).toMatchObject(read ?? {});
    expect(entry.findings).toEqual([]);
    expect(row[field]).toEqual('stored' in rest ? rest.stored : sent);
  });

  test('has no other field whose stored value differs from the one sent', () => {
    const { checkout: _, ...attributes } = competitor;
    expect(register(competitor).row).toEqual({
      ...attributes,
      pk: text('the key'),
      payment: text('pi_1'),
      entryId: competitor.checkout,
    });
  });

  test.each([
    ['poomsae_form', 'poomsae'],
    ['wc_poomsae_form', 'world-class poomsae'],
    ['world-class_poomsae_form', 'world-class poomsae'],
    ['pair_poomsae_form', 'pair poomsae'],
    ['team_poomsae_form', 'team poomsae'],
    ['family_poomsae_form', 'family poomsae'],
  ])('is read and stored with every form in %s, for %s', (field, event) => {
    const forms: { sent: unknown; form?: string; stored?: unknown }[] = [
      { sent: text('1'), form: 'Taegeuk 1 Jang' },
      { sent: text('8'), form: 'Taegeuk 8 Jang' },
      { sent: text('9'), form: 'Koryo' },
      { sent: text('10'), form: 'Keumgang' },
      { sent: text('11'), form: 'Taebaek' },
      { sent: text('12'), form: 'Pyongwon' },
      { sent: text('Koryo'), form: 'Koryo' },
      { sent: text('Freestyle'), form: 'Freestyle' },
      { sent: text('') },
      { sent: text(null), stored: nothing },
      { sent: undefined },
    ];
    for (const { sent, form, stored = sent } of forms) {
      const { entry, row } = register(withField({ ...competitor, events: text(event) }, field, sent));
      expect(entry).toMatchObject({ events: [{ event, form }], findings: [] });
      expect(row[field]).toEqual(stored);
    }
  });
});

describe('a coach and a guest of a seminar', () => {
  test.each([
    ['paid', { ...coachFixture, checkout: text('cs_test_a1Nrjqm9KINypo7') }],
    ['added by hand', { ...coachFixture, checkout: text('manual_entry') }],
    ['free', coachFixture],
  ])('a coach, %s', (_, message) => {
    const { entry, row } = register({ ...message, phone: text('918-555-0100') });
    expect(entry).toMatchObject({ registrationType: 'coach', fullName: 'Alex Moreno', findings: [] });
    expect(Object.keys(row).sort()).toEqual(
      ['full_name', 'email', 'phone', 'school', 'reg_type', 'pk', 'payment', 'entryId'].sort(),
    );
  });

  test('a guest keeps what guests are asked for, and gets no age that was not sent', () => {
    const { entry, row } = register(seminarFixture);
    expect(entry).toMatchObject({ registrationType: 'seminar', birthdate: '1979-12-31', findings: [] });
    const { checkout, ...attributes } = seminarFixture;
    expect(row).toEqual({ ...attributes, pk: text('the key'), payment: text('pi_1'), entryId: checkout });
  });
});

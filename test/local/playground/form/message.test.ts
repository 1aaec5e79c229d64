import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EntryItem } from '../../../../core/domain/entry-item.ts';
import {
  blankForm,
  blankPerson,
  type FilledForm,
  type FilledPerson,
} from '../../../../local/playground/form/filled-form.ts';
import { messageOf, photoKeyOf } from '../../../../local/playground/form/message.ts';

const fixture = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/entries', file), 'utf8'));

/** The messages that the existing form's own code has sent, by the name in them. */
const sent = Object.fromEntries(
  (fixture('sent-by-the-form.json') as { MessageBody: string }[]).map(({ MessageBody }) => {
    const message = JSON.parse(MessageBody) as EntryItem & { full_name: { S: string } };
    return [message.full_name.S, message];
  }),
);

const family = {
  phone: '918-555-0100',
  parent: 'Pat',
  school: 'Golden Dragon TKD - Owasso',
  coach: 'Master T',
};
const person: FilledPerson = {
  ...blankPerson,
  firstName: 'Manual',
  lastName: 'Add',
  birthdate: '2012-04-05',
  gender: 'female',
  weight: '85.5',
  heightFeet: '4',
  heightInches: '9',
  beltRank: '2 degree black',
  events: ['sparring-wc', 'poomsae', 'world-class poomsae'],
  forms: { ...blankPerson.forms, 'poomsae form': 'Koryo', 'wc poomsae form': 'Taebaek' },
  contacts: 'N',
  medicalConditions: 'Asthma',
  medications: 'Albuterol\r\nZyrtec',
};
const entered = (form: Partial<FilledForm>, somebody: Partial<FilledPerson>, year = 2026) =>
  messageOf({ ...blankForm, ...family, ...form }, { ...person, ...somebody }, year);

describe("today's message", () => {
  test("of a competitor is the existing form's, attribute by attribute and in its order", () => {
    const message = entered({ email: 'fe4@example.org', payment: 'manual' }, {});
    expect(message).toEqual(sent['Manual Add']);
    const inOrder = Object.keys(message).filter((name) => name !== 'imgFilename');
    expect(inOrder).toEqual(Object.keys(sent['Manual Add'] ?? {}).filter((name) => name !== 'imgFilename'));
  });

  test('of a coach ends with the type of registration, and with the payment if there is one', () => {
    const coach = { registrationType: 'coach', email: 'fe5@example.org' } as const;
    const named = { firstName: 'Manual', lastName: 'Coach' };
    expect(entered({ ...coach, payment: 'manual' }, named)).toEqual(sent['Manual Coach']);
    expect(entered({ ...coach, payment: 'none' }, named)).not.toHaveProperty('checkout');
  });

  test('has a T-shirt for the obstacle course, and no form of an event that was not chosen', () => {
    const message = entered({}, { events: ['little_dragon'], tshirt: 'XS' });
    expect(message).toMatchObject({ tshirt: { S: 'XS' }, poomsae_form: { S: null } });
  });

  test('has a null for each choice that nobody made', () => {
    const message = entered({}, { gender: '', beltRank: '', contacts: '' });
    expect(message).toMatchObject({
      gender: { S: null },
      beltRank: { S: null },
      medical_form: { M: { contacts: { S: null } } },
    });
  });

  test('has what was typed as it was typed', () => {
    const typed = { birthdate: '13/45/x', weight: 'about 80', heightFeet: 'four', otherEvents: 'karaoke, ' };
    expect(entered({ email: 'no address' }, typed)).toMatchObject({
      email: { S: 'no address' },
      birthdate: { S: '13/45/x' },
      age: { N: 'NaN' },
      weight: { N: 'about 80' },
      height: { N: 'four 9' },
      events: { S: 'sparring-wc,poomsae,world-class poomsae,karaoke' },
    });
  });
});

test("an older version's message of a competitor has that version's spellings", () => {
  const form = {
    email: 'parent@example.com',
    parent: 'Sam Rivera',
    shape: 'older',
    phone: '918-555-0142',
  } as const;
  const jordan = {
    ...{ firstName: 'Jordan', lastName: 'Rivera', birthdate: '2013-07-11', gender: 'male', weight: '85' },
    ...{ beltRank: 'yellow', events: ['sparring-gr', 'poomsae'], medicalConditions: '', medications: '' },
    forms: { ...blankPerson.forms, 'poomsae form': '1' },
  };
  const message = entered(form, jordan, 2024);
  const expected = fixture('competitor.json');
  const medical = (of: EntryItem) => JSON.parse((of.medical_form as { S: string }).S) as unknown;
  expect(medical(message)).toEqual(medical(expected));
  const { checkout, medical_form } = message;
  const changed = { phone: '918-555-0142', gender: { S: 'M' }, checkout, medical_form };
  expect(message).toEqual({ ...expected, ...changed });
  expect(entered({ shape: 'older' }, { beltRank: 'Master' }).beltRank).toEqual({ S: 'master black' });
  expect(entered({ shape: 'older' }, {}).beltRank).toEqual({ S: '2 black' });
});

test('a photo is stored under school, type and name, with the ending of its file', () => {
  const form = { ...blankForm, school: 'Blue Heron Academy' };
  const photo = new File(['x'], 'IMG 1.JPEG');
  expect(photoKeyOf(form, { ...person, photoSource: 'own', photo })).toBe(
    'Blue Heron Academy_competitor_Manual_Add.JPEG',
  );
  expect(photoKeyOf({ ...form, registrationType: 'coach' }, person)).toBeUndefined();
});

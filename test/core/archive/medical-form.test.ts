import { expect, test } from 'vitest';
import { isFilledIn, medicalAttribute, medicalFormOf } from '../../../core/archive/medical-form.ts';

const none = { allergies: [], medications: [], conditions: [], contacts: '' };
const filled = { allergies: ['Bees'], medications: ['Zyrtec'], conditions: ['Asthma'], contacts: 'N' };
const list = (...texts: string[]) => ({ L: texts.map((S) => ({ S })) });

test.each<[what: string, attribute: unknown, read: object]>([
  [
    'the map that the form sends',
    {
      M: {
        contacts: { S: 'N' },
        medicalConditions: list('Asthma'),
        allergies: list('Bees'),
        medications: list('Zyrtec'),
      },
    },
    filled,
  ],
  ['what this makes of it', medicalAttribute(filled), filled],
  [
    'nulls inside',
    { M: { contacts: { S: null }, medicalConditions: { NULL: true }, allergies: { L: [{ S: null }] } } },
    none,
  ],
  [
    'JSON in a text, with the word None',
    { S: '{"contacts":"N","medicalConditions":["Asthma"],"allergies":"None","medications":["Zyrtec"]}' },
    { ...filled, allergies: [] },
  ],
  [
    'JSON in a text, with texts and nulls',
    { S: '{"contacts":null,"medicalConditions":"Asthma","allergies":null,"medications":"n/a"}' },
    { ...none, conditions: ['Asthma'] },
  ],
  [
    'bare values',
    { contacts: 'N', medicalConditions: ['Asthma'], allergies: ['Bees'], medications: ['Zyrtec', ' '] },
    filled,
  ],
  ['a text that is no JSON', { S: ' asthma {mild}' }, { ...none, conditions: ['asthma {mild}'] }],
  ['a text that begins like JSON', { S: '{asthma' }, { ...none, conditions: ['{asthma'] }],
  ['the word None', { S: 'None' }, none],
  ['nothing', { S: '' }, none],
  ['no form', undefined, none],
  ['a NULL', { NULL: true }, none],
  ['bytes', { B: new Uint8Array([1]) }, none],
])('reads %s', (_, attribute, read) => {
  expect(medicalFormOf(attribute)).toEqual(read);
});

test('is filled in if it says anything', () => {
  expect(isFilledIn(filled)).toBe(true);
  expect(isFilledIn({ ...none, contacts: 'Y' })).toBe(true);
  expect(isFilledIn(none)).toBe(false);
});
